# Builds everything and runs every test on Windows, or what is named: .\test.ps1 [NAME | --filter TEXT | --help]
$ErrorActionPreference = 'Stop'
$usage = '.\test.ps1 [NAME | --filter TEXT | --help]'
function Stop-WrongUse($message) { [Console]::Error.WriteLine("$message Usage: $usage"); exit 2 }

$name = ''; $filter = ''
$first = if ($args.Count -gt 0) { [string]$args[0] } else { '' }
if ($first -in '--help', '-h') {
    $usage
    '  (nothing)      build everything and run every test'
    '  NAME           one project: the folder tests/NAME.Tests, or the part of such names (.\test.ps1 Overlay)'
    '  --filter TEXT  in every project, the tests whose full name contains TEXT (.\test.ps1 --filter Downloader)'
    'The exit code is 0 if nothing failed, 1 if something did, 2 for wrong use.'
    exit 0
}
elseif ($first -eq '--filter') {
    if ($args.Count -ne 2 -or -not $args[1]) { Stop-WrongUse '--filter takes one text.' }
    if ($args[1] -match '["()|&!=~\\]') { Stop-WrongUse "The text of --filter may hold letters, digits, '_', '.' and ',' only." }
    $filter = [string]$args[1]
}
elseif ($first.StartsWith('-')) { Stop-WrongUse "There is no option '$first'." }
elseif ($args.Count -gt 1) { Stop-WrongUse 'One name at most.' }
else { $name = $first }

Set-Location $PSScriptRoot
$projects = @(Get-ChildItem tests/*.Tests/*.csproj)
$builds = @('RealtimeCnn.sln')
if ($name) {
    $exact = @($projects | Where-Object { $_.BaseName -eq "$name.Tests" })
    $projects = if ($exact) { $exact } else { @($projects | Where-Object { $_.BaseName -like "*$name*.Tests" }) }
    if (-not $projects) { Stop-WrongUse "No project in tests/*.Tests is called '$name'." }
    $builds = $projects.FullName
}

. (Join-Path $PSScriptRoot 'scripts/setup.ps1')
Confirm-DotNet
foreach ($build in $builds) {
    dotnet build -c Release $build -v quiet
    if ($LASTEXITCODE -ne 0) { exit 1 }
}
$results = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
$status = 0
foreach ($project in $projects) {
    # Those that take long run by hand only: dotnet test --filter TestCategory=Long
    $chosen = if ($filter) { "TestCategory!=Long&FullyQualifiedName~$filter" } else { 'TestCategory!=Long' }
    $arguments = @('-c', 'Release', '--no-build', '-v', 'quiet', '--logger', "trx;LogFileName=$($project.BaseName).trx", '--results-directory', $results,
        '--filter', $chosen)
    dotnet test $project.FullName @arguments
    if ($LASTEXITCODE -ne 0) { $status = 1 }
}
# A run that found nothing to do must not look green.
$ran = 0
foreach ($report in Get-ChildItem "$results/*.trx" -ErrorAction SilentlyContinue) { $ran += [int]([xml](Get-Content $report)).TestRun.ResultSummary.Counters.total }
Remove-Item -Recurse -Force $results -ErrorAction SilentlyContinue
if ($ran -eq 0) { Write-Host 'No test ran.'; $status = 1 }
exit $status
