using System.Diagnostics;
using OpenCvSharp;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Writes BGRA pictures as a video whose time runs like the capture's: a late picture fills its gap with the one before. One thread.
/// </summary>
internal sealed class VideoRecorder(string path) : IDisposable
{
    private const double FramesPerSecond = 30;
    private const int MostRepeats = 60;

    private VideoWriter? _writer;
    private Mat? _bgr;
    private InputArray? _bgrIn;
    private unsafe byte* _pixels;
    private Size _size;
    private long _startedAt;
    private long _written;

    /// <summary>Adds a picture. The video has the size of the first; others are fitted into it.</summary>
    /// <exception cref="VisionException">The video cannot be written.</exception>
    public void Write(BgraCanvas canvas, long capturedAt)
    {
        if (_writer is null)
            Open(canvas, capturedAt);
        if (canvas.Width == _size.Width && canvas.Height == _size.Height)
            DropAlpha(canvas);
        else
            Fit(canvas);
        long due = (long)Math.Round(Stopwatch.GetElapsedTime(_startedAt, capturedAt).TotalSeconds * FramesPerSecond) + 1;
        // At least one: a source faster than the video still shows every picture it was asked to keep.
        for (long repeats = Math.Clamp(due - _written, 1, MostRepeats); repeats > 0; repeats--, _written++)
            _writer!.Write(_bgrIn!);
    }

    /// <summary>Finishes the file.</summary>
    public void Dispose()
    {
        _writer?.Dispose(); // releases: writes the index
        _bgrIn?.Dispose();
        _bgr?.Dispose();
    }

    private unsafe void Open(BgraCanvas canvas, long capturedAt)
    {
        _size = new Size(canvas.Width, canvas.Height);
        int codec = path.EndsWith(".avi", StringComparison.OrdinalIgnoreCase)
            ? VideoWriter.FourCC('M', 'J', 'P', 'G')
            : VideoWriter.FourCC('m', 'p', '4', 'v');
        _writer = new VideoWriter(path, codec, FramesPerSecond, _size);
        if (!_writer.IsOpened())
            throw new VisionException($"The video '{path}' cannot be written.");
        _bgr = new Mat(_size, MatType.CV_8UC3);
        _bgrIn = InputArray.Create(_bgr);
        _pixels = (byte*)_bgr.Data;
        _startedAt = capturedAt;
    }

    // By hand: OpenCV's own conversion wraps its target anew for every call, which allocates.
    private unsafe void DropAlpha(BgraCanvas canvas)
    {
        for (int y = 0; y < _size.Height; y++)
        {
            byte* source = (byte*)canvas.Pixels + (nint)y * canvas.Stride, target = _pixels + (nint)y * _size.Width * 3;
            for (int x = 0; x < _size.Width; x++, source += 4, target += 3)
                (target[0], target[1], target[2]) = (source[0], source[1], source[2]);
        }
    }

    // A picture of another size, between bars. Rare: a folder of images, a camera that changed its mode.
    private void Fit(BgraCanvas canvas)
    {
        double scale = Math.Min((double)_size.Width / canvas.Width, (double)_size.Height / canvas.Height);
        int width = Math.Clamp((int)(canvas.Width * scale), 1, _size.Width);
        int height = Math.Clamp((int)(canvas.Height * scale), 1, _size.Height);
        using Mat bgra = Mat.FromPixelData(canvas.Height, canvas.Width, MatType.CV_8UC4, canvas.Pixels, canvas.Stride);
        using Mat bgr = new();
        Cv2.CvtColor(bgra, bgr, ColorConversionCodes.BGRA2BGR);
        _bgr!.SetTo(Scalar.Black);
        using Mat middle = _bgr[new Rect((_size.Width - width) / 2, (_size.Height - height) / 2, width, height)];
        Cv2.Resize(bgr, middle, middle.Size(), 0, 0, InterpolationFlags.Area);
    }
}
