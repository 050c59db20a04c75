# Used by realtimecnn.ps1, test.ps1 and windows-report.ps1, in Windows PowerShell 5.1 as in PowerShell 7.

# Makes sure of the .NET SDK.
function Confirm-DotNet {
    $wanted = 10
    if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
        Write-Host "The .NET SDK $wanted is missing. Install it (https://dotnet.microsoft.com/download) and run this again."
        exit 1
    }
    Push-Location $HOME # outside the repository, where global.json cannot turn the question into an error
    $majors = dotnet --list-sdks | ForEach-Object { [int]($_.Split('.')[0]) }
    Pop-Location
    if (-not ($majors | Where-Object { $_ -ge $wanted })) {
        Write-Host "The .NET SDK $wanted is needed; the newest one here has major version $(($majors | Measure-Object -Maximum).Maximum)."
        exit 1
    }
}

# Builds a project or solution; where that fails, ends the script with the errors and nothing else.
function Invoke-Build($project) {
    $said = @(dotnet build -c Release $project -v quiet)
    if ($LASTEXITCODE -eq 0) { return }
    $errors = @($said | Where-Object { $_ -match '\berror\b' } | Select-Object -Unique -First 10)
    if (-not $errors) { $errors = @($said | Select-Object -Last 10) }
    $errors | ForEach-Object { [Console]::Error.WriteLine($_) }
    [Console]::Error.WriteLine("The build of $project failed.")
    exit 1
}

# Builds the program and says so: whoever waits for the first run waits a minute and more. What is up to date takes seconds, as ever.
function Invoke-ProgramBuild($program, $project) {
    $why = 'looking for changes'
    if (-not (Test-Path $program)) { $why = 'first run, about a minute; more on a busy machine, or where packages are downloaded' }
    [Console]::Error.WriteLine("Building ($why) ...")
    Invoke-Build $project
}
