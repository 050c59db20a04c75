# Sourced: limits by what a program does. By the clock alone one that works on would fail wherever others keep the processors busy.

# What ends processes that are not this user's; tests/wine/common.sh says.
[ -v as_root ] || as_root=()

hundredths=$((100 / $(getconf CLK_TCK)))

# below PID : that process and all that come from it, one a line, each with hundredths of a second of processor time, its own and that of
# those that it has waited for.
below() {
    # A name in brackets, which may hold anything, comes before the numbers.
    cat /proc/[0-9]*/stat 2>/dev/null | awk -v root="$1" -v unit="$hundredths" '
        { pid = $1; sub(/^.*\) /, ""); parent[pid] = $2; time[pid] = ($12 + $13 + $14 + $15) * unit }
        END { for (pid in parent) { for (p = pid; p in parent && p != root; p = parent[p]); if (p == root) print pid, time[pid] } }'
}

# worked PID : the time of all of them.
worked() { below "$1" | awk '{ sum += $2 } END { print sum + 0 }'; }

load() { echo "load average $(cut -d ' ' -f 1-3 /proc/loadavg) on $(nproc) processors"; }

# patiently STILL MOST COMMAND... : runs a command. Ends it, with all that comes from it, exit code 124 and a line that begins "Time-out",
# when it has stood still for STILL seconds (less than a fiftieth of a processor), taken MOST seconds of processor time, or gone on for
# three hours.
patiently() {
    local still=$1 most=$2 status=0; shift 2
    "$@" &
    local command=$!
    watch_over "$command" "$still" "$most" >/dev/null &
    local watch=$!
    { wait "$command"; } 2>/dev/null || status=$?
    kill -KILL "$watch" 2>/dev/null # young as it may be, it would run the caller's traps at another signal
    { wait "$watch"; } 2>/dev/null && status=124
    return "$status"
}

watch_over() { # PID STILL MOST; succeeds if it had to end the program
    local command=$1 still=$2 most=$3 start=$SECONDS since=$SECONDS before=0 now why
    while sleep 1; do
        now=$(worked "$command")
        [ $((now - before)) -lt $((still * 2)) ] || { before=$now; since=$SECONDS; }
        if [ "$now" -ge $((most * 100)) ]; then
            why="it took $((now / 100)) s of processor time, of at most $most"
        elif [ $((SECONDS - since)) -ge "$still" ]; then
            why="it stood still for $((SECONDS - since)) s, after $((now / 100)) s of processor time"
        elif [ $((SECONDS - start)) -ge 10800 ]; then
            why="it went on for three hours"
        else
            continue
        fi
        echo "Time-out: $why; $(load)." >&2
        "${as_root[@]}" kill -KILL $(below "$command" | cut -d ' ' -f 1) 2>/dev/null
        return 0
    done
}
