# Sourced by setup.sh and run.sh: where Wine lives, and how to run a command in there.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/realtimecnn-wine
root=$cache/root           # Debian trixie with Wine 10, Mesa's software Vulkan and a virtual screen
natives=$cache/directml    # onnxruntime.dll with the DirectML provider, and DirectML.dll

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

fail() {
    echo "Wine: $*" >&2
    exit 1
}

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "root is needed to make and enter the Debian root; there is no sudo here."
    as_root=(sudo)
fi

# in_root COMMAND... : runs a command inside the Debian root. The repository is at /repository, the Wine prefix at /prefix. Every process
# that the command leaves behind (wineserver, Xvfb) ends with it, because the process namespace does. Wine's Direct3D draws through Vulkan,
# not OpenGL: a thread that makes an OpenGL context can deadlock with one that shows a Vulkan picture, over the connection to the screen.
in_root() {
    "${as_root[@]}" mkdir -p "$root/repository" "$root/prefix"
    "${as_root[@]}" unshare --mount --pid --fork --kill-child bash -c '
        set -e
        root=$1 repository=$2; shift 2
        mount --make-rprivate /
        mount --rbind /dev "$root/dev"
        mount -t proc proc "$root/proc"
        mount -t tmpfs tmpfs "$root/tmp"
        mount --rbind "$repository" "$root/repository"
        exec chroot "$root" env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
            WINEPREFIX=/prefix WINEDEBUG=-all WINE_D3D_CONFIG=renderer=vulkan XDG_RUNTIME_DIR=/tmp "$@"' in_root "$root" "$repository" "$@"
}

# in_wine PROGRAM ARGUMENT... : runs a Windows program (a path inside /repository) on a virtual screen of its own.
in_wine() {
    in_root /usr/local/bin/on-screen /usr/lib/wine/wine64 "$@"
}
