using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Silk.NET.Core.Native;

namespace Silk.NET.DXGI;

// Checked against src/Microsoft/Silk.NET.DXGI/Structs/IDXGIFactory7.gen.cs and IDXGIFactory6.gen.cs.
[Guid("c1b6694f-ff09-44a9-b03c-77900a0a1d17")]
public unsafe struct IDXGIFactory6 : IComVtbl<IDXGIFactory6>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly uint Release()
    {
        var @this = (IDXGIFactory6*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGIFactory6*, uint>)@this->LpVtbl[2])(@this);
    }

    public readonly int MakeWindowAssociation(nint WindowHandle, uint Flags)
    {
        var @this = (IDXGIFactory6*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGIFactory6*, nint, uint, int>)@this->LpVtbl[8])(@this, WindowHandle, Flags);
    }

    public readonly int CreateSwapChainForHwnd(IUnknown* pDevice, nint hWnd, SwapChainDesc1* pDesc, SwapChainFullscreenDesc* pFullscreenDesc, IDXGIOutput* pRestrictToOutput, IDXGISwapChain1** ppSwapChain)
    {
        var @this = (IDXGIFactory6*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGIFactory6*, IUnknown*, nint, SwapChainDesc1*, SwapChainFullscreenDesc*, IDXGIOutput*, IDXGISwapChain1**, int>)@this->LpVtbl[15])(@this, pDevice, hWnd, pDesc, pFullscreenDesc, pRestrictToOutput, ppSwapChain);
    }

    public readonly int EnumAdapterByGpuPreference(uint Adapter, GpuPreference GpuPreference, Guid* riid, void** ppvAdapter)
    {
        var @this = (IDXGIFactory6*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGIFactory6*, uint, GpuPreference, Guid*, void**, int>)@this->LpVtbl[29])(@this, Adapter, GpuPreference, riid, ppvAdapter);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}

// Checked against src/Microsoft/Silk.NET.DXGI/Structs/IDXGIAdapter3.gen.cs.
[Guid("29038f61-3839-4626-91fd-086879011a05")]
public unsafe struct IDXGIAdapter1 : IComVtbl<IDXGIAdapter1>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly int QueryInterface(Guid* riid, void** ppvObject)
    {
        var @this = (IDXGIAdapter1*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGIAdapter1*, Guid*, void**, int>)@this->LpVtbl[0])(@this, riid, ppvObject);
    }

    public readonly uint Release()
    {
        var @this = (IDXGIAdapter1*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGIAdapter1*, uint>)@this->LpVtbl[2])(@this);
    }

    public readonly int GetDesc1(AdapterDesc1* pDesc)
    {
        var @this = (IDXGIAdapter1*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGIAdapter1*, AdapterDesc1*, int>)@this->LpVtbl[10])(@this, pDesc);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}

// Checked against src/Microsoft/Silk.NET.DXGI/Structs/IDXGIAdapter3.gen.cs.
[Guid("645967a4-1392-4310-a798-8053ce3e93fd")]
public unsafe struct IDXGIAdapter3 : IComVtbl<IDXGIAdapter3>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly uint Release()
    {
        var @this = (IDXGIAdapter3*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGIAdapter3*, uint>)@this->LpVtbl[2])(@this);
    }

    public readonly int QueryVideoMemoryInfo(uint NodeIndex, MemorySegmentGroup MemorySegmentGroup, QueryVideoMemoryInfo* pVideoMemoryInfo)
    {
        var @this = (IDXGIAdapter3*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGIAdapter3*, uint, MemorySegmentGroup, QueryVideoMemoryInfo*, int>)@this->LpVtbl[14])(@this, NodeIndex, MemorySegmentGroup, pVideoMemoryInfo);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}

// Checked against src/Microsoft/Silk.NET.DXGI/Structs/IDXGISwapChain3.gen.cs; the identifier is from the Windows headers.
[Guid("790a45f7-0d42-4876-983a-0a55cfe6f4aa")]
public unsafe struct IDXGISwapChain1 : IComVtbl<IDXGISwapChain1>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly int QueryInterface(Guid* riid, void** ppvObject)
    {
        var @this = (IDXGISwapChain1*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGISwapChain1*, Guid*, void**, int>)@this->LpVtbl[0])(@this, riid, ppvObject);
    }

    public readonly uint Release()
    {
        var @this = (IDXGISwapChain1*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGISwapChain1*, uint>)@this->LpVtbl[2])(@this);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}

// Checked against src/Microsoft/Silk.NET.DXGI/Structs/IDXGISwapChain3.gen.cs, but for SetMaximumFrameLatency and
// GetFrameLatencyWaitableObject, which were not read: slots from the Windows headers, spelling by the generator's rules.
[Guid("94d99bdb-f1f8-4ab0-b236-7da0170edab1")]
public unsafe struct IDXGISwapChain3 : IComVtbl<IDXGISwapChain3>, IComVtbl<IUnknown>
{
    public void** LpVtbl;

    public readonly uint Release()
    {
        var @this = (IDXGISwapChain3*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGISwapChain3*, uint>)@this->LpVtbl[2])(@this);
    }

    public readonly int Present(uint SyncInterval, uint Flags)
    {
        var @this = (IDXGISwapChain3*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGISwapChain3*, uint, uint, int>)@this->LpVtbl[8])(@this, SyncInterval, Flags);
    }

    public readonly int GetBuffer(uint Buffer, Guid* riid, void** ppSurface)
    {
        var @this = (IDXGISwapChain3*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGISwapChain3*, uint, Guid*, void**, int>)@this->LpVtbl[9])(@this, Buffer, riid, ppSurface);
    }

    public readonly int ResizeBuffers(uint BufferCount, uint Width, uint Height, Format NewFormat, uint SwapChainFlags)
    {
        var @this = (IDXGISwapChain3*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGISwapChain3*, uint, uint, uint, Format, uint, int>)@this->LpVtbl[13])(@this, BufferCount, Width, Height, NewFormat, SwapChainFlags);
    }

    public readonly int SetMaximumFrameLatency(uint MaxLatency)
    {
        var @this = (IDXGISwapChain3*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGISwapChain3*, uint, int>)@this->LpVtbl[31])(@this, MaxLatency);
    }

    public readonly void* GetFrameLatencyWaitableObject()
    {
        var @this = (IDXGISwapChain3*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGISwapChain3*, void*>)@this->LpVtbl[33])(@this);
    }

    public readonly uint GetCurrentBackBufferIndex()
    {
        var @this = (IDXGISwapChain3*)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
        return ((delegate* unmanaged[Stdcall]<IDXGISwapChain3*, uint>)@this->LpVtbl[36])(@this);
    }

    readonly void*** IComVtbl.AsVtblPtr() => (void***)Unsafe.AsPointer(ref Unsafe.AsRef(in this));
}
