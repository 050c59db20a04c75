using System.Runtime.InteropServices;

namespace RealtimeCnn.Vision
{
    /// <summary>rcnn_stats.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeStats
    {
        public uint Size;
        public int IsRunning;
        public long Submitted, Replaced, Classified, HostAllocatedBytes;
        public fixed byte Model[TextLimits.NameBytes];
        public fixed byte Loading[TextLimits.NameBytes];
        public fixed byte FrameError[TextLimits.TextBytes];
    }
}
