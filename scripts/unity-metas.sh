#!/usr/bin/env bash
# Writes the .meta files that the Unity package lacks: scripts/unity-metas.sh
# Unity knows files by the number in their .meta, and ignores files of a package without one. A number is made of the path once and then
# stays, also when the file moves, together with its .meta.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../unity/com.realtimecnn.vision"

# importer PATH : what Unity reads it with, and how.
importer() {
    if [ -d "$1" ]; then printf 'folderAsset: yes\nDefaultImporter:\n'; common; return; fi
    case "$1" in
        *.cs)
            printf 'MonoImporter:\n'
            printf '  externalObjects: {}\n  serializedVersion: 2\n  defaultReferences: []\n  executionOrder: 0\n  icon: {instanceID: 0}\n'
            printf '  userData: \n  assetBundleName: \n  assetBundleVariant: \n' ;;
        *.asmdef) printf 'AssemblyDefinitionImporter:\n'; common ;;
        */package.json) printf 'PackageManifestImporter:\n'; common ;;
        *.md) printf 'TextScriptImporter:\n'; common ;;
        *) echo "scripts/unity-metas.sh: what imports $1?" >&2; exit 1 ;;
    esac
}
common() { printf '  externalObjects: {}\n  userData: \n  assetBundleName: \n  assetBundleVariant: \n'; }

find . -mindepth 1 \( -name '*~' -o -name '.*' \) -prune -o ! -name '*.meta' -print | while read -r path; do
    [ ! -e "$path.meta" ] || continue
    text=$(importer "$path")
    { printf 'fileFormatVersion: 2\nguid: %s\n' "$(printf '%s' "com.realtimecnn.vision/${path#./}" | md5sum | cut -c 1-32)"; echo "$text"; } >"$path.meta"
    echo "${path#./}.meta"
done
