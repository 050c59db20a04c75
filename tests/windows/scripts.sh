#!/usr/bin/env bash
# Runs realtimecnn.ps1, demo.ps1, test.ps1, build-native.ps1 and windows-report.ps1 in PowerShell 7 with a dotnet that only notes what it is asked: tests/windows/scripts.sh.
# Ends with "Windows scripts: N passed, N failed"; non-zero if any failed. Windows PowerShell 5.1 exists for Windows only.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
finish() { echo "Windows scripts: $passed passed, $failed failed"; [ "$failed" -eq 0 ]; exit; }
good() { passed=$((passed + 1)); echo "ok     Windows scripts: $1"; }
bad() { failed=$((failed + 1)); echo "FAILED Windows scripts: $1"; }

version=7.6.9
tool=${XDG_CACHE_HOME:-$HOME/.cache}/realtimecnn-wine/powershell-$version
if [ ! -e "$tool/pwsh" ] && ! (cd /tmp && dotnet tool install powershell --version $version --tool-path "$tool") >"$work/said" 2>&1; then
    bad "PowerShell cannot be installed:"; tail -n 5 "$work/said"; finish
fi

# The tool starts the dotnet of the PATH, which is to be another one here.
dotnet=$(readlink -f "$(command -v dotnet)") powershell=$(find "$tool" -path '*/unix/pwsh.dll')

