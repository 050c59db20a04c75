# The program's command line on Windows: .\realtimecnn.ps1 COMMAND [options]. Where scripts are not allowed: realtimecnn.cmd
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'scripts/setup.ps1')
$program = Join-Path $PSScriptRoot 'src/DemoApp/bin/Release/net10.0/realtimecnn.dll'
if ($args.Count -gt 0 -and $args[0] -eq 'complete') { # whoever presses Tab waits for no build
    if (Test-Path $program) { dotnet $program @args }
    exit $LASTEXITCODE
}
Confirm-DotNet
Invoke-ProgramBuild $program (Join-Path $PSScriptRoot 'src/DemoApp')
$before = $env:REALTIMECNN_COMMAND
if (-not $before) { $env:REALTIMECNN_COMMAND = '.\realtimecnn.ps1' } # what to type, for help and errors
try { dotnet $program @args } finally { $env:REALTIMECNN_COMMAND = $before }
exit $LASTEXITCODE
