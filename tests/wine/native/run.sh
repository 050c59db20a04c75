#!/usr/bin/env bash
# Makes the library for C for Windows, without Microsoft's linker, and runs C programs with it under Wine: tests/wine/native/run.sh [NAME]
#   NAME      only the programs whose name contains it
# Ends with "Windows library: N passed, N failed"; non-zero if any failed. tests/wine/setup.sh has been there before.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../common.sh"
. "$repository/scripts/setup.sh"
need_packages lld gcc-mingw-w64-x86-64-posix
only=${1:-}
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
good() { passed=$((passed + 1)); echo "ok     Windows library: $1"; }
bad() { failed=$((failed + 1)); echo "FAILED Windows library: $1"; }
finish() { echo "Windows library: $passed passed, $failed failed"; [ "$failed" -eq 0 ]; exit; }
is_wanted() { [ -z "$only" ] || [[ $1 == *"$only"* ]]; }

# Programs lie in one folder, the library as it would be shipped in another, as with plugins.
hosts=$repository/artifacts/windows/hosts
library=$hosts/plugin
rm -rf "$hosts" "$repository/artifacts/windows/bin/VisionRuntime.Native" # linked anew
mkdir -p "$library"

build() {
    local sdk
    sdk=$(sed -n 's/.*PackageDownload Include="\([^"]*\)" Version="\[\([^"]*\)\]".*/\1\/\2/p' "$here/WindowsSdk.proj")
    export WINDOWS_SDK=${NUGET_PACKAGES:-$HOME/.nuget/packages}/${sdk,,}
    dotnet restore "$here/WindowsSdk.proj" -v quiet -p:TargetWindows=true \
        && dotnet publish "$repository/src/VisionRuntime.Native" -c Release -r win-x64 -v quiet -nr:false -o "$work/published" \
            -p:TargetWindows=true -p:WindowsStandIns=true -p:NativeDebugSymbols=false \
            -p:DisableUnsupportedError=true -p:IlcUseEnvironmentalTools=true -p:CppLinker="$here/link.sh"
}
build >"$work/build" 2>&1 || { bad "it cannot be made:"; tail -n 20 "$work/build"; finish; }
cp "$work/published/realtime_cnn.dll" "$repository/include/realtime_cnn.h" "$library/"
cp "$repository"/artifacts/windows/bin/VisionRuntime.Native/Release/net10.0/win-x64/native/realtime_cnn.lib "$library/"
cp "$natives/onnxruntime.dll" "$library/realtime_cnn_onnxruntime.dll"

# compile SOURCE [OPTION]... : a program of tests/hosts/c or of this folder, against header and import library as they are shipped.
compile() {
    local name; name=$(basename "$1" .c)
    is_wanted "$name" || return 0
    x86_64-w64-mingw32-gcc -std=gnu99 -Wall -Wextra -Werror -O1 -static -D__USE_MINGW_ANSI_STDIO=1 \
        -I"$library" -I"$repository/tests/hosts/c" "$1" -o "$hosts/$name.exe" \
        "$library/realtime_cnn.lib" -pthread >"$work/build" 2>&1 && return
    bad "$1 does not compile:"; tail -n 20 "$work/build"
    return 1
}

# says NAME PATTERN PROGRAM [ARGUMENT]... : it ends well and prints that, in its last matching line. SCREEN=yes: on a virtual screen.
says() {
    local name=$1 pattern=$2 program=$3 said status; shift 3
    is_wanted "$name" || return 0
    said=$(in_root timeout 600 env WINEPATH="${plugin:-$(windows "$library")}" ${SCREEN:+/usr/local/bin/on-screen} \
        /usr/lib/wine/wine64 "/repository/artifacts/windows/hosts/$program.exe" "$@" 2>"$work/errors" | tr -d '\r'); status=$?
    if [ "$status" -eq 0 ] && grep -qE -- "$pattern" <<<"$said"; then
        good "$name: $(grep -E -- "$pattern" <<<"$said" | tail -n 1)"
    else
        bad "$name: ended with $status, expected '$pattern' in:"; tail -n 20 <<<"$said"; tail -n 20 "$work/errors"
    fi
}
windows() { sed "s#^$repository#Z:\\\\repository#; s#/#\\\\#g" <<<"$1"; } # a path as Windows programs know it

