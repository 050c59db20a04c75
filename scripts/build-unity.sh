#!/usr/bin/env bash
# Makes the Unity package, with the native libraries that were built on this machine: scripts/build-unity.sh [FOLDER]
# FOLDER is artifacts/unity if none is named. It holds afterwards:
#   package/                             the package, to be added "from disk"
#   com.realtimecnn.vision-VERSION.tgz   the same, to be added "from tarball"
# Libraries for Linux are built by scripts/build-native.sh if they are not there or older than the sources; those for Windows are taken
# along if there are any, and left out if they are older.
set -euo pipefail
[ $# -le 1 ] || { echo "Usage: scripts/build-unity.sh [FOLDER]" >&2; exit 2; }
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mkdir -p "${1:-$root/artifacts/unity}"
folder=$(cd "${1:-$root/artifacts/unity}" && pwd)
cd "$root"
source=unity/com.realtimecnn.vision native=artifacts/native package=$folder/package

# What of the sources a library lacks: the first file that was changed after it was made.
newer() {
    find include models shaders src/ModelZoo src/VisionRuntime src/VisionRuntime.Native src/Vulkan src/Direct3D12 Directory.* \
        \( -name bin -o -name obj \) -prune -o -type f -newer "$1" -print -quit
}
linux=$native/linux-x64/librealtime_cnn.so
[ -e $linux ] && [ -z "$(newer $linux)" ] || scripts/build-native.sh

rm -rf "$package"
cp -r $source "$package"

# bring SYSTEM FOLDER FILE... : libraries of a system into their folder of the package, or that folder out of it where none were built.
bring() {
    local from=$native/$1 to=$package/Plugins/$2 file reason=; shift 2
    for file in "$@"; do
        [ -e "$from/$file" ] || reason="there is no $from/$file"
    done
    [ -n "$reason" ] || [ -z "$(newer "$from/$1")" ] || reason="$from/$1 is older than $(newer "$from/$1")"
    if [ -n "$reason" ]; then
        echo "Without $(basename "$(dirname "$to")"): $reason." >&2
        rm -r "$(dirname "$to")" "$(dirname "$to").meta"
        return
    fi
    for file in "$@"; do
        cp "$from/$file" "$to/"
    done
    mkdir -p "$package/Licenses~"
    cp "$from"/licenses/* "$package/Licenses~/"
}
bring linux-x64 Linux/x86_64 librealtime_cnn.so librealtime_cnn_onnxruntime.so
bring win-x64 Windows/x86_64 realtime_cnn.dll realtime_cnn_onnxruntime.dll

# As npm packs: everything in a folder "package". The same content wherever and whenever it is made.
version=$(sed -n 's/.*"version": "\(.*\)".*/\1/p' $source/package.json)
tar -C "$folder" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 --mode=u=rwX,go=rX -cf - package | gzip -9n \
    >"$folder/com.realtimecnn.vision-$version.tgz"
echo "$folder/com.realtimecnn.vision-$version.tgz"
