using System.Runtime.InteropServices;

namespace RealtimeCnn.Vision
{
    /// <summary>rcnn_frame.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeFrame
    {
        public uint Size;
        public int Format;
        public byte* Pixels;
        public ulong ByteCount;
        public int Width, Height, Stride, BottomUp, QuarterTurns, Mirrored, CropX, CropY, CropWidth, CropHeight;
        public long CapturedNs;

        /// <summary>Without memory and size.</summary>
        public static NativeFrame Of(FrameTransform transform, long capturedNs) => new NativeFrame
        {
            Size = (uint)sizeof(NativeFrame),
            BottomUp = transform.IsBottomUp ? 1 : 0,
            QuarterTurns = transform.QuarterTurns,
            Mirrored = transform.IsMirrored ? 1 : 0,
            CropX = transform.CropX,
            CropY = transform.CropY,
            CropWidth = transform.CropWidth,
            CropHeight = transform.CropHeight,
            CapturedNs = capturedNs,
        };
    }
}
