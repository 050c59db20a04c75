using System;
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

        /// <summary>A picture to hand in.</summary>
        public static NativeFrame Of(
            IntPtr pixels, int byteCount, int width, int height, PixelFormat format, int stride, FrameTransform transform,
            long capturedNs) => new NativeFrame
        {
            Size = (uint)sizeof(NativeFrame),
            Format = (int)format,
            Pixels = (byte*)pixels,
            ByteCount = (ulong)byteCount,
            Width = width,
            Height = height,
            Stride = stride,
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
