@echo off
rem Runs demo.ps1 whatever this machine says of scripts.
setlocal
set "REALTIMECNN_COMMAND=realtimecnn"
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0demo.ps1" %*
exit /b %ERRORLEVEL%
