# Sourced by ./realtimecnn and ./test: makes sure of the .NET SDK and of the Debian packages that the native libraries need.
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

# build_program ROOT PROGRAM : builds it where it is missing or older than its sources. Says so at once and that it goes on: whoever waits
# for the first run waits a minute and more.
build_program() {
    local root=$1 app=$2 log started=$SECONDS voice status=0
    local why="first run, about a minute; more on a busy machine, or where packages are downloaded"
    if [ -e "$app" ]; then
        [ -n "$(find "$root/src" "$root/models" "$root"/Directory.* -newer "$app" -type f \
            -not -path '*/bin/*' -not -path '*/obj/*' -print -quit)" ] || return 0
        why="its sources have changed"
    fi
    echo "Building ($why) ..." >&2
    (while sleep 10 >/dev/null 2>&1; do echo "Still building, $((SECONDS - started)) s ..." >&2; done) &
    voice=$!
    trap 'kill "$voice" 2>/dev/null' EXIT
    log=$(mktemp)
    (cd "$root" && dotnet build -c Release src/DemoApp -v quiet) >"$log" 2>&1 || status=$?
    kill "$voice" 2>/dev/null
    trap - EXIT
    if [ "$status" -ne 0 ]; then
        grep -E 'error' "$log" | sort -u | head -n 10 >&2 || tail -n 10 "$log" >&2
        echo "The build failed after $((SECONDS - started)) s (log: $log)." >&2
        exit 1
    fi
    rm -f "$log"
    touch "$app"
    echo "Built in $((SECONDS - started)) s." >&2
}

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
