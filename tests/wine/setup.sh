#!/usr/bin/env bash
# Makes the place where the Windows build runs on Linux: a Debian trixie root with Wine 10, software Vulkan and a virtual screen, and the
# Windows libraries of ONNX Runtime with DirectML. Everything is kept in ~/.cache/realtimecnn-wine (XDG_CACHE_HOME is honoured); a step that
# is done is not done again. Nothing is optional: what cannot be had ends the script with a line that says so.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
. "$repository/scripts/setup.sh"

# Debian 12's own Wine 8 does not do: its shader compiler and descriptor tables are wrong, and DirectML answers zeros.
suite=trixie
packages=(wine wine64 mesa-vulkan-drivers libgl1 libgl1-mesa-dri xvfb xdotool imagemagick)

# Where the DirectML packages of NuGet are not served, this npm package has the same two libraries for Windows.
natives_version=1.30.0
natives_integrity=sha512-twhs1C2C/BFkz1yc5OY0KIU2GUq6DURO7hD4bx5Q2Qy3nAMJwRXW8xU3NVczE29VA9lolLOYepoD8fjTGOfIqw==
natives_folder=package/bin/napi-v6/win32/x64

logs=$cache/logs
mkdir -p "$logs"

# step NAME FUNCTION : runs a function once, its output in a log; shows the end of the log if it fails.
step() {
    local done=$cache/$1.done started=$SECONDS
    [ -e "$done" ] && return 0
    # Not in a condition: there, bash would ignore set -e inside the function.
    set +e
    ( set -e; "$2" ) >"$logs/$1.log" 2>&1
    local status=$?
    set -e
    if [ "$status" -ne 0 ]; then
        tail -n 15 "$logs/$1.log" >&2
        fail "step '$1' failed (log: $logs/$1.log)."
    fi
    touch "$done"
    echo "Wine: $1 done in $((SECONDS - started)) s." >&2
}

# The mirror that this machine's own apt uses for Debian itself.
mirror() {
    apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' | awk '$1 !~ /security|updates|backports/ { print $2; exit }'
}

make_root() {
    local uri
    uri=$(mirror)
    [ -n "$uri" ] || { echo "apt names no Debian mirror on this machine"; return 1; }
    rm -f "$cache"/packages-*.done "$cache/prefix.done"
    "${as_root[@]}" rm -rf --one-file-system "$root"
    "${as_root[@]}" debootstrap --variant=minbase --include=ca-certificates --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$suite" "$root" "$uri"
    # The same way out of this machine: proxies and date checks of its apt, its name resolution, its certificates.
    apt-config dump | grep '^Acquire::' | "${as_root[@]}" tee "$root/etc/apt/apt.conf.d/90machine" >/dev/null || true
    "${as_root[@]}" cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    "${as_root[@]}" cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" || true
}

install_packages() {
    in_root apt-get update -qq
    in_root apt-get install -y -qq --no-install-recommends "${packages[@]}"
    in_root apt-get clean
    "${as_root[@]}" install -m 755 "$repository/tests/wine/on-screen.sh" "$root/usr/local/bin/on-screen"
}

make_prefix() {
    # Without Mono and the browser engine, which nothing here uses; only for this call, because it would also keep .NET's own libraries out.
    in_root /usr/local/bin/on-screen bash -c '
        WINEDLLOVERRIDES=mscoree,mshtml= wine wineboot --init; wineserver --wait
        wine winecfg -v win10; wineserver --wait
        # A crash is told at once, not after somebody has closed its dialog.
        wine reg add "HKCU\\Software\\Wine\\WineDbg" /v ShowCrashDialog /t REG_DWORD /d 0 /f; wineserver --wait'
    test -d "$root/prefix/drive_c/windows/system32"
}

fetch_natives() {
    local work archive found
    work=$(mktemp -d)
    archive=$(cd "$work" && npm pack --silent "onnxruntime-node@$natives_version" | tail -n 1)
    found=sha512-$(openssl dgst -sha512 -binary "$work/$archive" | base64 --wrap=0)
    if [ "$found" != "$natives_integrity" ]; then
        rm -rf "$work"
        echo "onnxruntime-node $natives_version has the integrity hash $found; expected $natives_integrity"
        return 1
    fi
    tar -xzf "$work/$archive" -C "$work" "$natives_folder"
    rm -rf "$natives"
    mkdir -p "$natives"
    cp "$work/$natives_folder/onnxruntime.dll" "$work/$natives_folder/DirectML.dll" "$natives/"
    rm -rf "$work"
}

[ "$(uname -m)" = x86_64 ] || fail "this needs an x86-64 machine, not $(uname -m)."
command -v apt-get >/dev/null || fail "this needs a Debian machine: apt-get is missing."
command -v npm >/dev/null || fail "npm is missing; the Windows build of ONNX Runtime with DirectML comes from its registry."
need_packages debootstrap openssl
"${as_root[@]}" unshare --mount --pid --fork true || fail "this container does not allow new namespaces (unshare), which the Debian root is run in."

step "debian-$suite" make_root
step "packages-$(printf '%s ' "${packages[@]}" "$(cat "$repository/tests/wine/on-screen.sh")" | sha256sum | cut -c1-12)" install_packages
step prefix make_prefix
step "directml-$natives_version" fetch_natives
