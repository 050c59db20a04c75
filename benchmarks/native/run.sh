#!/usr/bin/env bash
# What the library for C costs a host's thread: builds the library and the program, and runs it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
"$root/scripts/build-native.sh"
native=$root/artifacts/native/linux-x64
gcc -std=c11 -pedantic -Wall -Wextra -Werror -O2 -pthread -D_POSIX_C_SOURCE=200809L -I"$native" "$root/benchmarks/native/host.c" \
    -o "$root/artifacts/native/host" -L"$native" -lrealtime_cnn -Wl,-rpath,"$native"
"$root/artifacts/native/host" "$root/models/lenet5.onnx"
