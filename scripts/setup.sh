# Sourced by ./demo and ./test: makes sure of the .NET SDK and of the Debian packages that the native libraries need.
# Silent and fast when nothing is missing.

need_dotnet() {
    local wanted=10 found
    if ! command -v dotnet >/dev/null; then
        echo "The .NET SDK $wanted is missing. Install it (https://dotnet.microsoft.com/download) and run this again." >&2
        exit 1
    fi
    # Outside the repository, where global.json cannot turn the question into an error.
    found=$(cd / && dotnet --list-sdks | sed 's/ .*//' | sort -V | tail -n 1)
    if [ "${found%%.*}" -lt "$wanted" ] 2>/dev/null || [ -z "$found" ]; then
        echo "The .NET SDK $wanted is needed; the newest one here is ${found:-none}." >&2
        exit 1
    fi
}

# need_packages PACKAGE... : installs those that are missing, after saying which.
need_packages() {
    command -v dpkg-query >/dev/null || return 0 # not Debian: the user's own package manager
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "These packages are missing: ${missing[*]}. Install them as root: apt-get install ${missing[*]}" >&2
            exit 1
        fi
        as_root=(sudo)
    fi
    echo "Installing Debian packages: ${missing[*]}" >&2
    local log
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get update -qq \
        && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        echo "apt-get could not install: ${missing[*]} (log: $log)" >&2
        exit 1
    fi
    rm -f "$log"
}

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
