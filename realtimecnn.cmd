@echo off
rem Runs realtimecnn.ps1 whatever this machine says of scripts.
setlocal
set "REALTIMECNN_COMMAND=%~n0"
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0realtimecnn.ps1" %*
exit /b %ERRORLEVEL%
