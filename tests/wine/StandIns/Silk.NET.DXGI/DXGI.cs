using Silk.NET.Core.Contexts;
using Silk.NET.Core.Native;

namespace Silk.NET.DXGI;

// Checked against src/Microsoft/Silk.NET.DXGI/DXGI.cs and DXGI.gen.cs.
public sealed unsafe class DXGI : NativeAPI
{
    private DXGI(INativeContext context) : base(context)
    {
    }

    public static DXGI GetApi(INativeWindowSource window, bool forceDxvk = false) => new(new DefaultNativeContext("DXGI.dll"));

    public int CreateDXGIFactory2(uint Flags, Guid* riid, void** ppFactory) =>
        ((delegate* unmanaged[Stdcall]<uint, Guid*, void**, int>)Context.GetProcAddress("CreateDXGIFactory2"))(Flags, riid, ppFactory);

    public override bool IsExtensionPresent(string extension) => throw new NotImplementedException();
}
