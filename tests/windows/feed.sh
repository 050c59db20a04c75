# Sourced by run.sh: makes packages of the layout of those that Windows needs and that not every feed serves.
# Their native libraries are a line of text that says where it comes from; the managed ones are real ones or the stand-ins.
# Dependencies are those of the packages' sources: ONNX Runtime's nuspec generator, Silk.NET's projects.

# package ID VERSION [DEPENDENCY VERSION]... : zips "$feed/work/ID", where its files lie, with a nuspec.
package() {
    local id=$1 version=$2 folder=$feed/work/$1 dependencies=; shift 2
    mkdir -p "$folder"
    while [ $# -gt 0 ]; do dependencies+="<dependency id=\"$1\" version=\"$2\" />"; shift 2; done
    cat >"$folder/$id.nuspec" <<END
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
<id>$id</id><version>$version</version><authors>a test</authors><description>A package of a test.</description>
<license type="expression">MIT</license><dependencies>$dependencies</dependencies></metadata></package>
END
    made+=("$id.$version")
}

# natives ID FILE... : native libraries for Windows.
natives() {
    local id=$1 file; shift
    mkdir -p "$feed/work/$id/runtimes/win-x64/native"
    for file in "$@"; do echo "$file of $id" >"$feed/work/$id/runtimes/win-x64/native/$file"; done
}

# assembly ID FILE : a managed library.
assembly() { mkdir -p "$feed/work/$1/lib/net8.0" && cp "$2" "$feed/work/$1/lib/net8.0/"; }

# make_feed FOLDER PACKAGES STAND_INS : PACKAGES is NuGet's folder of unpacked packages, STAND_INS that of the built stand-ins.
make_feed() {
    feed=$1 made=()
    local packages=$2 stand_ins=$3 silk=2.23.0 name
    rm -rf "$feed" && mkdir -p "$feed/work"

    # The DLL where no project takes it from by itself, and targets that copy it if the platform is x64.
    local id=Microsoft.AI.DirectML
    mkdir -p "$feed/work/$id/bin/x64-win" "$feed/work/$id/build"
    echo "DirectML.dll of $id" >"$feed/work/$id/bin/x64-win/DirectML.dll"
    echo "MIT" >"$feed/work/$id/LICENSE.txt"
    cat >"$feed/work/$id/build/$id.targets" <<'END'
<Project>
  <ItemGroup Condition="'$(PlatformTarget)' == 'x64'">
    <None Include="$(MSBuildThisFileDirectory)../bin/x64-win/DirectML.dll" Link="DirectML.dll" CopyToOutputDirectory="PreserveNewest" />
  </ItemGroup>
</Project>
END
    package $id 1.15.4

    # ONNX Runtime's own build files are the same in all its packages; those of the CPU's are here.
    id=Microsoft.ML.OnnxRuntime.DirectML
    local ort=1.24.4 cpu; cpu=$(ls -d "$packages"/microsoft.ml.onnxruntime/*/build/netstandard2.0 | tail -n 1)
    natives $id onnxruntime.dll onnxruntime_providers_shared.dll
    for name in netstandard2.0 netstandard2.1; do
        mkdir -p "$feed/work/$id/build/$name/include"
        cp "$cpu/Microsoft.ML.OnnxRuntime.props" "$feed/work/$id/build/$name/$id.props"
        cp "$cpu/Microsoft.ML.OnnxRuntime.targets" "$feed/work/$id/build/$name/$id.targets"
        echo "// DirectML" >"$feed/work/$id/build/$name/include/dml_provider_factory.h"
    done
    package $id $ort Microsoft.AI.DirectML 1.15.4 Microsoft.ML.OnnxRuntime.Managed $ort
    id=Microsoft.ML.OnnxRuntime.Managed
    assembly $id "$packages/microsoft.ml.onnxruntime.managed/1.30.0/lib/net8.0/Microsoft.ML.OnnxRuntime.dll"
    package $id $ort System.Numerics.Tensors 9.0.0

    natives OpenCvSharp4.runtime.win OpenCvSharpExtern.dll opencv_videoio_ffmpeg4130_64.dll
    package OpenCvSharp4.runtime.win 4.13.0.20260627

    for name in Direct3D.Compilers Direct3D12 DXGI Windowing.Common Input.Common; do
        assembly Silk.NET.$name "$stand_ins/Silk.NET.$name/bin/Release/net10.0/Silk.NET.$name.dll" || return 1
    done
    # What the stand-ins have and Silk.NET has not lies with one that all programs of ours get.
    assembly Silk.NET.DXGI "$stand_ins/StandInApi/bin/Release/net10.0/StandInApi.dll" || return 1
    package Silk.NET.Direct3D.Compilers $silk Silk.NET.Core $silk
    package Silk.NET.DXGI $silk Silk.NET.Core $silk Silk.NET.Maths $silk
    package Silk.NET.Direct3D12 $silk Silk.NET.Core $silk Silk.NET.DXGI $silk
    package Silk.NET.Windowing.Common $silk Silk.NET.Core $silk Silk.NET.Maths $silk
    natives Ultz.Native.GLFW glfw3.dll
    package Ultz.Native.GLFW 3.4.0
    package Silk.NET.GLFW $silk Silk.NET.Core $silk Ultz.Native.GLFW 3.4.0
    package Silk.NET.Windowing.Glfw $silk Silk.NET.GLFW $silk Silk.NET.Windowing.Common $silk
    package Silk.NET.Windowing $silk Silk.NET.Windowing.Common $silk Silk.NET.Windowing.Glfw $silk
    package Silk.NET.Input.Common $silk Silk.NET.Windowing.Common $silk
    package Silk.NET.Input.Glfw $silk Silk.NET.Input.Common $silk Silk.NET.Windowing.Glfw $silk
    package Silk.NET.Input $silk Silk.NET.Input.Common $silk Silk.NET.Input.Glfw $silk

    printf '%s\n' "${made[@]}" >"$feed/made"
    dotnet msbuild "$(dirname "${BASH_SOURCE[0]}")/feed.proj" -nologo -v:quiet -nr:false "-p:Feed=$feed"
}
