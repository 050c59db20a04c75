namespace RealtimeCnn.Vulkan;

/// <summary>The devices that all who use Vulkan share. One is closed with its last user.</summary>
/// <remarks>Any thread.</remarks>
internal static class VulkanDevices
{
    /// <summary>The lender.</summary>
    public static SharedDevices<VulkanDevice> Shared { get; } = new(Open, device => device.IsLost);

    // With what windows need, where the driver has it: the window is to find the device that preprocesses, or the other way round.
    private static VulkanDevice Open(string? wanted) =>
        VulkanDevice.Open(VulkanInstance.Create(windows: true), new VulkanDeviceRequest(wanted), ownsInstance: true);
}
