# Runs the demo on Windows: .\demo.ps1 [source] [model] [options], .\demo.ps1 --help. Where scripts are not allowed: demo.cmd [options]
& (Join-Path $PSScriptRoot 'realtimecnn.ps1') demo @args
exit $LASTEXITCODE
