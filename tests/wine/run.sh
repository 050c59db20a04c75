#!/usr/bin/env bash
# Builds the program and its Windows tests for Windows and runs them under Wine: tests/wine/run.sh [part of a test's full name].
# Ends with "N passed, N failed"; non-zero if any failed. What Wine needs is set up first (tests/wine/setup.sh) and kept.
# DIRECT3D12=FOLDER runs the tests, and nothing else, on the d3d12.dll and d3d12core.dll of that folder, such as vkd3d-proton's, and without
# hooks: a second witness for what Wine's own Direct3D 12 shows with them. Left out are tests that lose the GPU, or show a window.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
. "$repository/tests/wine/patience.sh"
"$repository/tests/wine/setup.sh" || { echo "0 passed, 1 failed"; exit 1; }

build=$repository/artifacts/windows
windows=(-c Release -nr:false -v quiet -p:TargetWindows=true -p:WindowsStandIns=true)
publish() { dotnet publish "$repository/$1" "${windows[@]}" -r win-x64 --self-contained -o "$2" && cp "$natives"/*.dll "$2/"; }

# Old files must not make a broken build look well.
rm -rf "$build/app" "$build/tests" "$build/hooks"
if ! { dotnet build "$repository/tests/wine/WineHooks" "${windows[@]}" -o "$build/hooks" &&
    publish tests/wine/WindowsTests "$build/tests" && publish src/DemoApp "$build/app"; }; then
    echo "0 passed, 1 failed"
    exit 1
fi

environment=(DOTNET_STARTUP_HOOKS='Z:\repository\artifacts\windows\hooks\WineHooks.dll')
if [ -n "${DIRECT3D12:-}" ]; then
    cp "$DIRECT3D12"/d3d12.dll "$DIRECT3D12"/d3d12core.dll "$build/tests/" || { echo "0 passed, 1 failed"; exit 1; }
    environment=(WINEDLLOVERRIDES='d3d12,d3d12core=n' OTHER_DIRECT3D12=1)
fi

log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT
passed=0 failed=0

on_screen=(env "${environment[@]}" /usr/local/bin/on-screen)
still=180 # seconds without a sign of work, after which a program hangs

# program NAME MOST COMMAND... : runs a Windows program with what stands in for what Wine lacks, MOST seconds of processor time long.
program() {
    local name=$1 most=$2; shift 2
    patiently "$still" "$most" in_root "${on_screen[@]}" /usr/lib/wine/wine64 "/repository/artifacts/windows/$@" \
        2>"$log/$name.err" | tr -d '\r' >"$log/$name"
}

# judge NAME PATTERN STREAM EXIT_CODE : counts whether the program ended with this code and said this there.
judge() {
    if [ "$status" -eq "$4" ] && grep -qE "$2" "$3"; then
        passed=$((passed + 1)); echo "ok     $1: $2"
        return
    fi
    failed=$((failed + 1))
    if [ "$status" -eq 124 ]; then
        echo "FAILED $1: $(grep '^Time-out' "$log/$1.err")"
    else
        echo "FAILED $1 (exit code $status; $(load)): expected '$2' in:"
    fi
    # Of a crash, where it was: Wine's debugger says that in the middle of several hundred lines.
    grep -hE -A 15 '^(Unhandled exception|Backtrace|Fatal error|Process terminated)' "$log/$1" "$log/$1.err" | cut -c 1-160
    tail -n 20 "$log/$1" "$log/$1.err"
}
expect() { judge "$1" "$2" "$log/$1" 0; }      # it has ended well and said this
refused() { judge "$1" "$2" "$log/$1.err" 1; } # it has ended with an error and said this in one line

if [ $# -eq 0 ] && [ -z "${DIRECT3D12:-}" ]; then
    program devices 120 app/realtimecnn.exe devices; status=$?
    expect devices 'ONNX Runtime 1\.'
    expect devices $'\xe2\x94\x82' # a table's line, in UTF-8
    expect devices ' none .* no camera is connected'
    program demo 240 app/realtimecnn.exe demo --headless --source synthetic:moving --model lenet5 --backend cpu --frames 30; status=$?
    expect demo '^30 frames in '
    program directml 600 app/realtimecnn.exe demo --headless --source synthetic:moving --model lenet5 --backend directml --swap-at 20=nin --duration 30 --json 'Z:\repository\artifacts\windows\directml.json'; status=$?
    expect directml ' frames in '

    # Bad input: the reason in one line; auto goes on, a name is refused.
    program nogpu 120 app/realtimecnn.exe demo --headless --source synthetic:moving --backend directml --gpu nonesuch --frames 5; status=$?
    refused nogpu "'directml' cannot be used.*'nonesuch'"
    mv "$build/app/DirectML.dll" "$build/DirectML.dll"
    program nodirectml 120 app/realtimecnn.exe demo --headless --source synthetic:moving --backend directml --frames 5; status=$?
    refused nodirectml "'directml' cannot be used.*DirectML.dll is not beside the program"
    program without 120 app/realtimecnn.exe demo --headless --source synthetic:moving --backend auto --frames 5; status=$?
    expect without 'Network on cpu .not directml: DirectML.dll is not beside the program'
    cp "$build/app/System.IO.Compression.Native.dll" "$build/app/DirectML.dll" # a library, but not that one
    program other 120 app/realtimecnn.exe demo --headless --source synthetic:moving --backend directml --frames 5; status=$?
    refused other "'directml' cannot be used: DirectML.dll is too old"
    mv "$build/DirectML.dll" "$build/app/DirectML.dll"

    patiently "$still" 3600 in_root "${on_screen[@]}" /repository/tests/wine/press-keys.sh >"$log/window" 2>"$log/window.err"; status=$?
    expect window '^Every key did what it should'
    patiently "$still" 120 in_root /usr/lib/wine/wine64 /repository/artifacts/windows/app/realtimecnn.exe \
        demo --source synthetic:moving --model lenet5 --backend cpu --frames 10 2>"$log/no-screen.err" | tr -d '\r' >"$log/no-screen"; status=$?
    expect no-screen '^Running in the terminal: No window can be opened: '

    # The library for C; and what needs no Wine.
    for part in wine/native/run windows/run windows/scripts wine/patience-test; do
        "$repository/tests/$part.sh" | tee "$log/part"
        if [[ $(tail -n 1 "$log/part") =~ ([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
            passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
        else
            failed=$((failed + 1)); echo "tests/$part.sh broke off."
        fi
    done
fi

program tests 5400 tests/WindowsTests.exe "$@"; status=$?
grep -vE 'onnxruntime:|cpuinfo' "$log/tests"
counts=$(grep -oE '^[0-9]+ passed, [0-9]+ failed$' "$log/tests" | tail -n 1)
if [ -z "$counts" ]; then
    tail -n 20 "$log/tests.err" >&2
    echo "The tests did not come to an end (exit code $status; $(load))." >&2
    counts="0 passed, 1 failed"
fi
read -r p _ f _ <<<"$counts"
[ $# -eq 0 ] || [ $((p + f)) -gt 0 ] || echo "No Windows test's full name contains '$1'." >&2
passed=$((passed + p)) failed=$((failed + f))
[ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