if is_wanted library; then
    size=$(stat -c %s "$library/realtime_cnn.dll") largest=10000000
    if [ "$size" -le $largest ]; then good "library: $size bytes"; else bad "library: $size bytes, over $largest"; fi
    declared=$(grep -oE 'RCNN_CALL rcnn_[a-z_]+' "$library/realtime_cnn.h" | sed 's/.* //' | sort)
    exported=$(x86_64-w64-mingw32-objdump -p "$library/realtime_cnn.dll" \
        | awk '/^\[Ordinal\/Name Pointer\]/ { inside = 1 } /^$/ { inside = 0 } inside && /^\t\[/ { print $NF }' | sort)
    if [ "$declared" = "$exported" ]; then
        good "library: it exports the $(wc -l <<<"$declared") functions of the header and nothing else"
    else
        bad "library: header and exports differ: $(diff <(echo "$declared") <(echo "$exported") | grep '^[<>]' | tr '\n' ' ')"
    fi
fi

c=$repository/tests/hosts/c
lenet=$(windows "$repository/models/lenet5.onnx")
compile "$c/first.c" && says first '^destroyed; again: -1; all memory is back: 0$' first
compile "$c/wrong.c" && says wrong '^wrong use: [0-9]+ checks, 0 failed$' wrong
compile "$c/random.c" && says random '^random: [0-9]+ checks, 0 failed$' random 100000 "$RANDOM" "$lenet"
if compile "$c/leave.c"; then
    for how in exit _exit return close; do
        for state in idle runs loads; do
            says "leave by $how while it $state" "^left by $how while it $state$" \
                leave "$(windows "$library/realtime_cnn.dll")" $how $state
        done
    done
fi

# Others' ONNX Runtime and DirectML, loaded before: they end the process if they are called.
other=$hosts/other
mkdir "$other"
x86_64-w64-mingw32-gcc -shared "$c/decoy.c" -o "$other/onnxruntime.dll"
cp "$other/onnxruntime.dll" "$other/DirectML.dll"
if compile "$c/beside.c"; then
    says "beside another ONNX Runtime" '^beside: [0-9]+ checks, 0 failed$' beside "$(windows "$other/onnxruntime.dll")"
    mkdir "$hosts/same"
    cp "$natives/onnxruntime.dll" "$hosts/same/"
    says "beside its own under the usual name" '^beside: [0-9]+ checks, 0 failed$' beside "$(windows "$hosts/same/onnxruntime.dll")"
fi
if compile "$c/missing.c"; then
    alone=$hosts/alone
    mkdir "$alone"
    cp "$library/realtime_cnn.dll" "$alone/"
    plugin=$(windows "$alone") says "missing ONNX Runtime" '^missing: [0-9]+ checks, 0 failed$' \
        missing "$(windows "$alone/realtime_cnn_onnxruntime.dll")"
    echo "no library" >"$alone/realtime_cnn_onnxruntime.dll"
    plugin=$(windows "$alone") says "missing a sound ONNX Runtime" '^missing: [0-9]+ checks, 0 failed$' \
        missing "$(windows "$alone/realtime_cnn_onnxruntime.dll")"
fi
if compile "$here/directml.c"; then
    SCREEN=yes says "directml, missing" '^missing: [0-9]+ checks, 0 failed$' directml missing
    cp "$natives/DirectML.dll" "$library/"
    SCREEN=yes says "directml" '^directml: [0-9]+ checks, 0 failed$' directml directml
    SCREEN=yes says "directml, beside others" '^directml: [0-9]+ checks, 0 failed$' \
        directml directml "$(windows "$other/onnxruntime.dll")" "$(windows "$other/DirectML.dll")"
    SCREEN=yes says "directml, auto" '^auto: [0-9]+ checks, 0 failed$' directml auto
fi
finish
