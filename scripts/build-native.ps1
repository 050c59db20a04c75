# Makes the library for C for Windows, with all that goes with it: scripts\build-native.ps1 [FOLDER], in PowerShell 5.1 or 7. Where scripts
# are not allowed: powershell -ExecutionPolicy Bypass -File scripts\build-native.ps1
# FOLDER is artifacts\native\win-x64 if none is named. It holds afterwards:
#   realtime_cnn.dll, .lib           the engine, and what a host's linker takes; .pdb has its symbols, for debuggers
#   realtime_cnn_onnxruntime.dll     ONNX Runtime with DirectML, under a name of its own; belongs beside the first
#   DirectML.dll                     for networks on the GPU; without it they run on the processor
#   realtime_cnn.h                   the interface
#   licenses\                        texts that have to go along
# Needs Visual Studio or its Build Tools, with the workload "Desktop development with C++": Microsoft's linker and C runtime.
param([string]$Folder = (Join-Path $PSScriptRoot '../artifacts/native/win-x64'))
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'setup.ps1')
Confirm-DotNet
New-Item -ItemType Directory -Force $Folder, (Join-Path $Folder 'licenses') | Out-Null
$Folder = (Resolve-Path $Folder).Path
Set-Location (Join-Path $PSScriptRoot '..')

$published = 'artifacts/native/publish-win'
dotnet publish src/VisionRuntime.Native -c Release -r win-x64 -v quiet -o $published
if ($LASTEXITCODE -ne 0) { exit 1 } # dotnet has said why

$linked = 'src/VisionRuntime.Native/bin/Release/net10.0/win-x64/native'
Copy-Item "$published/realtime_cnn.dll", "$published/DirectML.dll", "$linked/realtime_cnn.lib", 'include/realtime_cnn.h' $Folder
Copy-Item "$published/onnxruntime.dll" (Join-Path $Folder 'realtime_cnn_onnxruntime.dll')
if (Test-Path "$linked/realtime_cnn.pdb") { Copy-Item "$linked/realtime_cnn.pdb" $Folder }

# Ours, and those of what is inside: packages keep theirs in folders of their own, by name and version.
$licenses = Join-Path $Folder 'licenses'
Copy-Item LICENSE, THIRD-PARTY-NOTICES.md, 'docs/package/licenses/*', 'models/labels/imagenet.LICENSE.txt' $licenses
$assets = Get-Content 'src/VisionRuntime.Native/obj/project.assets.json' -Raw | ConvertFrom-Json
foreach ($package in 'microsoft.ml.onnxruntime.directml', 'microsoft.ai.directml', 'runtime.win-x64.microsoft.dotnet.ilcompiler') {
    foreach ($root in $assets.packageFolders.PSObject.Properties.Name) {
        $texts = Get-ChildItem (Join-Path $root "$package/*/*") -File -ErrorAction SilentlyContinue |
            Where-Object Name -match 'licen|notice'
        foreach ($text in $texts) { Copy-Item $text.FullName (Join-Path $licenses "$package-$($text.Name)") }
    }
}
"Wrote $Folder"
