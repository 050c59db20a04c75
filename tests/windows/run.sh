#!/usr/bin/env bash
# What a build for Windows restores and where its native libraries end up, in every way of building, with packages of the layout of the
# real ones (feed.sh): tests/windows/run.sh. Runs on Linux, without Wine.
# Ends with "Windows packages: N passed, N failed"; non-zero if any failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
finish() { echo "Windows packages: $passed passed, $failed failed"; [ "$failed" -eq 0 ]; exit; }
good() { passed=$((passed + 1)); echo "ok     Windows packages: $1"; }
bad() { failed=$((failed + 1)); echo "FAILED Windows packages: $1"; }
quietly() { # WHAT COMMAND... : says that it failed, and its last lines
    "${@:2}" >"$work/said" 2>&1 && return
    bad "$1:"; tail -n 20 "$work/said"
    return 1
}

. tests/windows/feed.sh
stand_ins=tests/wine/StandIns
for name in Direct3D.Compilers Direct3D12 Input.Common; do
    quietly "the stand-in $name" dotnet build "$stand_ins/Silk.NET.$name" -c Release -v quiet -nr:false || finish
done
# Packages that are none must not stay in the user's folder of unpacked ones; what is there already is used from there.
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
export NUGET_PACKAGES=$work/unpacked
feed=$work/feed
quietly "the packages" make_feed "$feed" "$cache" "$stand_ins" || finish
options=(-c Release -nr:false -v quiet "-p:RestoreAdditionalProjectSources=$feed" "-p:RestoreFallbackFolders=$cache")
windows=("${options[@]}" -p:TargetWindows=true -p:WindowsStandIns=false)
built=artifacts/windows/real
rm -rf "$built"

# What a restore takes, once each, as the page says; and who brings which native library.
for project in RealtimeCnn.sln tests/wine/WindowsTests; do
    quietly "the restore of $project" dotnet restore "$project" "${windows[@]:2}" || finish
