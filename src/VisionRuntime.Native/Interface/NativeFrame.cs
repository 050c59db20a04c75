using System.Runtime.InteropServices;

namespace RealtimeCnn.Native;

/// <summary>rcnn_frame.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeFrame
{
    public uint Size;
    public int Format;
    public byte* Pixels;
    public ulong ByteCount;
    public int Width, Height, Stride;
    public NativePlacement Placement;
    public long CapturedNs;
}
