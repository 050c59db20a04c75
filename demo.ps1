# Runs the demo on Windows: .\demo.ps1 [options], .\demo.ps1 --help
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'scripts/setup.ps1')
Confirm-DotNet
dotnet build -c Release (Join-Path $PSScriptRoot 'src/DemoApp') -v quiet | Out-Null
if ($LASTEXITCODE -ne 0) { Write-Error 'The build failed: run "dotnet build -c Release src/DemoApp" to see why.'; exit 1 }
dotnet (Join-Path $PSScriptRoot 'src/DemoApp/bin/Release/net10.0/realtimecnn.dll') demo @args
exit $LASTEXITCODE
