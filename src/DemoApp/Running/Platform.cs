using RealtimeCnn.Direct3D12;
using RealtimeCnn.Vulkan;

namespace RealtimeCnn.DemoApp;

/// <summary>What this program has to run networks and to preprocess with, best first.</summary>
internal static class Platform
{
    public static IReadOnlyList<IInferenceBackend> Backends { get; } = [DirectMlBackend.Instance, InferenceOptions.Cpu];

    public static IReadOnlyList<IGpuApi> Gpus { get; } =
        OperatingSystem.IsWindows() ? [Direct3D12Gpu.Instance, VulkanGpu.Instance] : [VulkanGpu.Instance, Direct3D12Gpu.Instance];

    /// <summary>Options with all of it.</summary>
    public static InferenceOptions Options { get; } = new() { Backends = Backends, Gpus = Gpus };
}
