using RealtimeCnn.Gpu.Vulkan;

namespace RealtimeCnn;

/// <summary>The GPUs that Vulkan knows.</summary>
public static class VulkanDevices
{
    /// <summary>Lists them, and says which one <see cref="VulkanPreprocessor.Open"/> takes and why not the others.</summary>
    /// <param name="wanted">Index or part of the name; null for the best.</param>
    /// <returns>Never throws for a machine without GPU, driver or loader: <see cref="GpuSelection.Problem"/> explains.</returns>
    public static GpuSelection List(string? wanted = null)
    {
        try
        {
            using VulkanInstance instance = VulkanInstance.Create();
            return VulkanDeviceInfo.Select(instance, new VulkanDeviceRequest { Wanted = wanted });
        }
        catch (VulkanException e)
        {
            return new GpuSelection([], e.Message);
        }
    }
}
