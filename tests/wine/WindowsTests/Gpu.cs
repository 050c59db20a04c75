using RealtimeCnn.Gpu.Direct3D12;

namespace RealtimeCnn.Tests;

/// <summary>The GPU of the tests: one that is there, be it a software one.</summary>
internal static class Gpu
{
    public static AdapterRequest Any { get; } = new() { AllowSoftware = true };

    public static Direct3D12Device Open() => Direct3D12Device.Create(Any);
}
