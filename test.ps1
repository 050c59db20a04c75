# Builds everything and runs on Windows every test that can run there, or what is named: .\test.ps1 [NAME | --filter TEXT | --help]
# Where scripts are not allowed: test.cmd. Ends with "N passed, N failed[, N skipped]"; why tests were skipped stands above that.
$ErrorActionPreference = 'Stop'
$usage = '.\test.ps1 [NAME | --filter TEXT | --help]'
function Stop-WrongUse($message) { [Console]::Error.WriteLine("$message Usage: $usage"); exit 2 }

$name = ''; $filter = ''
$first = if ($args.Count -gt 0) { [string]$args[0] } else { '' }
if ($first -in '--help', '-h') {
    $usage
    '  (nothing)      build everything and run every test that does not take long'
    '  NAME           one project: the folder tests/NAME.Tests, or the part of such names (.\test.ps1 Overlay);'
    '                 "Windows" for those of Direct3D 12, DirectML and the window (tests/wine/WindowsTests)'
    '  --filter TEXT  in every project, the tests whose full name contains TEXT (.\test.ps1 --filter Downloader)'
    'The last line counts: "N passed, N failed[, N skipped]". The exit code is 0 if nothing failed, 1 if something did, 2 for wrong use.'
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
$ofWindows = 'tests/wine/WindowsTests' # in no solution, since elsewhere it runs under Wine only
$projects = @(Get-ChildItem tests/*.Tests/*.csproj, $ofWindows/*.csproj)
$builds = @('RealtimeCnn.sln', $ofWindows)
if ($name) {
    $exact = @($projects | Where-Object { $_.BaseName -in "$name.Tests", "${name}Tests" })
    $projects = if ($exact) { $exact } else { @($projects | Where-Object { $_.BaseName -like "*$name*Tests" }) }
    if (-not $projects) { Stop-WrongUse "No project in tests is called '$name'." }
    $builds = $projects.FullName
}

. (Join-Path $PSScriptRoot 'scripts/setup.ps1')
Confirm-DotNet
foreach ($build in $builds) { Invoke-Build $build }

$results = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
$chosen = 'TestCategory!=Long' # those run by hand only: dotnet test --filter TestCategory=Long
if ($filter) { $chosen += "&FullyQualifiedName~$filter" }
$passed = 0; $failed = 0; $skipped = 0; $total = 0; $broken = $false; $reasons = @()
foreach ($project in $projects) {
    $report = Join-Path $results "$($project.BaseName).trx"
    $arguments = @('-c', 'Release', '--no-build', '-v', 'quiet', '--filter', $chosen, '--results-directory', $results,
        '--logger', "trx;LogFileName=$($project.BaseName).trx")
    dotnet test $project.FullName @arguments
    if ($LASTEXITCODE -ne 0) { $broken = $true }
    # What the result files count, not what the exit codes say: a project that ran nothing must not look green.
    $ran = 0
    if (Test-Path $report) {
        $run = ([xml](Get-Content -Raw -Encoding UTF8 $report)).TestRun
        $counts = $run.ResultSummary.Counters
        $ran = [int]$counts.total
        $total += $ran; $passed += [int]$counts.passed; $failed += [int]$counts.failed
        $skipped += $ran - [int]$counts.passed - [int]$counts.failed
        $reasons += @($run.Results.UnitTestResult | Where-Object { $_.outcome -notin 'Passed', 'Failed' } | ForEach-Object {
                $said = [string]$_.Output.ErrorInfo.Message
                if (-not $said) { $said = [string]$_.Output.StdOut }
                if ($said) { $said.Trim().Split("`n")[0].Trim() } else { 'no reason given' }
            })
    }
    if ($ran -eq 0 -and -not $filter) { Write-Host "$($project.BaseName) ran no test."; $failed++ }
}
Remove-Item -Recurse -Force $results -ErrorAction SilentlyContinue
if ($filter -and $total -eq 0) { Write-Host "No test's full name contains '$filter'."; $failed++ }
if ($broken -and $failed -eq 0) { $failed = 1 }

foreach ($reason in $reasons | Group-Object | Sort-Object Count -Descending) { Write-Host "Skipped $($reason.Count): $($reason.Name)" }
if ($skipped) { Write-Host "$passed passed, $failed failed, $skipped skipped" } else { Write-Host "$passed passed, $failed failed" }
if ($failed -gt 0) { exit 1 }
exit 0
