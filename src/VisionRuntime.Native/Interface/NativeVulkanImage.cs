using System.Runtime.InteropServices;

namespace RealtimeCnn.Native;

/// <summary>rcnn_vulkan_image.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeVulkanImage
{
    public uint Size;
    public int Format;
    public ulong Image;
    public int Width, Height, Layout, LayoutAfter;
    public ulong WaitSemaphore, WaitValue, SignalSemaphore, SignalValue;
    public NativePlacement Placement;
    public int Unused;
    public long CapturedNs;
}
