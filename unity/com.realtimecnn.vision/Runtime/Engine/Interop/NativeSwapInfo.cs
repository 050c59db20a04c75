using System.Runtime.InteropServices;

namespace RealtimeCnn.Vision
{
    /// <summary>rcnn_swap_info.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeSwapInfo
    {
        public uint Size;
        public int Stage;
        public float Seconds, LoadMs, GapMs;
        public int Unused;
        public long AtFrame;
        public fixed byte Model[TextLimits.NameBytes];
        public fixed byte Error[TextLimits.TextBytes];
    }
}
