#!/usr/bin/env bash
# Presses every key of the demo's window on a virtual display and saves what is to be seen after each: docs/window/press-every-key.sh [folder].
# Ends with an error if a key does not do what it should. Installs xvfb, xdotool, imagemagick and ffmpeg where they are missing.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$(mkdir -p "${1:-$root/docs/window}" && cd "${1:-$root/docs/window}" && pwd)
. "$root/scripts/setup.sh"
need_packages xvfb xdotool imagemagick ffmpeg
"$root/demo" --help >/dev/null # installs and builds what the demo needs

work=$(mktemp -d)
server= demo=
finish() {
    [ -z "$demo" ] || kill "$demo" 2>/dev/null || true
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

# The server chooses a free display and says which.
Xvfb -displayfd 3 -screen 0 1280x720x24 -nolisten tcp 3>"$work/display" 2>/dev/null &
server=$!
for _ in $(seq 300); do [ -s "$work/display" ] && break; sleep 0.1; done
export DISPLAY=:$(cat "$work/display")

cd "$work" # pictures and videos of S and R land here
dotnet "$root/src/DemoApp/bin/Release/net10.0/realtimecnn.dll" demo --source sample --json "$work/log.json" >"$work/output" 2>&1 &
demo=$!

title() { xdotool search --name RealtimeCnn getwindowname 2>/dev/null || true; }
fail() { echo "$1 (title: $(title))" >&2; cat "$work/output" >&2; exit 1; }
wait_for() { # what, command that succeeds once it is so
    for _ in $(seq 600); do "${@:2}" && return; kill -0 $demo 2>/dev/null || break; sleep 0.1; done
    fail "$1: nothing of the kind was seen"
}
title_has() { [[ "$(title)" == *"$1"* ]]; }
title_lacks() { [[ "$(title)" != *"$1"* ]]; }
file_there() { compgen -G "$work/$1" >/dev/null; }
press() { xdotool key --clearmodifiers "$1"; }
picture() { # name; the overlay's text follows within a tenth of a second
    sleep "${2:-0.8}"
    import -window root "$work/shot.ppm"
    convert "$work/shot.ppm" -quality 82 -define webp:method=6 "$out/$1.webp"
}
# Presses a key, waits until the title says so (or not any more), saves the picture.
check() { # key, condition, text, picture
    press "$1"
    wait_for "key $1" "$2" "$3"
    [ -z "${4:-}" ] || picture "$4" "${5:-0.8}"
}

wait_for "start" title_has "LeNet-5 (1998)"
xdotool search --name RealtimeCnn windowfocus --sync
sleep 6 # a history to show
picture live
convert "$work/shot.ppm" -strip -define png:compression-level=9 "$out/live.png"

# A few seconds of it: the tensor, the diagram, a swap and back. It begins when the sample begins to write its next digit.
sleep 2.3
ffmpeg -loglevel error -y -f x11grab -framerate 6 -video_size 1280x720 -draw_mouse 0 -i "$DISPLAY" -t 15 -c:v libx264 -preset ultrafast -crf 10 "$work/live.mkv" &
film=$!
sleep 2.5
check t title_has input
sleep 2.5
check d title_has diagram
sleep 3
check d title_lacks diagram
check t title_lacks input
check 6 title_has "ResNet-50"
sleep 2
check 1 title_has "LeNet-5"
wait $film
ffmpeg -loglevel error -y -i "$work/live.mkv" -vf "scale=960:-1:flags=lanczos" -c:v libwebp_anim -quality 45 -compression_level 6 -loop 0 "$out/live.webp"

check h title_has help help
check h title_lacks help
check t title_has input input
check t title_lacks input
check d title_has diagram diagram 5
check d title_lacks diagram
check c title_has comparison compare 4
check c title_lacks comparison
check k title_has smoothed smoothing
check k title_lacks smoothed
press plus; press plus; press plus; picture predictions-8
press minus; press minus; press minus
check m title_has mirrored mirror
check m title_lacks mirrored
check o title_has "overlay off" overlay-off
check o title_has "overlay compact" overlay-compact
check o title_lacks overlay
check space title_has paused pause
press n; press shift+n
check space title_lacks paused
press p; picture preprocessing 1.5
press b; picture backend 1.5
press s; wait_for "key s" file_there "*.png"; picture screenshot
check r title_has recording recording 1.5
sleep 2
press r; wait_for "key r" file_there "realtimecnn-*.mp4"
check f title_has LeNet full-screen 1.5
press f

# The ten architectures, by key and by arrow; the last pictures show a load and its end.
press 6; picture loading 0.1
wait_for "key 6" title_has "ResNet-50"
picture resnet50 2
picture diagram-resnet50 12 # by itself, without weights
press d
check 2 title_has "AlexNet"
check Right title_lacks "AlexNet"
check Left title_has "AlexNet"
check 1 title_has "LeNet-5"
xdotool mousemove 120 326 click 1 # the second line of the list
wait_for "click" title_has "AlexNet"
check 1 title_has "LeNet-5"

press Escape
for _ in $(seq 300); do kill -0 $demo 2>/dev/null || break; sleep 0.1; done
kill -0 $demo 2>/dev/null && fail "key Escape did not end it"
wait $demo || fail "it ended with an error"
demo=
echo "Every key did what it should. Pictures: $out"
