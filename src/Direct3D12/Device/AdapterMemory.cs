using Silk.NET.Core.Native;
using Silk.NET.DXGI;

namespace RealtimeCnn.Direct3D12;

/// <summary>What Windows says of a GPU's memory, as far as this program is concerned.</summary>
/// <remarks>Any thread.</remarks>
internal sealed unsafe class AdapterMemory : IDisposable
{
    private IDXGIAdapter3* _adapter;

    private AdapterMemory(IDXGIAdapter3* adapter) => _adapter = adapter;

    /// <summary>Of an adapter, which stays the caller's; null where the system does not tell.</summary>
    public static AdapterMemory? Of(IDXGIAdapter1* adapter)
    {
        IDXGIAdapter3* telling;
        int result = adapter->QueryInterface(SilkMarshal.GuidPtrOf<IDXGIAdapter3>(), (void**)&telling);
        return result < 0 ? null : new AdapterMemory(telling);
    }

    /// <summary>
    /// Bytes that this program uses, and how many it may use before Windows moves some of them elsewhere; null where it does not tell. Of a
    /// GPU without memory of its own it is a part of the machine's.
    /// </summary>
    public (long Used, long Granted)? Read()
    {
        QueryVideoMemoryInfo info;
        int result = _adapter->QueryVideoMemoryInfo(0, MemorySegmentGroup.Local, &info);
        return result < 0 || info.Budget == 0 ? null : ((long)info.CurrentUsage, (long)info.Budget);
    }

    public void Dispose()
    {
        if (_adapter is not null)
            _adapter->Release();
        _adapter = null;
    }
}
