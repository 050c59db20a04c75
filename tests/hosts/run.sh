#!/usr/bin/env bash
# Builds the library for C and runs it inside programs and engines that nobody wrote for it: tests/hosts/run.sh [--long | NAME]
#   --long    also 10,000,000 random calls, 100 ways out of Mono, and random calls under AddressSanitizer; by hand
#   NAME      only the hosts whose name contains it
# Ends with "Hosts: N passed, N failed"; non-zero if any failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(cd ../.. && pwd)
long="" only=${1:-}
[ "$only" != --long ] || { long=yes; only=; }
passed=0 failed=0
work=$(mktemp -d) server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
good() { passed=$((passed + 1)); echo "ok     Hosts: $1"; }
bad() { failed=$((failed + 1)); echo "FAILED Hosts: $1"; }
finish() { echo "Hosts: $passed passed, $failed failed"; [ "$failed" -eq 0 ]; exit; }
is_wanted() { [ -z "$only" ] || [[ $1 == *"$only"* ]]; }
export TMPDIR=$work # nothing of a killed host is left

# says NAME PATTERN COMMAND... : it ends well and prints that, in its last matching line.
says() {
    local name=$1 pattern=$2 said status; shift 2
    is_wanted "$name" || return 0
    said=$(cd "$work" && timeout -k 5 "${limit:-120}" "$@" 2>&1); status=$?
    if [ "$status" -eq 0 ] && grep -qE -- "$pattern" <<<"$said"; then
        good "$name: $(grep -E -- "$pattern" <<<"$said" | tail -n 1)"
    else
        bad "$name: ended with $status, expected '$pattern' in:"; tail -n 20 <<<"$said"
    fi
}

. "$root/scripts/setup.sh"
need_packages binutils g++ python3-minimal mono-mcs mono-runtime love godot3-server xvfb
need_packages libsdl2-dev libvulkan-dev mesa-vulkan-drivers vulkan-validationlayers
"$root/scripts/build-native.sh" >"$work/build" 2>&1 || { bad "scripts/build-native.sh failed:"; tail -n 20 "$work/build"; finish; }
native=$root/artifacts/native/linux-x64
library=$native/librealtime_cnn.so
lenet=$root/models/lenet5.onnx

# compile NAME [OPTION]... : c/NAME.c as C99, against the header as it is shipped.
compile() {
    local name=$1; shift
    is_wanted "$name" || return 0
    gcc -std=c99 -pedantic -Wall -Wextra -Werror -O1 -g -D_POSIX_C_SOURCE=200809L -I"$native" "c/$name.c" -o "$work/$name" "$@" \
        -L"$native" -lrealtime_cnn -Wl,-rpath,"$native",--enable-new-dtags -lm -pthread -ldl >"$work/build" 2>&1 && return
    bad "c/$name.c does not compile:"; tail -n 20 "$work/build"
    return 1
}

