using System.Runtime.InteropServices;

namespace RealtimeCnn.Vision
{
    /// <summary>rcnn_model_info.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeModelInfo
    {
        public uint Size;
        public int IsTrained, Year, Unused;
        public long WeightBytes;
        public fixed byte Id[TextLimits.NameBytes];
        public fixed byte Name[TextLimits.NameBytes];
    }
}
