#!/usr/bin/env bash
# Compiles shaders/*.hlsl to SPIR-V: scripts/build-shaders.sh [folder], by default into shaders/ itself.
# Writes build.txt beside the binaries: which compiler made them from which source. A test compiles again and compares.
# The binaries in the repository are made by Debian 12's glslang-tools.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=${1:-$root/shaders}
if ! command -v glslangValidator >/dev/null; then
    echo "glslangValidator is missing; on Debian: apt-get install glslang-tools" >&2
    exit 1
fi
mkdir -p "$out"

compile() { # source, entry point, stage
    # Registers b0.., t0.., u0.., s0.. become bindings 0.., 10.., 20.., 30..; without --hlsl-iomap they would all become 0.
    glslangValidator -D -V -S "${3:-comp}" -e "$2" --hlsl-iomap --stb 10 --suavb 20 --ssb 30 "$root/shaders/$1.hlsl" -o "$out/$1.$2.spv" >"$out/log.txt" ||
        { cat "$out/log.txt" >&2; rm -f "$out/log.txt"; exit 1; }
    rm -f "$out/log.txt"
}

compile preprocess FilterRows
compile preprocess FilterColumns
compile present PlaceExactly vert
compile present PlaceFiltered vert
compile present ShowExactly frag
compile present ShowFiltered frag
compile present ShowReduced frag

cd "$out"
{
    echo "compiler $(glslangValidator --version | head -n 1)"
    (cd "$root/shaders" && sha256sum -- *.hlsl)
    sha256sum -- *.spv
} >build.txt