# What is shipped.
if is_wanted library; then
    size=$(stat -c %s "$library") largest=10000000
    if [ "$size" -le $largest ]; then good "library: $size bytes"; else bad "library: $size bytes, over $largest"; fi
    # A version of the symbols is a name as well.
    others=$(nm -D --defined-only "$library" | awk '$2 != "A" && $3 !~ /^rcnn_/ { print $3 }')
    if [ -z "$others" ]; then good "library: it exports rcnn_ and nothing else"; else bad "library: it exports $others"; fi
    declared=$(grep -oE 'RCNN_CALL rcnn_[a-z_]+' "$native/realtime_cnn.h" | sed 's/.* //' | sort)
    exported=$(nm -D --defined-only "$library" | grep -oE 'rcnn_[a-z_]+' | sort)
    if [ "$declared" = "$exported" ]; then good "library: all $(wc -l <<<"$declared") functions of the header"; else
        bad "library: header and exports differ: $(diff <(echo "$declared") <(echo "$exported") | grep '^[<>]' | tr '\n' ' ')"; fi
    # Of the model store only looking things up is in there.
    clients=$(nm --defined-only "$library.dbg" | grep -c 'System_Net_Http')
    if [ "$clients" -eq 0 ]; then good "library: nothing in it opens a connection"; else bad "library: a client of HTTP is inside"; fi
    floor=$(grep -oE 'glibc 2\.[0-9]+ or newer' "$root/docs/embedding.md" | grep -oE '2\.[0-9]+' | head -n 1)
    needed=$(objdump -T "$library" "$native/librealtime_cnn_onnxruntime.so" | grep -oE 'GLIBC_2\.[0-9.]+' | sort -Vu | tail -n 1)
    needed=${needed#GLIBC_}
    if [ -n "$floor" ] && [ "$floor" = "$needed" ]; then good "library: glibc $needed, as docs/embedding.md says"; else
        bad "library: it needs glibc $needed, docs/embedding.md says '$floor'"; fi
    if objdump -p "$library" | grep -A 1 'FLAGS_1' | grep -q 'FLAGS_1 .*[89a-f]$'; then good "library: it stays where it is loaded"; else
        bad "library: not linked with -z nodelete"; fi
fi

compile first && says first '^destroyed; again: -1; all memory is back: 0$' "$work/first"
compile wrong && says wrong '^wrong use: [0-9]+ checks, 0 failed$' "$work/wrong"
compile process && says process '^process: [0-9]+ checks, 0 failed$' "$work/process"
compile short && says short '^short of memory: [0-9]+ checks, 0 failed$' "$work/short"
compile random && says random '^random: [0-9]+ checks, 0 failed$' "$work/random" 400000 "$RANDOM" "$lenet"
if is_wanted use; then
    g++ -std=c++98 -pedantic -Wall -Wextra -Werror -Wno-long-long -Wno-missing-field-initializers -I"$native" c/use.cpp -o "$work/use" \
        -L"$native" -lrealtime_cnn -Wl,-rpath,"$native" >"$work/build" 2>&1 || { bad "c/use.cpp does not compile:"; cat "$work/build"; }
    says use '^C\+\+: an engine came and went$' "$work/use"
fi
if compile leave; then
    # What is taken down under a thread that goes on may complain after the host's own last line.
    alone='said=$("$@" 2>&1); code=$?; echo "$said"; [ "$(wc -l <<<"$said")" = 1 ] && exit $code; exit 99'
    for how in exit _exit return close; do
        for state in idle runs loads; do
            says "leave by $how while it $state" "^left by $how while it $state$" bash -c "$alone" - "$work/leave" "$library" $how $state
        done
    done
fi
if compile beside; then
    gcc -shared -fPIC -Wl,-soname,libonnxruntime.so.1 c/decoy.c -o "$work/libonnxruntime.so"
    says "beside another ONNX Runtime" '^beside: [0-9]+ checks, 0 failed$' "$work/beside" "$work/libonnxruntime.so"
    mkdir "$work/plugin"
    cp "$native/librealtime_cnn_onnxruntime.so" "$work/plugin/libonnxruntime.so"
    says "beside its own under the usual name" '^beside: [0-9]+ checks, 0 failed$' "$work/beside" "$work/plugin/libonnxruntime.so"
fi
if compile missing; then
    mkdir "$work/alone"
    cp "$library" "$work/alone/"
    LD_LIBRARY_PATH=$work/alone says "missing ONNX Runtime" '^missing: [0-9]+ checks, 0 failed$' \
        "$work/missing" "$work/alone/librealtime_cnn_onnxruntime.so"
    echo "no library" >"$work/alone/librealtime_cnn_onnxruntime.so"
    LD_LIBRARY_PATH=$work/alone says "missing a sound ONNX Runtime" '^missing: [0-9]+ checks, 0 failed$' \
        "$work/missing" "$work/alone/librealtime_cnn_onnxruntime.so"
fi
# A GPU in software.
if is_wanted gpu; then
    export VK_DRIVER_FILES=/usr/share/vulkan/icd.d/lvp_icd.x86_64.json VK_ICD_FILENAMES=/usr/share/vulkan/icd.d/lvp_icd.x86_64.json
    compile gpu -Wno-missing-field-initializers -lvulkan && says gpu '^gpu: [0-9]+ checks, 0 failed$' "$work/gpu" \
        && VK_INSTANCE_LAYERS=VK_LAYER_KHRONOS_validation says "gpu, validated" '^gpu: [0-9]+ checks, 0 failed$' \
            bash -c '"$1" >said; code=$?; cat said; ! grep -q "Validation Error" said && exit $code' - "$work/gpu"
fi
compile game $(is_wanted game && sdl2-config --cflags --libs) \
    && SDL_VIDEODRIVER=dummy says game '^game: [0-9]+ checks, 0 failed$' "$work/game" 120
# By the page's own commands, each in a tree like this one.
mkdir "$work/tree" && ln -s "$root"/{artifacts,models,tests,unity} "$work/tree"
line() { sed -n '/^```sh$/,/^```$/p' "$root/docs/embedding.md" | grep -m 1 -- "$1"; }
by_page() { echo "cd tree; native=$(printf %q "$native"); game=game; $(line "$1")"; }
says python '^Python: a 7, and a seven of its own model$' bash -c "$(by_page host.py)"

if is_wanted love; then
    # The server chooses a free display and says which once it is ready.
    read -r display < <(exec Xvfb -displayfd 1 -screen 0 1280x720x24 -nolisten tcp 2>/dev/null); server=$!
    DISPLAY=:$display HOME=$work says love '^LÖVE 11.+: [0-9]+ frames, [0-9]+ times a 7, then another model$' bash -c "$(by_page ' love ')"
fi

if is_wanted godot; then
    if (cd "$work" && bash -ec "$(by_page 'cp -r'); $(line gcc) -std=c99 -pedantic -Wall -Wextra -Werror") >"$work/build" 2>&1; then
        HOME=$work says godot '^Godot 3.+: [0-9]+ frames, [0-9]+ times a 7, then another model$' bash -c "$(by_page godot3-server)"
    else
        bad "godot/host.c does not compile:"; cat "$work/build"
    fi
fi

# Mono is what game engines have run scripts on; each reload is a domain that comes and goes. What runs in it is the half of the Unity package
# that needs no Unity.
if is_wanted mono; then
    mkdir -p "$work/tree/game"
    if (cd "$work" && bash -ec "$(by_page 'mcs ') -warnaserror") >"$work/build" 2>&1; then
        says "mono by the page" '^forgotten: 4 reloads, each saw a 7$' bash -c "$(by_page ' mono ')"
        for way in destroyed loading rented; do
            LD_LIBRARY_PATH=$native says "mono, $way" "^$way: 4 reloads, each saw a 7$" mono tree/game/reloads.exe $way 4
        done
        LD_LIBRARY_PATH=$native says "mono, mixed" '^mixed: 10 reloads, each saw a 7$' mono tree/game/reloads.exe mixed 10
    else
        bad "mono/*.cs does not compile:"; cat "$work/build"
    fi
    # The package as it is handed out: every path with its .meta, and libraries that work where they lie.
    package=$work/unpacked/package
    mkdir "$work/unpacked"
    if "$root/scripts/build-unity.sh" "$work/unity" >"$work/build" 2>&1 && tar -C "$work/unpacked" -xzf "$work"/unity/*.tgz; then
        paths=$(cd "$package" && find . -mindepth 1 -name '*~' -prune -o -print | sort)
        apart=$(diff <(grep '\.meta$' <<<"$paths") <(grep -v '\.meta$' <<<"$paths" | sed 's/$/.meta/' | sort))
        if [ -z "$apart" ]; then good "mono: each path of the package has its .meta"; else bad "mono: $apart"; fi
        LD_LIBRARY_PATH=$package/Plugins/Linux/x86_64 says "mono, package" '^tour: 0 bytes a frame$' mono tree/game/reloads.exe tour "$lenet"
    else
        bad "scripts/build-unity.sh failed:"; cat "$work/build"
    fi
fi

# The programs of the page, as its reader would build them.
if is_wanted page; then
    page=$root/docs/embedding.md
    block() { awk -v number="$1" '/^```c$/ { n++; inside = 1; next } /^```$/ { inside = 0; next } inside && n == number' "$page"; }
    mkdir "$work/page" && cp -r "$native" "$work/page/linux-x64"
    block 1 >"$work/page/main.c"
    block 2 >"$work/page/flowers.c"
    block 3 >"$work/page/gpu.c"
    if (cd "$work/page" && eval "$(grep '^    gcc main.c ' "$page")" \
        && gcc -Wall -Werror -c -I linux-x64 flowers.c gpu.c) >"$work/build" 2>&1; then
        says "page's program" '^lenet5: 1, 9[0-9] %, [0-9.]+ ms$' "$work/page/first"
    else
        bad "the programs of docs/embedding.md do not compile:"; cat "$work/build"
    fi
fi

# The same wrong use with every access of the host's memory watched; what the runtime keeps until the end would be told as leaks. ONNX
# Runtime throws, which the watcher knows only where the C++ library is linked to the host.
watch() { compile "$1" -fsanitize=address -Wl,--no-as-needed -lstdc++; }
if is_wanted watched; then
    export ASAN_OPTIONS=detect_leaks=0
    only= watch wrong && only= says "wrong, watched" '^wrong use: [0-9]+ checks, 0 failed$' "$work/wrong"
fi

if [ -n "$long" ]; then
    for seed in 1 2 3 4 5; do
        limit=1800 says "random, $seed" '^random: [0-9]+ checks, 0 failed$' "$work/random" 2000000 $seed "$lenet"
    done
    watch random && limit=1800 says "random, watched" '^random: [0-9]+ checks, 0 failed$' "$work/random" 500000 1 "$lenet"
    unset ASAN_OPTIONS
    export LD_LIBRARY_PATH=$native
    for run in $(seq 100); do
        says "mono, out $run" '^mixed: 10 reloads, each saw a 7$' mono tree/game/reloads.exe mixed 10
    done
fi
finish
