using RealtimeCnn.Direct3D12;
using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;

namespace RealtimeCnn.Tests;

/// <summary>The GPU of the tests: one that is there, be it a software one.</summary>
internal static class Gpu
{
    public static AdapterRequest Any { get; } = new() { AllowSoftware = true };

    public static Direct3D12Device Open() => Direct3D12Device.Create(Any);

    /// <summary>Takes the GPU away, as far as programs can tell.</summary>
    public static unsafe void Remove(Direct3D12Device device)
    {
        ID3D12Device5* device5;
        HResults.Check(device.Native->QueryInterface(SilkMarshal.GuidPtrOf<ID3D12Device5>(), (void**)&device5), "get ID3D12Device5");
        device5->RemoveDevice();
        device5->Release();
    }
}
