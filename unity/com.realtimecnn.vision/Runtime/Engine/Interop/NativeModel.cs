using System.Runtime.InteropServices;

namespace RealtimeCnn.Vision
{
    /// <summary>rcnn_model.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeModel
    {
        public uint Size;
        public int Unused;
        public byte* Id;
        public byte* Path;
        public byte* Bytes;
        public ulong ByteCount;
        public byte* LabelsPath;
        public byte* Labels;
        public NativePreprocess* Preprocess;
        public byte* Output;
        public byte* Scores;
    }
}
