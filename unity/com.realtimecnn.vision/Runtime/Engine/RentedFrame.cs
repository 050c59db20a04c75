using System;

namespace RealtimeCnn.Vision
{
    /// <summary>
    /// Memory of the library's to write a frame into. It is yours until it is handed in or given back, also after its engine was disposed:
    /// each has to come to one of the two ends. One thread at a time, together with its engine's frames.
    /// </summary>
    public readonly unsafe struct RentedFrame
    {
        internal RentedFrame(ulong buffer, IntPtr pixels, int byteCount, int width, int height, int stride, PixelFormat format)
        {
            Buffer = buffer;
            Pixels = pixels;
            ByteCount = byteCount;
            Width = width;
            Height = height;
            Stride = stride;
            Format = format;
        }

        /// <summary>First byte of the first row.</summary>
        public IntPtr Pixels { get; }

        /// <summary>Bytes of all rows, padding included.</summary>
        public int ByteCount { get; }

        /// <summary>Pixels of a row.</summary>
        public int Width { get; }

        /// <summary>Rows.</summary>
        public int Height { get; }

        /// <summary>Bytes from one row to the next: those of a row, rounded up to a multiple of 64.</summary>
        public int Stride { get; }

        /// <summary>Layout of a pixel.</summary>
        public PixelFormat Format { get; }

        private ulong Buffer { get; }

        /// <summary>Hands it in: the memory is not yours any more.</summary>
        /// <param name="transform">How the rows become the upright picture.</param>
        /// <param name="capturedNs">When it was taken, by <see cref="VisionLibrary.Clock"/>; 0: now.</param>
        /// <returns>The frame's number, which comes back with its result.</returns>
        /// <exception cref="VisionException">Something cannot be, or the engine is gone; the memory still is yours.</exception>
        public long Submit(FrameTransform transform = default, long capturedNs = 0)
        {
            NativeFrame native = NativeFrame.Of(Pixels, ByteCount, Width, Height, Format, Stride, transform, capturedNs);
            long sequence;
            Status.Check(NativeMethods.SubmitRented(Buffer, &native, &sequence));
            return sequence;
        }

        /// <summary>Gives it back without handing it in, also after its engine was disposed.</summary>
        /// <exception cref="VisionException">It is not out.</exception>
        public void Return() => Status.Check(NativeMethods.Return(Buffer));
    }
}
