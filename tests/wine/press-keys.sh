#!/usr/bin/env bash
# Runs inside the Debian root, on its virtual screen: opens the Windows program's window, presses keys as a person does, and holds what the
# screen shows against the picture that the program itself puts together. Leaves window.png in artifacts/windows/window.
set -euo pipefail
. /repository/tests/wine/patience.sh
program=/repository/artifacts/windows/app/realtimecnn.exe
out=/repository/artifacts/windows/window
rm -rf "$out"
mkdir -p "$out"
cd "$out" # what key S saves lands here

start() { # option...
    /usr/lib/wine/wine64 "$program" demo --source synthetic:gradient --model lenet5 --backend directml "$@" >output 2>&1 &
    demo=$!
}
title() { xdotool search --name RealtimeCnn getwindowname 2>/dev/null || true; }
fail() { echo "$1 (title: $(title))"; cat output; exit 1; }
# For as long as the program has not taken five minutes of processor time: on a busy machine it gets little. It may also do nothing.
wait_for() { # what, command that succeeds once it is so
    local looks=0 before; before=$(worked $demo)
    until "${@:2}"; do
        looks=$((looks + 1))
        kill -0 $demo 2>/dev/null || fail "$1: the program has ended"
        if [ $(($(worked $demo) - before)) -ge 30000 ] || [ "$looks" -ge 3000 ]; then
            fail "$1: nothing of the kind was seen in $looks looks and $((($(worked $demo) - before) / 100)) s of its work; $(load)"
        fi
        sleep 0.1
    done
}
title_has() { [[ "$(title)" == *"$1"* ]]; }
title_lacks() { [[ "$(title)" != *"$1"* ]]; }
has_size() { [[ "$(xdotool search --name RealtimeCnn getwindowgeometry 2>/dev/null)" == *"Geometry: $1"* ]]; }
press() { xdotool key --clearmodifiers --delay 80 "$@"; }
check() { press "$1"; wait_for "key $1" "$2" "$3"; echo "key $1: $(title)"; } # key, condition, text

# Whether the window looks like a picture: at most one pixel in a hundred differs by more than a tenth.
shot() { import -window "$(xdotool search --name RealtimeCnn)" -crop 1280x720+0+0 +repage "$1"; }
looks_like() {
    shot screen.png
    local different
    different=$(compare -metric AE -fuzz 10% screen.png "$1" null: 2>&1 | grep -oE '^[0-9.e+]+' || echo 1e9)
    awk -v n="$different" 'BEGIN { exit !(n <= 1280 * 720 / 100) }'
}
saved() { compgen -G "realtimecnn-*.png" >/dev/null; }
# What the program puts together on its own, without the window, is what the screen shows.
check_picture() { # name
    rm -f realtimecnn-*.png
    press s
    wait_for "key s" saved
    mv realtimecnn-*.png "$1.composed.png"
    wait_for "picture '$1'" looks_like "$1.composed.png"
    mv screen.png "$1.png"
    echo "picture '$1': the screen shows it"
}

has_started() {
    wait_for "start" title_has "LeNet-5 (1998)"
    xdotool windowfocus --sync "$(xdotool search --name RealtimeCnn)"
}
has_ended() {
    # The last of its threads is one of Mesa's that runs only when nothing else does, and frees gigabytes of the software GPU's memory.
    for _ in $(seq 3000); do kill -0 $demo 2>/dev/null || break; sleep 0.1; "${@:-true}"; done
    kill -0 $demo 2>/dev/null && fail "key Escape did not end it"
    local status=0
    wait $demo || status=$?
    [ "$status" -eq 0 ] || fail "it ended with exit code $status"
    tr -d '\r' <output
}

start
has_started
sleep 8 # a history to show
shot window.png
check space title_has paused
check o title_has "overlay off"
check_picture frame
check o title_has "overlay compact"
check o title_lacks overlay
check_picture overlay
check space title_lacks paused
check 4 title_has "Inception-v1"
check Right title_has "Inception-v3"
check 1 title_has "LeNet-5"
press f
wait_for "key f" has_size 1600x1200
press f
wait_for "key f again" has_size 1280x720
echo "key f: the window covers the screen, and is back"
press f f f
wait_for "key f three times at once" has_size 1600x1200
check o title_has "overlay off"
press f f f
wait_for "key f three times again" has_size 1280x720
check o title_has "overlay compact"
echo "key f: pressed several times at once, it leaves the window with the keyboard"
press Escape
has_ended

# Escape does not wait for a load that is under way on the GPU. What is counted is the processor's time, which a busy machine does not
# change: the load of VGG-16 takes half a minute of it and more on a software GPU.
memory() { awk '/^VmRSS/ { print $2 }' /proc/$demo/status 2>/dev/null; }
used() { hundredths=$(awk '{ print $14 + $15 }' /proc/$demo/stat 2>/dev/null) || true; [ -z "$hundredths" ] || last=$hundredths; }
start --trust-backend --keep-warm-mb 0
has_started
before=$(memory)
is_loading() { [ "$(memory)" -gt $((before + 300000)) ]; }
press 3
wait_for "the load of VGG-16" is_loading
used
begun=$last
press Escape
has_ended used
[ $((last - begun)) -lt 1000 ] || fail "after Escape it worked on for $((last - begun)) hundredths of a second"
echo "key Escape during a load: it worked on for $((last - begun)) hundredths of a second"
echo "Every key did what it should."
