#!/usr/bin/env bash
# Fuzzes one reader of foreign bytes, guided by which branches its inputs reach: with afl-fuzz, or, faster, within one process.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
usage="tests/Fuzz.Tests/run.sh [--in-process] TARGET [SECONDSs | EXECUTIONS], such as: run.sh zip 300s, run.sh --in-process zip 10000000"
wrong() { echo "$1 Usage: $usage" >&2; exit 2; }

in_process=""
[ "${1:-}" = --in-process ] && { in_process=yes; shift; }
[ $# -ge 1 ] && [ $# -le 2 ] || wrong "A target is needed: one of $(ls "$here/corpus" | tr '\n' ' ')."
target=$1 until=${2:-60s}
[ -d "$here/corpus/$target" ] || wrong "There is no target '$target'."
[[ $until =~ ^[0-9]+s?$ ]] || wrong "'$until' is neither seconds (60s) nor a number of executions."

. "$root/scripts/setup.sh"
need_dotnet
[ -n "$in_process" ] || need_packages afl++
work=$root/artifacts/fuzz
instrumented=$work/program
mkdir -p "$work"

# The program that instruments, in the version of the library that the tests refer to.
version=$(sed -n 's/.*"SharpFuzz" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")
tool=$work/tool-$version
[ -x "$tool/sharpfuzz" ] || dotnet tool install SharpFuzz.CommandLine --version "$version" --tool-path "$tool" >/dev/null

# Two runs must not build and instrument at once.
exec 9>"$work/lock"
flock 9
dotnet build "$here" -c Release -v quiet -nr:false
built=$root/tests/Fuzz.Tests/bin/Release/net10.0
if [ ! -e "$instrumented/done" ] || [ -n "$(find "$built" -newer "$instrumented/done" -print -quit)" ]; then
    rm -rf "$instrumented"
    cp -r "$built" "$instrumented"
    for assembly in RealtimeCnn.ModelZoo RealtimeCnn.CameraCapture realtimecnn; do
        "$tool/sharpfuzz" "$instrumented/$assembly.dll"
    done
    touch "$instrumented/done"
fi
flock -u 9

if [ -n "$in_process" ]; then
    exec dotnet "$instrumented/Fuzz.Tests.dll" run "$target" "$until" "$(date +%s)" "$work/found"
fi

out=$work/afl-$target
rm -rf "$out"
limit=(-E "$until")
[ "${until%s}" = "$until" ] || limit=(-V "${until%s}")
# The program is no native one that afl-fuzz knows, and this need not be a machine for fuzzing only.
export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1
afl-fuzz -i "$here/corpus/$target" -o "$out" -t 10000 -m none "${limit[@]}" -- \
    dotnet "$instrumented/Fuzz.Tests.dll" afl "$target" >"$work/afl-$target.log" 2>&1 || { tail -n 20 "$work/afl-$target.log" >&2; exit 1; }
value() { sed -n "s/^$1 *: *//p" "$out/default/fuzzer_stats"; }
crashes=$(value saved_crashes) hangs=$(value saved_hangs)
echo "$target: $(value execs_done) executions in $(value run_time) s, $(value corpus_count) paths, $(value edges_found) branches," \
    "$crashes crashes, $hangs hangs"
[ "$crashes" -eq 0 ] && [ "$hangs" -eq 0 ] || { echo "The inputs are in $out/default/crashes and hangs."; exit 1; }
