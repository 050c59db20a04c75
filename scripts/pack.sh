#!/usr/bin/env bash
# Makes the NuGet packages of all libraries, with symbols, and of the program as a dotnet tool: scripts/pack.sh [FOLDER]
# FOLDER is artifacts/packages/feed if none is named, where the programs of samples/ look; what is in it of these packages is replaced.
# The version is that of Directory.Build.props; the content is the same each time.
# To name a repository in them: RepositoryUrl=https://... scripts/pack.sh
set -euo pipefail
[ $# -le 1 ] || { echo "Usage: scripts/pack.sh [FOLDER]" >&2; exit 2; }
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mkdir -p "${1:-$root/artifacts/packages/feed}"
folder=$(cd "${1:-$root/artifacts/packages/feed}" && pwd)
cd "$root"
. scripts/setup.sh
need_dotnet

rm -f "$folder"/RealtimeCnn.*.nupkg "$folder"/RealtimeCnn.*.snupkg
dotnet restore src/DemoApp -v quiet -nr:false -p:ForPackages=true
dotnet msbuild scripts/pack.proj -v:quiet -nologo -m -nr:false -p:Configuration=Release -p:ForPackages=true "-p:PackageOutputPath=$folder"
dotnet pack src/DemoApp -c Release -v quiet -nr:false -p:ForPackages=true -o "$folder"
[ -n "$(find "$folder" -name 'RealtimeCnn.Direct3D12.*.nupkg')" ] \
    || echo "RealtimeCnn.Direct3D12 is not among them: here it is compiled against stand-ins (tests/wine/StandIns). On Windows, or with" \
        "WindowsStandIns=false where a feed serves Silk.NET.Direct3D12, it is."
du -h --apparent-size "$folder"/RealtimeCnn.*pkg | sed "s|$folder/||"

# NuGet unpacks a version once. For samples/ that is done anew here, in a folder that comes before the user's cache.
if [ $# -eq 0 ]; then
    rm -rf artifacts/packages/unpacked/realtimecnn.*
    dotnet restore scripts/unpack.proj -v quiet -nr:false --force -p:ForPackages=true "-p:Feed=$folder"
fi
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages} old=
for package in "$folder"/RealtimeCnn.*.nupkg; do
    name=$(basename "$package" .nupkg) && name=${name,,} && version=${name#"${name%%.[0-9]*}".}
    [ ! -d "$cache/${name%".$version"}/$version" ] || old+=" ${name%".$version"}/$version"
done
[ -z "$old" ] || echo "NuGet has unpacked this version before, and programs that restore from its cache get that edition, not these" \
    "packages. To remove it: (cd $cache && rm -r$old)"
