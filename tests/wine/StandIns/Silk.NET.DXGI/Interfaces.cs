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
