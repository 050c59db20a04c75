# Used by demo.ps1 and test.ps1: makes sure of the .NET SDK.
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
