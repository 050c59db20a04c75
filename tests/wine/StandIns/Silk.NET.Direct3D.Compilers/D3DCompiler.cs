using Silk.NET.Core.Native;
using Silk.NET.StandIns;

namespace Silk.NET.Direct3D.Compilers;

// Checked against src/Microsoft/Silk.NET.Direct3D.Compilers/D3DCompiler.cs and D3DCompiler.gen.cs (an older version of the latter).
public sealed unsafe class D3DCompiler : StandInApi
{
    private D3DCompiler() : base("D3DCompiler_47.dll")
    {
    }

    public static D3DCompiler GetApi() => new();

    public int Compile(
        void* pSrcData, nuint SrcDataSize, byte* pSourceName, D3DShaderMacro* pDefines, ID3DInclude* pInclude, byte* pEntrypoint, byte* pTarget,
        uint Flags1, uint Flags2, ID3D10Blob** ppCode, ID3D10Blob** ppErrorMsgs) =>
        ((delegate* unmanaged[Stdcall]<void*, nuint, byte*, D3DShaderMacro*, ID3DInclude*, byte*, byte*, uint, uint, ID3D10Blob**, ID3D10Blob**, int>)
            Context.GetProcAddress("D3DCompile"))(
            pSrcData, SrcDataSize, pSourceName, pDefines, pInclude, pEntrypoint, pTarget, Flags1, Flags2, ppCode, ppErrorMsgs);
}
