using System.Runtime.InteropServices;

namespace RealtimeCnn.Vision
{
    /// <summary>rcnn_preprocess.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativePreprocess
    {
        public uint Size;
        public int Width, Height, Fit, ResizeTo, Filter, Channels, Type, ChannelsLast;
        public fixed float Mean[3];
        public fixed float Std[3];
        public float PadValue;
    }
}
