using System.Runtime.InteropServices;

namespace RealtimeCnn.Native;

/// <summary>How rows in memory become the upright picture: seven fields of rcnn_frame, and of rcnn_vulkan_image.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativePlacement
{
    public int BottomUp, QuarterTurns, Mirrored;
    public int CropX, CropY, CropWidth, CropHeight;
}
