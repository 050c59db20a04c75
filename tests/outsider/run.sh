#!/usr/bin/env bash
# Builds the samples of README, docs/embedding.md, docs/adding-a-backend.md and docs/window.md as a stranger to this repository would, by
# reference to its projects and from its packages, and runs them; and the programs of samples/, and the dotnet tool.
# Ends with "Outsider: N passed, N failed"; non-zero if any failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
ulimit -c 0 # one of them has to end by an exception
passed=0 failed=0
work=$(mktemp -d) server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
finish() { echo "Outsider: $passed passed, $failed failed"; [ "$failed" -eq 0 ]; exit; }
good() { passed=$((passed + 1)); echo "ok     Outsider: $1"; }
bad() { failed=$((failed + 1)); echo "FAILED Outsider: $1"; }

# sample PAGE NUMBER [LANGUAGE] : that block of C#, or of the language, of the page.
sample() {
    awk -v number="$2" -v start="^\`\`\`${3:-csharp}\$" '$0 ~ start { block++; inside = 1; next } /^```$/ { inside = 0; next }
        inside && block == number' "../../$1"
}

# with TEXT OLD NEW : the text with NEW for OLD. The rest stays the page's, so OLD has to stand there, once.
with() {
    [ "$(grep -oF -- "$2" <<<"$1" | wc -l)" -eq 1 ] || { echo "'$2' does not stand once in the sample:"$'\n'"$1" >&2; return 1; }
    echo "${1/"$2"/"$3"}"
}

