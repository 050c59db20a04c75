#!/bin/sh
# Lives inside the Debian root: runs a command on a virtual screen. Without a screen, Wine's DXGI finds no adapter.
set -eu
Xvfb -displayfd 3 -screen 0 1600x1200x24 -nolisten tcp 3>/tmp/display 2>/dev/null >/dev/null &
tries=0
while [ ! -s /tmp/display ]; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || { echo "Xvfb does not start" >&2; exit 1; }
    sleep 0.1
done
DISPLAY=:$(cat /tmp/display) exec "$@"
