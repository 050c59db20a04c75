#!/usr/bin/env bash
# Makes the library for C with all that goes with it: scripts/build-native.sh [FOLDER]
# FOLDER is artifacts/native/linux-x64 if none is named. It holds afterwards:
#   librealtime_cnn.so               the engine; .dbg beside it has its symbols, for debuggers
#   librealtime_cnn_onnxruntime.so   ONNX Runtime, under a name of its own; belongs beside the first
#   realtime_cnn.h                   the interface
#   licenses/                        texts that have to go along
# It runs on every x64 processor since 2009. For those with AVX2 alone, and a preprocessing that is a third faster:
#   INSTRUCTIONS=x86-64-v3 scripts/build-native.sh artifacts/native/linux-x64-v3
# Both libraries run where glibc is as new as the one they are linked to: docs/embedding.md.
set -euo pipefail
[ $# -le 1 ] || { echo "Usage: scripts/build-native.sh [FOLDER]" >&2; exit 2; }
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
system=linux-x64
mkdir -p "${1:-$root/artifacts/native/$system}"
folder=$(cd "${1:-$root/artifacts/native/$system}" && pwd)
cd "$root"
. scripts/setup.sh
need_dotnet
need_packages gcc libc6-dev zlib1g-dev

# Removed first, not written over: programs may run with the old ones.
built=artifacts/native/publish
dotnet publish src/VisionRuntime.Native -c Release -r $system -v quiet -nr:false -o $built \
    ${INSTRUCTIONS:+-p:IlcInstructionSet=$INSTRUCTIONS}
cp --remove-destination $built/realtime_cnn.so "$folder/librealtime_cnn.so"
cp --remove-destination $built/realtime_cnn.so.dbg "$folder/librealtime_cnn.so.dbg"
cp --remove-destination $built/libonnxruntime.so "$folder/librealtime_cnn_onnxruntime.so"
cp include/realtime_cnn.h "$folder/"

packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
version=$(sed -n 's/.*"Microsoft.ML.OnnxRuntime" Version="\([^"]*\)".*/\1/p' Directory.Packages.props)
onnxruntime=$packages/microsoft.ml.onnxruntime/$version
restored=src/VisionRuntime.Native/obj/project.assets.json
compiler=$(sed -n "s|.*\"\(runtime.$system.Microsoft.DotNet.ILCompiler/[^\"]*\)\": {|\1|p" $restored | head -n 1)
mkdir -p "$folder/licenses"
cp LICENSE THIRD-PARTY-NOTICES.md docs/package/licenses/* models/labels/imagenet.LICENSE.txt "$folder/licenses/"
cp "$onnxruntime/LICENSE" "$folder/licenses/ONNXRuntime-LICENSE.txt"
cp "$onnxruntime/ThirdPartyNotices.txt" "$folder/licenses/ONNXRuntime-ThirdPartyNotices.txt"
cp "$packages/${compiler,,}/THIRD-PARTY-NOTICES.TXT" "$folder/licenses/dotnet-ThirdPartyNotices.txt"