# program NAME FILE TEXT [FILE TEXT]... : builds tests/outsider/NAME of these files, which lie beside its project.
program() {
    local name=$1 pages=$1/pages; shift
    rm -rf "$pages" && mkdir -p "$pages"
    while [ $# -gt 0 ]; do echo "$2" >"$pages/$1.cs"; shift 2; done
    built "$name"
}

# built PROJECT [OPTION]... : builds it where it lies.
built() {
    dotnet build -c Release "$@" -v quiet -nr:false >"$work/build" 2>&1 && return
    bad "$(basename "$1") does not build outside the solution:"; tail -n 20 "$work/build"
    return 1
}

# expect CODE WHAT PATTERN NAME ARGUMENT... : the program ends with that code and says that.
expect() {
    local code=$1 what=$2 pattern=$3 name=$4; shift 4
    says "$code" "$what" "$pattern" dotnet "$name/bin/Release/net10.0/$(basename "$name").dll" "$@"
}

# says CODE WHAT PATTERN COMMAND... : the same for any command.
says() {
    local code=$1 what=$2 pattern=$3 status said; shift 3
    said=$(timeout 120 "$@" 2>&1); status=$?
    if [ "$status" -eq "$code" ] && grep -qE -- "$pattern" <<<"$said"; then
        good "$what: $(grep -E -- "$pattern" <<<"$said" | tail -n 1)"
    else
        bad "$what: ended with $status, expected $code and '$pattern' in:"; tail -n 20 <<<"$said"
    fi
}

# For bash -c, with a pattern and a command that does not end by itself: until a line of it matches.
until_it_says='exec 5< <(exec "${@:2}" 2>&1); pid=$!; grep -m 1 -E -- "$1" <&5; code=$?; kill "$pid"; exit "$code"'

# README's first sample, which takes source and model from the command line instead; the second one replaces a line of it.
readme=$(sample README.md 1) gpu=$(sample README.md 2)
readme=$(with "$readme" '"camera:0"' 'args[0]') && readme=$(with "$readme" '"lenet5"' 'args[1]') \
    && gpu=$(grep '^using RealtimeCnn' <<<"$gpu"; with "$readme" 'using var engine = new VisionEngine(source);' \
        "$(grep -v '^using RealtimeCnn' <<<"$gpu")") \
    || { bad "README's samples have changed."; finish; }
gpu+='
Console.WriteLine($"Network on {engine.Model!.Backend}");
Console.WriteLine($"Preprocessing on {engine.Model.Preprocessor}");'

picture=../../src/CameraCapture/Media/rocket.jpg # shown for a second, then the source ends
echo "no network" >"$work/broken.onnx"
if program Sample Program "$readme"; then
    expect 0 "README's sample predicts" '^[0-9] +[0-9.,]+ ms$' Sample "$picture" lenet5
    expect 0 "it ends with its source" '^\.\./.+rocket\.jpg: ended$' Sample "$picture" lenet5
    expect 0 "without a camera it says so" '^camera:255: .+gave up' Sample camera:255 lenet5
    expect 134 "without a model it says why" "VisionException: Model '.+broken\.onnx' .+" Sample "$picture" "$work/broken.onnx"
    carried=$(ls Sample/bin/Release/net10.0 | grep -c '^Silk')
    if [ "$carried" -eq 0 ]; then good "a program for the CPU carries no GPU bindings"; else bad "it carries $carried files of Silk.NET"; fi
fi
if program Gpu Program "$gpu" ImagesOfYourOwn "$(sample docs/embedding.md 6)"; then
    expect 0 "README's GPU sample has a network" '^Network on (directml|cpu \(not directml: .+\))' Gpu "$picture" lenet5
    expect 0 "it has preprocessing" '^Preprocessing on (vulkan|cpu): .+' Gpu "$picture" lenet5
fi
page=docs/adding-a-backend.md
if program Backend Cuda "$(sample $page 1)" Toy "$(sample $page 2)" Program "$(sample $page 3)"; then
    expect 0 "the example of a backend" '^Network on cpu \(not cuda: this build of ONNX Runtime has no CUDA\)$' Backend
    expect 0 "the example of a GPU API" '^Preprocessing on toy: asked for$' Backend
    expect 0 "it refuses a grey tensor" '^Preprocessing on cpu \(not toy: Toy: .+ The GPU is tried again\)$' Backend lenet5
fi
page=$(sample docs/window.md 1)
page=$(with "$page" '"camera:0"' '"synthetic:moving"') && page=$(with "$page" '"resnet50"' '"lenet5"') \
    || { bad "the example of a window has changed."; finish; }
if program Window Program "$page"; then
    # The server chooses a free display and says which once it is ready.
    read -r display < <(exec Xvfb -displayfd 1 -screen 0 1280x720x24 -nolisten tcp 2>/dev/null); server=$!
    DISPLAY=:$display expect 0 "the example of a window" '^Closed after 30 frames$' Window
fi

page=docs/embedding.md root=$(cd ../.. && pwd)
if program Embedding FramesOfYourOwn "$(sample $page 2)" TensorsOfYourOwn "$(sample $page 3)" ModelsOfYourOwn "$(sample $page 4)" \
    Notices "$(sample $page 5)"; then
    mkdir "$work/home"
    HOME=$work/home XDG_CACHE_HOME= expect 0 "a tensor of one's own" '^a tensor of its own: [0-9]$' Embedding
    left=$(cd "$work/home" && find . -mindepth 1)
    if [ -z "$left" ]; then good "ONNX Runtime writes nothing into the user's folder"; else bad "it leaves in the user's folder: $left"; fi
    expect 0 "frames in native memory and in the engine's" '^both frames were classified$' Embedding
    expect 0 "a model in memory that is none" "^Model 'flowers': the ONNX model in memory is not accepted: " Embedding
    expect 0 "notices to a logger" "^Information: engine [0-9]+: 'lenet5' runs" Embedding
fi

# stranger NAME NUMBER WHAT [OPTION]... : the page's first program, in a clean folder far from here, with that project file of the page.
said='^lenet5: 1, [0-9]+ ?%, [0-9.]+ ms$'
stranger() {
    mkdir "$work/$1"
    sample $page 1 >"$work/$1/Program.cs"
    with "$(sample $page "$2" xml)" ../RealtimeCnn "$root" >"$work/$1/$1.csproj" && built "$work/$1" "${@:4}" \
        && expect 0 "$3" "$said" "$work/$1"
}
stranger ByProject 1 "frames of one's own, by project reference"

feed=$root/artifacts/packages/feed
if ../../scripts/pack.sh >"$work/pack" 2>&1; then
    good "packages: $(grep -c nupkg "$work/pack"); $(grep -F VisionRuntime <"$work/pack" | head -n 1)"
    largest=2000000 size=$(stat -c %s "$feed"/RealtimeCnn.VisionRuntime.*.nupkg)
    if [ "$size" -le $largest ]; then good "VisionRuntime's has $size bytes"; else bad "VisionRuntime's has $size bytes, over $largest"; fi
    # A user's cache where another edition of the same version lies: these programs must not take it, and with it none is built.
    packages=$root/artifacts/packages cache=$work/cache
    mkdir "$cache" && ln -s "${NUGET_PACKAGES:-$HOME/.nuget/packages}"/* "$cache" && rm -f "$cache"/realtimecnn.*
    cp -r "$packages"/unpacked/realtimecnn.* "$cache"
    for library in "$cache"/realtimecnn.*/*/lib/*/*.dll; do echo "another edition" >"$library"; done
    export NUGET_PACKAGES=$cache
    stranger FromPackages 2 "frames of one's own, from packages" "-p:RestorePackagesPath=$packages/unpacked" "-p:RestoreFallbackFolders=$cache"
    samples=../../samples
    built $samples/QuickStart && expect 0 "QuickStart predicts" '^[0-9] +[0-9.,]+ ms$' $samples/QuickStart "$picture" \
        && says 0 "it has the sample's photographs with it" '^[0-9] +[0-9.,]+ ms$' \
            bash -c "$until_it_says" - '^[0-9] +[0-9.,]+ ms$' dotnet $samples/QuickStart/bin/Release/net10.0/QuickStart.dll sample
    library=RealtimeCnn.VisionRuntime.dll
    if cmp -s "$packages/bin/VisionRuntime/Release/net10.0/$library" $samples/QuickStart/bin/Release/net10.0/$library; then
        good "it has the engine just packed, not the one of that version in the user's cache"
    else
        bad "QuickStart has another engine than the one just packed"
    fi
    if built $samples/GameLoop; then
        expect 0 "GameLoop swaps in mid-run" '^\| lenet5 runs, resnet50 loads \| ' $samples/GameLoop --seconds 1 --model resnet50
        expect 1 "GameLoop says which swap failed" "^No swap to 'nonsense': .+" $samples/GameLoop --seconds 1 --model nonsense
        expect 2 "GameLoop says what it knows" '^Usage: GameLoop ' $samples/GameLoop --speed 3
    fi
    tool=$work/tool
    if dotnet tool install RealtimeCnn.Tool --tool-path "$tool" --add-source "$feed" >"$work/build" 2>&1; then
        says 0 "the tool has help" 'realtimecnn \[command\]' "$tool/realtimecnn" --help
        says 0 "the tool classifies" 'no digit$' "$tool/realtimecnn" classify "$picture" --model lenet5
        inside=$(dirname "$(find "$tool/.store" -name realtimecnn.dll)")
        surplus=$(find "$inside" -name 'onnxruntime*.dll' -o -name '*.xml' ! -name DotnetToolSettings.xml)
        if [ -z "$surplus" ]; then good "the tool carries nothing for other systems or compilers"; else bad "the tool carries $surplus"; fi
        # Of each package that the program names, and the texts that packages leave out.
        missing=$(grep -oE '"[A-Za-z0-9.-]+/[0-9.]+": \{' "$inside/realtimecnn.deps.json" | tr -d '"' | cut -d / -f 1 | sort -u \
            | grep -v '^RealtimeCnn\|^realtimecnn' | while read -r name; do
                [ -s "$inside/licenses/$name/nuspec.txt" ] || echo "$name"; done)
        for text in MIT Apache-2.0 BSD-3-Clause LGPL-2.1; do [ -s "$inside/licenses/$text.txt" ] || missing+=" $text"; done
        [ -s "$inside/licenses/Microsoft.ML.OnnxRuntime/ThirdPartyNotices.txt" ] || missing+=" ONNX Runtime's notices"
        if [ -z "$missing" ]; then good "the tool carries the licences of what it carries"; else bad "the tool lacks the licences of $missing"; fi
    else
        bad "the tool cannot be installed:"; tail -n 20 "$work/build"
    fi
else
    bad "scripts/pack.sh failed:"; tail -n 20 "$work/pack"
fi
finish
