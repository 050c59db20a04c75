using System.Runtime.InteropServices;

namespace RealtimeCnn.Vision
{
    /// <summary>rcnn_event.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeEvent
    {
        public uint Size;
        public int Kind, Missed, Unused;
        public ulong Swap;
        public long AtFrame;
        public fixed byte Model[TextLimits.NameBytes];
        public fixed byte Text[TextLimits.TextBytes];
    }
}
