using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>
/// Checks what Vulkan answers before there is a device, or where none can be lost; what is done on one, <see cref="VulkanDevice.Check"/>
/// checks.
/// </summary>
internal static class VulkanResults
{
    /// <summary>Throws unless the call succeeded.</summary>
    /// <exception cref="VulkanException">It did not.</exception>
    public static void Check(this Result result, string call)
    {
        if (result != Result.Success)
            throw new VulkanException(call, result);
    }
}
