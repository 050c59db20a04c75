using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>The end of every line that calls Vulkan.</summary>
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