done
assets=("$built"/obj/*/project.assets.json)
awk '
    /^  "libraries": \{/ { inside = 1; next }
    /^  "projectFileDependencyGroups"/ { inside = 0 }
    inside && match($0, /^    "[^"]+": \{/) { name = $0; gsub(/[" :{]/, "", name); next }
    inside && /"type": "package"/ { sub("/", " ", name); print name }' "${assets[@]}" | LC_ALL=C sort -u -f >"$work/packages"
twice=$(cut -d ' ' -f 1 "$work/packages" | uniq -d -i)
if [ -z "$twice" ]; then good "no package is there in two versions"; else bad "in two versions: $twice"; fi
listed=docs/windows-packages.txt
if difference=$(diff <(grep -v '^#' "$listed") "$work/packages"); then
    good "$listed has all $(wc -l <"$work/packages") packages"
else
    bad "$listed differs (< page, > restore):"; echo "$difference"
fi
awk '
    match($0, /^      "[^"]+\/[0-9][^"]*": \{/) { name = $0; gsub(/[" :{]/, "", name) }
    /^  "libraries": \{/ { nextfile }
    match($0, /runtimes\/win(-x64)?\/native\/[^"]+\.dll/) { file = substr($0, RSTART, RLENGTH); sub(/.*\//, "", file); print file, name }' \
    "${assets[@]}" | sort -u >"$work/natives"
twice=$(cut -d ' ' -f 1 "$work/natives" | uniq -d | grep -Fwf - "$work/natives")
[ -s "$work/natives" ] || twice="none found"
if [ -z "$twice" ]; then good "no native library comes from two packages"; else bad "from two packages: $twice"; fi

# has FOLDER WHAT [PATH OF ONNX RUNTIME] : DirectML.dll lies there, and the one onnxruntime.dll is the one of DirectML's package.
has() {
    local missing= found
    grep -qs 'of Microsoft.AI.DirectML' "$1/DirectML.dll" || missing+=" no DirectML.dll"
    found=$(cd "$1" && find . -name onnxruntime.dll | sort | tr '\n' ' ')
    [ "$found" = "./${3:-}onnxruntime.dll " ] || missing+=" onnxruntime.dll at: $found"
    grep -qs 'of Microsoft.ML.OnnxRuntime.DirectML' "$1/${3:-}onnxruntime.dll" || missing+=" not DirectML's onnxruntime.dll"
    if [ -z "$missing" ]; then good "$2"; else bad "$2:$missing"; fi
}
in_package=runtimes/win-x64/native/

# The repository's own programs.
quietly "dotnet build" dotnet build src/DemoApp "${windows[@]}" || finish
has "$built/bin/DemoApp/Release/net10.0" "dotnet build: DirectML.dll beside the program" $in_package
if quietly "dotnet publish" dotnet publish src/DemoApp "${windows[@]}" -r win-x64 --self-contained false -o "$work/published"; then
    has "$work/published" "dotnet publish -r win-x64: both libraries beside the program"
fi
if quietly "dotnet publish --self-contained" dotnet publish src/DemoApp "${windows[@]}" -r win-x64 --self-contained -o "$work/whole"; then
    has "$work/whole" "dotnet publish -r win-x64 --self-contained: both libraries beside the program"
fi
# Not compiled ahead of time, which needs Microsoft's linker.
if quietly "the library for C" dotnet publish src/VisionRuntime.Native "${windows[@]}" -r win-x64 --self-contained false \
    -p:PublishAot=false -o "$work/library"; then
    has "$work/library" "the library for C, dotnet publish -r win-x64: both libraries"
fi
for project in tools/LeNetTrainer benchmarks tests/wine/WindowsTests; do
    name=$(basename "$project"); [ "$name" != benchmarks ] || name=Benchmarks
    quietly "$project" dotnet build "$project" "${windows[@]}" || continue
    if [ "$name" = LeNetTrainer ]; then
        found=$(cat "$built/bin/$name/Release/net10.0/${in_package}onnxruntime.dll")
        case "$found" in
            "onnxruntime.dll of Microsoft.ML.OnnxRuntime.DirectML") good "$project: one ONNX Runtime" ;;
            *) bad "$project: $found" ;;
        esac
    else
        has "$built/bin/$name/Release/net10.0" "$project: DirectML.dll beside it" $in_package
    fi
done

# A stranger's program, outside the solution: docs/embedding.md's, with Direct3D12, by project reference and from packages.
stranger() { # NAME REFERENCES
    mkdir -p "$work/$1"
    awk '/^```csharp$/ { block++; inside = 1; next } /^```$/ { inside = 0; next } inside && block == 1' docs/embedding.md \
        >"$work/$1/Program.cs"
    cat >"$work/$1/$1.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>
<ImplicitUsings>enable</ImplicitUsings><TreatWarningsAsErrors>true</TreatWarningsAsErrors></PropertyGroup>
<ItemGroup>$2<PackageReference Include="Microsoft.ML.OnnxRuntime.DirectML" Version="1.24.4" /></ItemGroup></Project>
END
}
# ways NAME WHAT OPTION... : builds and publishes it, for any platform and for x64, where the packages' own build files copy too.
ways() {
    local folder=$work/$1 what=$2 out; shift 2
    if quietly "$what, build" dotnet build "$folder" "$@"; then
        out=$folder/bin/Release/net10.0
        has "$out" "$what, build" $in_package
    fi
    quietly "$what, publish" dotnet publish "$folder" "$@" -r win-x64 -o "$folder/out" && has "$folder/out" "$what, publish -r win-x64"
    quietly "$what, publish x64" dotnet publish "$folder" "$@" -r win-x64 -p:PlatformTarget=x64 -o "$folder/out64" \
        && has "$folder/out64" "$what, publish -r win-x64 for x64"
}
stranger ByProject "<ProjectReference Include=\"$root/src/Direct3D12/Direct3D12.csproj\" />"
ways ByProject "a program by project reference" "${windows[@]}"

export RestoreAdditionalProjectSources=$feed RestoreFallbackFolders=$cache TargetWindows=true WindowsStandIns=false
if quietly "scripts/pack.sh" scripts/pack.sh "$work/ours"; then
    mkdir "$work/tool" && (cd "$work/tool" && unzip -q "$work"/ours/RealtimeCnn.Tool.win-x64.*.nupkg)
    if [ -n "$(find "$work/tool" -path '*/licenses/Microsoft.AI.DirectML/LICENSE.txt')" ]; then
        good "the tool's package has DirectML's licence"
    else
        bad "the tool's package lacks DirectML's licence"
    fi
    has "$work/tool/$(cd "$work/tool" && find . -name realtimecnn.dll -printf '%h')" "the tool's package has both libraries"
    unset TargetWindows WindowsStandIns
    export RestoreAdditionalProjectSources="$feed;$work/ours"
    stranger FromPackages '<PackageReference Include="RealtimeCnn.Direct3D12" Version="0.1.0" />'
    ways FromPackages "a program from packages" -c Release -nr:false -v quiet
    rm "$NUGET_PACKAGES"/microsoft.ai.directml/*/bin/x64-win/DirectML.dll
    if dotnet build "$work/FromPackages" -c Release -nr:false -v quiet >"$work/said" 2>&1; then
        bad "a build without DirectML.dll is no error"
    elif grep -q 'error : DirectML.dll is not in its package: .* Looked for: .*microsoft.ai.directml/1.15.4/' "$work/said"; then
        good "without DirectML.dll: $(grep -o 'DirectML.dll is not in its package: [^.]*' "$work/said" | head -n 1)"
    else
        bad "without DirectML.dll:"; tail -n 20 "$work/said"
    fi
fi
finish
