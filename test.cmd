@echo off
rem Runs test.ps1 whatever this machine says of scripts.
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0test.ps1" %*
exit /b %ERRORLEVEL%
