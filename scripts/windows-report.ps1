# Gathers on Windows what the makers need to know of a first run, into realtimecnn-report.zip: scripts\windows-report.ps1 [-SkipTests]
# Where scripts are not allowed: powershell -ExecutionPolicy Bypass -File scripts\windows-report.ps1
# What is in it stands in about.txt in the zip, and nothing leaves this machine: whoever runs it sends the zip, or not. Names of the user
# and of the machine and the paths of the user's folder and of this one are replaced in every file.
param([switch]$SkipTests)
$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot
. (Join-Path $PSScriptRoot 'setup.ps1')
Confirm-DotNet
Set-Location $root
$folder = Join-Path ([IO.Path]::GetTempPath()) "realtimecnn-report-$([Guid]::NewGuid())"
New-Item -ItemType Directory $folder | Out-Null
$zip = Join-Path $root 'realtimecnn-report.zip'
$program = Join-Path $root 'src/DemoApp/bin/Release/net10.0/realtimecnn.dll'
# What .NET programs write is UTF-8; without this Windows PowerShell reads it by the code page of the console.
$encoding = [Console]::OutputEncoding
[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false

# Longer texts first, so that no part of one stays. A name of one or two letters would be found in every word.
$personal = @($root, $HOME, [Environment]::MachineName, [Environment]::UserName) |
    Where-Object { $_ -and $_.Length -gt 2 } | Sort-Object Length -Descending
function Save($name, $lines) {
    $text = if ($lines -is [string]) { $lines } else { $lines | Out-String -Width 400 }
    foreach ($one in $personal) {
        foreach ($form in $one, $one.Replace('\', '\\'), $one.Replace('\', '/')) {
            $text = [Text.RegularExpressions.Regex]::Replace($text, [Text.RegularExpressions.Regex]::Escape($form), '~', 'IgnoreCase')
        }
    }
    [IO.File]::WriteAllText((Join-Path $folder $name), $text, (New-Object Text.UTF8Encoding $false))
}
# Does one thing; that it fails is a finding, and the next one is done.
function Gather($name, $what, $block) {
    Write-Host "$what ..."
    try { Save $name (& $block) } catch { Save $name "failed: $($_.Exception.Message)" }
}
function Measure-Run($name, $arguments) {
    $json = Join-Path $folder "$name.json"
    Gather "$name.txt" "Run: $name" {
        dotnet $program demo --headless --source synthetic:moving --json $json @arguments
        "exit code $LASTEXITCODE"
    }
    if (Test-Path $json) { Save "$name.json" (Get-Content -Raw -Encoding UTF8 $json) }
}

Gather 'system.txt' 'Windows, processor, memory, graphics' {
    "PowerShell $($PSVersionTable.PSVersion)"
    ".NET SDK $(dotnet --version)"
    [Environment]::OSVersion.VersionString
    Get-CimInstance Win32_OperatingSystem | Format-List Caption, Version, BuildNumber, OSLanguage, TotalVisibleMemorySize
    Get-CimInstance Win32_Processor | Format-List Name, NumberOfCores, NumberOfLogicalProcessors
    Get-CimInstance Win32_VideoController |
        Format-List Name, DriverVersion, DriverDate, CurrentHorizontalResolution, CurrentVerticalResolution, CurrentRefreshRate
    Get-CimInstance Win32_PnPEntity -Filter "PNPClass = 'Camera' or PNPClass = 'Image'" | Format-List Name, Status
}
Gather 'build.txt' 'Build' {
    dotnet build -c Release src/DemoApp -v minimal
    "exit code $LASTEXITCODE"
}
Gather 'packages.txt' 'Packages' {
    $listed = @(Get-Content docs/windows-packages.txt | Where-Object { $_ -notmatch '^#' })
    $restored = @(Get-ChildItem -Recurse -Path src, tests, tools, benchmarks -Filter project.assets.json | ForEach-Object {
            $libraries = (Get-Content -Raw -Encoding UTF8 $_.FullName | ConvertFrom-Json).libraries
            $libraries.PSObject.Properties | Where-Object { $_.Value.type -eq 'package' } | ForEach-Object { $_.Name.Replace('/', ' ') }
        } | Sort-Object -Unique)
    $restored
    '', 'Not in docs/windows-packages.txt:'
    $restored | Where-Object { $_ -notin $listed }
}
Gather 'files.txt' 'Files beside the program' {
    Get-ChildItem -Recurse (Split-Path $program) -Include *.dll, *.exe | Sort-Object FullName |
        ForEach-Object { '{0,12} {1,-20} {2}' -f $_.Length, $_.VersionInfo.FileVersion, $_.FullName }
}
Gather 'devices.txt' 'Devices' {
    dotnet $program devices
    "exit code $LASTEXITCODE"
}
Measure-Run 'cpu' @('--model', 'lenet5', '--backend', 'cpu', '--frames', '300')
Measure-Run 'directml' @('--model', 'lenet5', '--backend', 'directml', '--frames', '300')
Measure-Run 'auto-big' @('--model', 'resnet50', '--backend', 'auto', '--duration', '20')
Measure-Run 'swap' @('--model', 'lenet5', '--backend', 'directml', '--swap-at', '60=vgg16', '--duration', '20')
if (-not $SkipTests) {
    Gather 'tests.txt' 'Tests (some minutes; leave keyboard and mouse alone while windows open)' {
        & (Join-Path $root 'test.ps1') 6>&1
        "exit code $LASTEXITCODE"
    }
}

Save 'about.txt' @"
What this zip holds, all of it text:
about.txt      this list
system.txt     version of Windows, its language, of PowerShell and .NET; processor, memory, graphics cards with drivers, screen, cameras' names
build.txt      what the build said
packages.txt   NuGet packages that the build took, with versions, and those that docs/windows-packages.txt does not list
files.txt      names, sizes and versions of the libraries beside the program
devices.txt    what "realtimecnn devices" says
*.txt, *.json  of runs on a drawn picture: cpu, directml, auto-big, swap: what they said and their times
tests.txt      what test.ps1 said; its last line counts
No picture, no sound, no list of programs, no address, no serial number. The user's and the machine's name, and the paths of the user's
folder and of the repository, are replaced by ~ wherever they stood.
"@
[Console]::OutputEncoding = $encoding
if (Test-Path $zip) { Remove-Item $zip }
Compress-Archive -Path (Join-Path $folder '*') -DestinationPath $zip
Remove-Item -Recurse -Force $folder
Write-Host "Wrote $zip. Look into it before you send it."
exit 0
