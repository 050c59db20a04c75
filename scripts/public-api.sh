#!/usr/bin/env bash
# Writes the public surface of the libraries, member by member, into PublicAPI.*.txt beside each project: scripts/public-api.sh [NAME...]
# From then on a build fails on any public member that the files do not list, or that they list and is gone. Run it again after a change
# that is meant, and read the difference before committing it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# From the bottom up: a project whose reference fails is not compiled at all.
libraries=("$@")
[ $# -gt 0 ] || libraries=(ModelZoo VisionRuntime Vulkan Direct3D12 CameraCapture OverlayRenderer)
for library in "${libraries[@]}"; do
    folder=src/$library
    [ -d "$folder" ] || { echo "There is no $folder." >&2; exit 2; }
    kept=$(mktemp -d)
    cp "$folder"/PublicAPI.*.txt "$kept" 2>/dev/null || true # a new library has none
    # Nothing has been released: all of it is still unshipped.
    echo "#nullable enable" | tee "$folder/PublicAPI.Shipped.txt" >"$folder/PublicAPI.Unshipped.txt"
    log=$(dotnet build -c Release "$folder" -v quiet -nr:false --no-incremental -p:TreatWarningsAsErrors=false \
        "-p:WarningsNotAsErrors=RS0016%3BRS0017" 2>&1) \
        || { grep -E 'error' <<<"$log" | sort -u >&2; cp -r "$kept/." "$folder"; exit 1; }
    rm -r "$kept"
    grep -F "$PWD/$folder/" <<<"$log" | grep -oP "RS0016: Symbol '\K.*(?=' is not part of the declared public API)" \
        | LC_ALL=C sort -u >>"$folder/PublicAPI.Unshipped.txt" || true
    echo "$folder/PublicAPI.Unshipped.txt: $(($(wc -l <"$folder/PublicAPI.Unshipped.txt") - 1)) members"
done
