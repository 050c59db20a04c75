using Silk.NET.Core.Contexts;
using Silk.NET.StandIns;

namespace Silk.NET.DXGI;

// Checked against src/Microsoft/Silk.NET.DXGI/DXGI.cs and DXGI.gen.cs.
public sealed unsafe class DXGI : StandInApi
{
    public const uint UsageRenderTargetOutput = 0x20;

    private DXGI() : base("DXGI.dll")
    {
    }

    public static DXGI GetApi(INativeWindowSource window, bool forceDxvk = false) => new();

    public int CreateDXGIFactory2(uint Flags, Guid* riid, void** ppFactory) =>
        ((delegate* unmanaged[Stdcall]<uint, Guid*, void**, int>)Context.GetProcAddress("CreateDXGIFactory2"))(Flags, riid, ppFactory);
}
