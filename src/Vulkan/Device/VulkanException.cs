using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>Vulkan cannot be used, or a call failed. The message names the call, its result and what to do.</summary>
internal sealed class VulkanException : VisionException
{
    public VulkanException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    public VulkanException(string call, Result result) : base($"Vulkan: {call} failed: {Explain(result)}.")
    {
    }

    private static string Explain(Result result) => result switch
    {
        Result.ErrorOutOfDeviceMemory => $"{result}; the GPU's memory is full, close other programs or use the CPU",
        Result.ErrorOutOfHostMemory => $"{result}; the machine's memory is full",
        Result.ErrorIncompatibleDriver => $"{result}; there is no driver for this version, install or update the GPU's driver",
        Result.ErrorInitializationFailed => $"{result}; the driver is broken or has no access to the GPU",
        _ => result.ToString(),
    };
}

/// <summary>The Vulkan device has stopped working: its driver was reset or updated, the card pulled out or hung.</summary>
internal sealed class VulkanDeviceLostException : DeviceLostException
{
    public VulkanDeviceLostException(string call, string device) : base($"Vulkan: the GPU {device} was lost ({call}).")
    {
    }
}
