# Runs the demo on Windows: .\demo.ps1 [options], .\demo.ps1 --help. Where scripts are not allowed: demo.cmd [options]
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'scripts/setup.ps1')
Confirm-DotNet
Invoke-Build (Join-Path $PSScriptRoot 'src/DemoApp')
dotnet (Join-Path $PSScriptRoot 'src/DemoApp/bin/Release/net10.0/realtimecnn.dll') demo @args
exit $LASTEXITCODE
