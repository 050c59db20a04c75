#!/usr/bin/env bash
# Tests tests/wine/patience.sh with small programs. Ends with "N passed, N failed"; non-zero if any failed. Passes on a busy machine too.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/patience.sh"
passed=0 failed=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT

# check WHAT EXIT_CODE PATTERN STILL MOST COMMAND...
check() {
    local what=$1 code=$2 pattern=$3 status=0; shift 3
    patiently "$@" >"$out" 2>&1 || status=$?
    if [ "$status" -eq "$code" ] && grep -qE "$pattern" "$out"; then
        passed=$((passed + 1)); echo "ok     $what"
    else
        failed=$((failed + 1)); echo "FAILED $what (exit code $status):"; cat "$out"
    fi
}
gone() { # WHAT PATTERN : it matches no process's command line soon; nor itself, so that grep's own does not count
    for _ in {1..300}; do # one that is killed needs a processor to end
        grep -qzs "$2" /proc/[0-9]*/cmdline || { passed=$((passed + 1)); echo "ok     $1"; return; }
        sleep 0.1
    done
    failed=$((failed + 1)); echo "FAILED $1"
}

check "one that ends has its own output and exit code" 7 '^done$' 60 60 bash -c 'echo done; exit 7'
check "one that stands still is told, with the load" 124 '^Time-out: it stood still for [0-9]+ s.*load average [0-9.]+ ' 2 60 sleep 31536001
gone "it is gone" '3153600[1]'
check "one that works on, but slowly, is waited for" 0 '^slow$' 4 60 bash -c '
    for round in 1 2 3 4 5 6; do for ((i = 0; i < 100000; i++)); do :; done; sleep 1; done; echo slow'
check "one that works for ever is told" 124 '^Time-out: it took [0-9]+ s of processor time, of at most 2; load' 60 2 bash -c 'while :; do :; done'
check "what comes from it counts, and ends with it" 124 'of processor time' 60 2 bash -c '(while :; do : 31536002; done) & sleep 31536002'
gone "that is gone too" '3153600[2]'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
