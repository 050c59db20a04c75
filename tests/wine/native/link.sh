#!/usr/bin/env bash
# In the place of Microsoft's link.exe, for tests: links what .NET compiled for Windows with LLVM's linker, the import libraries of
# Microsoft's SDK (WindowsSdk.proj) and startup.c in place of the static C runtime. link.sh @RESPONSES, as .NET calls it.
# WINDOWS_SDK: the package's folder.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Windows does not tell Kernel32.Lib from kernel32.lib.
mkdir "$work/sdk"
for library in "$WINDOWS_SDK"/c/{um,ucrt}/x64/*.[Ll]ib; do
    name=$(basename "$library")
    ln -s "$library" "$work/sdk/${name,,}"
done
x86_64-w64-mingw32-gcc -std=c99 -Wall -Wextra -Werror -O1 -fno-builtin -c "$here/startup.c" -o "$work/startup.o"

# Without what is for debuggers, or newer than this linker.
sed -e '1s/^\xef\xbb\xbf//' -e 's#/SOURCELINK:"[^"]*"##; s#/NATVIS:"[^"]*"##; s#/CETCOMPAT##' "${1#@}" >"$work/responses"
names=() # C++'s new, new[], delete, delete[] as Microsoft's compiler calls them
for name in '?nothrow@std@@3Unothrow_t@1@B=nothrow' \
    '??2@YAPEAX_KAEBUnothrow_t@std@@@Z=new_or_null' '??_U@YAPEAX_KAEBUnothrow_t@std@@@Z=new_or_null' \
    '??3@YAXPEAX_K@Z=delete_any' '??_V@YAXPEAX@Z=delete_any'; do
    names+=("/alternatename:$name")
done
lld-link "@$work/responses" "$work/startup.o" "/libpath:$work/sdk" ucrt.lib "$(x86_64-w64-mingw32-gcc -print-file-name=libucrtbase.a)" \
    /nodefaultlib:libcmt.lib /nodefaultlib:libcpmt.lib /nodefaultlib:oldnames.lib "${names[@]}"