# A copy of what the scripts see of the repository, in a folder with a space, and the dotnet.
repository="$work/a folder"
mkdir -p "$repository/scripts" "$repository/docs" "$repository/src/DemoApp/bin/Release/net10.0" "$repository/src/DemoApp/obj" "$work/bin"
cp realtimecnn.ps1 demo.ps1 test.ps1 "$repository/" && cp scripts/*.ps1 "$repository/scripts/" && cp docs/windows-packages.txt "$repository/docs/"
echo library >"$repository/src/DemoApp/bin/Release/net10.0/DirectML.dll"
echo '{ "libraries": { "Silk.NET.Core/2.23.0": { "type": "package" }, "Surprise/1.0.0": { "type": "package" } } }' \
    >"$repository/src/DemoApp/obj/project.assets.json"
for project in tests/First.Tests tests/Second.Tests tests/wine/WindowsTests; do
    mkdir -p "$repository/$project" && touch "$repository/$project/$(basename "$project").csproj"
done
cat >"$work/bin/dotnet" <<'END'
#!/usr/bin/env bash
printf '[%s]' "$@" >>"$NOTES"; echo >>"$NOTES"
case "$1" in
    --list-sdks) echo "10.0.100 [/sdk]" ;;
    --version) echo 10.0.100 ;;
    publish) # of the library for C
        [ -z "${BUILD_FAILS:-}" ] || { echo "error : Platform linker not found."; exit 1; }
        linked=src/VisionRuntime.Native/bin/Release/net10.0/win-x64/native
        while [ $# -gt 0 ]; do [ "$1" != -o ] || folder=$2; shift; done
        mkdir -p "$folder" "$linked" src/VisionRuntime.Native/obj
        touch "$folder"/{realtime_cnn,onnxruntime,DirectML}.dll "$linked/realtime_cnn.lib"
        echo "{ \"packageFolders\": { \"$PWD/packages\": {} } }" >src/VisionRuntime.Native/obj/project.assets.json
        mkdir -p packages/microsoft.ai.directml/1.15.4 && touch packages/microsoft.ai.directml/1.15.4/LICENSE.txt ;;
    build) [ -z "${BUILD_FAILS:-}" ] || { echo "a.cs(1,1): error CS1002: ; expected"; exit 1; } ;;
    test)
        name=$(basename "$2" .csproj) reason='<Output><ErrorInfo><Message>Only a test &amp; more.</Message></ErrorInfo></Output>'
        while [ $# -gt 0 ]; do [ "$1" != --results-directory ] || folder=$2; shift; done
        [ "$name" != "${RAN_NOTHING:-}" ] || exit 0
        mkdir -p "$folder"
        cat >"$folder/$name.trx" <<TRX
<TestRun><Results><UnitTestResult outcome="NotExecuted">$reason</UnitTestResult></Results>
<ResultSummary><Counters total="3" passed="2" failed="${FAILS:-0}" /></ResultSummary></TestRun>
TRX
        [ -z "${FAILS:-}" ] || exit 1 ;;
    *.dll)
        while [ $# -gt 0 ]; do [ "$1" != --json ] || echo "{\"by\": \"$(id -un | tr -d '\n') of $HOME\"}" >"$2"; shift; done
        echo "ran for $HOME"
        exit "${CODE:-0}" ;;
esac
END
chmod +x "$work/bin/dotnet"

# runs WHAT CODE PATTERN SCRIPT [ARGUMENT]... : the script ends with that code and says that.
runs() {
    local what=$1 code=$2 pattern=$3 script=$4 status; shift 4
    : >"$work/notes"
    PATH=$work/bin:$PATH NOTES=$work/notes "$dotnet" "$powershell" -NoProfile -File "$repository/$script" "$@" >"$work/said" 2>&1; status=$?
    if [ "$status" -eq "$code" ] && grep -qE -- "$pattern" "$work/said"; then good "$what"; return; fi
    bad "$what: ended with $status, expected $code and '$pattern' in:"; tail -n 20 "$work/said"
}
# holds WHAT FILE COMMAND... : the command succeeds; if not, the file says what was there instead.
holds() { if "${@:3}" >/dev/null; then good "$1"; else bad "$1:"; cat "$2"; fi; }
asked() { holds "$1" "$work/notes" grep -F -- "$2" "$work/notes"; }
runs "the command line" 0 'ran for' realtimecnn.ps1 models diagram lenet5 --output 'a b.svg'
asked "its arguments are whole" '[models][diagram][lenet5][--output][a b.svg]'
holds "it says that it builds" "$work/said" grep -F 'Building (first run, about a minute' "$work/said"
CODE=7 runs "the demo's exit code" 7 'ran for' demo.ps1 --source 'C:\a b\c.mp4' --swap-at 'a=b,c' --json='x y'
asked "the demo's arguments are whole" '[demo][--source][C:\a b\c.mp4][--swap-at][a=b,c][--json=x y]'
BUILD_FAILS=1 runs "a build that fails" 1 '^a.cs\(1,1\): error CS1002' demo.ps1
if grep -q 'Write-Error\|CategoryInfo\|At line' "$work/said"; then bad "it says more than that"; else good "it says no more than that"; fi
runs "all tests" 0 '^6 passed, 0 failed, 3 skipped$' test.ps1
asked "those of Windows are built" '[build][-c][Release][tests/wine/WindowsTests]'
asked "those of Windows are run" 'WindowsTests.csproj][-c]'
holds "why tests were skipped" "$work/said" grep -x 'Skipped 3: Only a test & more.' "$work/said"
holds "the last line counts" "$work/said" [ "$(tail -n 1 "$work/said")" = "6 passed, 0 failed, 3 skipped" ]
RAN_NOTHING=Second.Tests runs "a project that ran nothing" 1 '^4 passed, 1 failed, 2 skipped$' test.ps1
FAILS=1 runs "tests that fail" 1 '^6 passed, 3 failed$' test.ps1
runs "one project" 0 '^2 passed, 0 failed, 1 skipped$' test.ps1 second
runs "the project of Windows" 0 '^2 passed, 0 failed, 1 skipped$' test.ps1 Windows
runs "a text" 0 '^6 passed' test.ps1 --filter Some
asked "its filter" '[TestCategory!=Long&FullyQualifiedName~Some]'
runs "a project that is not there" 2 "No project in tests is called 'nonesuch'" test.ps1 nonesuch
BUILD_FAILS=1 runs "a build of tests that fails" 1 'error CS1002' test.ps1
for script in realtimecnn demo test; do
    if grep -q "ExecutionPolicy Bypass -File \"%~dp0$script.ps1\" %\*" $script.cmd && grep -q 'exit /b %ERRORLEVEL%' $script.cmd; then
        good "$script.cmd"
    else
        bad "$script.cmd"
    fi
done

mkdir -p "$repository/include" "$repository/models/labels" && cp -r LICENSE THIRD-PARTY-NOTICES.md "$repository/" \
    && cp include/*.h "$repository/include/" && cp models/labels/imagenet.LICENSE.txt "$repository/models/labels/" \
    && mkdir -p "$repository/docs/package" && cp -r docs/package/licenses "$repository/docs/package/"
runs "the library for C" 0 '^Wrote .+here$' scripts/build-native.ps1 "$work/here"
asked "the library is published" '[publish][src/VisionRuntime.Native][-c][Release][-r][win-x64]'
missing=$(for file in realtime_cnn.{dll,lib,h} realtime_cnn_onnxruntime.dll DirectML.dll \
    licenses/{LICENSE,MIT.txt,microsoft.ai.directml-LICENSE.txt}; do
    [ -e "$work/here/$file" ] || echo "$file"; done)
if [ -z "$missing" ]; then good "its folder has all files"; else bad "its folder lacks $missing"; fi
BUILD_FAILS=1 runs "a library that cannot be linked" 1 'error : Platform linker not found' scripts/build-native.ps1 "$work/here"

runs "the report" 0 '^Wrote .+realtimecnn-report.zip' scripts/windows-report.ps1
mkdir "$work/report" && (cd "$work/report" && unzip -q "$repository/realtimecnn-report.zip")
missing=$(for file in about system build packages files devices cpu directml auto-big swap tests; do [ -s "$work/report/$file.txt" ] || echo "$file.txt"; done
    for file in cpu directml auto-big swap; do [ -s "$work/report/$file.json" ] || echo "$file.json"; done)
if [ -z "$missing" ]; then good "the report has all its files"; else bad "the report lacks $missing"; fi
grep -rF -e "$HOME" -e "$work" "$work/report" >"$work/said"
holds "the report names no folder of the user's" "$work/said" [ ! -s "$work/said" ]
holds "it names a package that is not listed" "$work/report/packages.txt" grep -x 'Surprise 1.0.0' "$work/report/packages.txt"
holds "it has the tests' result" "$work/report/tests.txt" grep '^6 passed' "$work/report/tests.txt"
finish
