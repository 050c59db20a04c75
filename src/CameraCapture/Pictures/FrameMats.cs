using OpenCvSharp;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// OpenCV headers over the memory of frames, so that decoders write straight into them. A few frames circulate through a ring, so a few
/// headers are kept and none is made per picture. One thread.
/// </summary>
internal sealed class FrameMats : IDisposable
{
    private readonly Entry[] _entries = new Entry[6];
    private int _next;

    private struct Entry
    {
        public nint Data;
        public int Width;
        public int Height;
        public PixelFormat Format;
        public Mat? Mat;
    }

    /// <summary>
    /// The header over a shaped frame, chroma rows below the luma as OpenCV lays out NV12; owned here, valid while the frame keeps its
    /// memory.
    /// </summary>
    public unsafe Mat Get(Frame frame)
    {
        nint data = (nint)frame.Data;
        foreach (ref Entry entry in _entries.AsSpan())
        {
            bool isSameShape = entry.Width == frame.Width && entry.Height == frame.Height && entry.Format == frame.Format;
            if (entry.Mat is not null && entry.Data == data && isSameShape)
                return entry.Mat;
        }
        ref Entry free = ref _entries[_next];
        _next = (_next + 1) % _entries.Length;
        free.Mat?.Dispose();
        MatType type = MatType.CV_8UC(frame.BytesPerPixel);
        Mat mat = Mat.FromPixelData(frame.Pixels.Length / frame.Stride, frame.Width, type, data, frame.Stride);
        free = new() { Data = data, Width = frame.Width, Height = frame.Height, Format = frame.Format, Mat = mat };
        return mat;
    }

    /// <summary>Drops a header that OpenCV has pointed at memory of its own.</summary>
    public void Forget(Mat mat)
    {
        foreach (ref Entry entry in _entries.AsSpan())
        {
            if (ReferenceEquals(entry.Mat, mat))
                entry = default;
        }
        mat.Dispose();
    }

    public void Dispose()
    {
        foreach (ref Entry entry in _entries.AsSpan())
        {
            entry.Mat?.Dispose();
            entry = default;
        }
    }
}
