using System.Runtime.InteropServices;

namespace RealtimeCnn.Native;

/// <summary>rcnn_vulkan_device.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeVulkanDevice
{
    public uint Size;
    public uint QueueFamily;
    public nint Instance, PhysicalDevice, Device, Queue;
}
