using System.Runtime.InteropServices;

namespace RealtimeCnn.Vision
{
    /// <summary>rcnn_log_line.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeLogLine
    {
        public uint Size;
        public int Level, Missed, Unused;
        public long AtNs;
        public fixed byte Engine[TextLimits.NameBytes];
        public fixed byte Text[TextLimits.TextBytes];
    }
}
