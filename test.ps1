# Builds everything and runs every test on Windows.
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'scripts/setup.ps1')
Confirm-DotNet
Set-Location $PSScriptRoot
dotnet build -c Release RealtimeCnn.sln -v quiet
if ($LASTEXITCODE -ne 0) { exit 1 }
$status = 0
foreach ($project in Get-ChildItem tests/*.Tests/*.csproj) {
    dotnet test $project.FullName -c Release --no-build -v quiet
    if ($LASTEXITCODE -ne 0) { $status = 1 }
}
exit $status
