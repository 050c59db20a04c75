using System.Runtime.InteropServices;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>A texture with the memory that its pixels are taken from.</summary>
internal unsafe interface IPictureTexture
{
    /// <summary>Replaces the texture if its size is another.</summary>
    /// <returns>True if it is another texture now, with nothing in it.</returns>
    bool Fit(int width, int height);

    /// <summary>First byte of the top row, BGRA; once the texture fits.</summary>
    byte* Pixels { get; }

    /// <summary>Bytes from one row to the next.</summary>
    int Stride { get; }
}

/// <summary>Keeps frame and overlay where a GPU takes its pixels from, and tells which rectangles it has to take anew.</summary>
/// <param name="frame">Borrowed.</param>
/// <param name="overlay">Borrowed.</param>
/// <remarks>One thread at a time. Allocates nothing unless a size changes.</remarks>
internal sealed unsafe class PictureUpload(IPictureTexture frame, IPictureTexture overlay) : IDisposable
{
    private readonly FramePixels _framePixels = new();
    private readonly PixelRect[] _wholeFrame = new PixelRect[1];
    private readonly PixelRect[] _wholeOverlay = new PixelRect[1];
    private bool _frameChanged;
    private bool _frameIsStale;
    private bool _overlayIsStale;

    /// <summary>What of the frame the GPU has to take: all or nothing.</summary>
    public ReadOnlySpan<PixelRect> FrameDamage => _frameChanged ? _wholeFrame : default;

    /// <summary>What of the overlay it has to take.</summary>
    public ReadOnlySpan<PixelRect> OverlayDamage(in Picture picture) => _overlayIsStale ? _wholeOverlay : picture.Overlay.Damage;

    /// <summary>Makes the next preparation copy everything: for when a picture that told of changes could not be drawn.</summary>
    public void Forget() => _frameIsStale = _overlayIsStale = true;

    /// <summary>Copies what changed. The GPU must have taken what was prepared before.</summary>
    public void Prepare(in Picture picture)
    {
        _frameChanged = false;
        if (picture.Frame is { Width: > 0 } shown && (frame.Fit(shown.Width, shown.Height) | picture.IsNew | _frameIsStale))
        {
            _framePixels.CopyTo(shown, frame.Pixels, frame.Stride);
            _wholeFrame[0] = new PixelRect(0, 0, shown.Width, shown.Height);
            (_frameChanged, _frameIsStale) = (true, false);
        }
        BgraCanvas canvas = picture.Overlay.Canvas;
        if (canvas.Width == 0)
            return;
        _overlayIsStale |= overlay.Fit(canvas.Width, canvas.Height);
        _wholeOverlay[0] = new PixelRect(0, 0, canvas.Width, canvas.Height);
        foreach (ref readonly PixelRect rect in OverlayDamage(picture))
            CopyRows(canvas, rect);
    }

    /// <summary>The damage has been recorded for the GPU to take.</summary>
    public void Recorded() => _overlayIsStale = false;

    public void Dispose() => _framePixels.Dispose();

    private void CopyRows(BgraCanvas from, in PixelRect rect)
    {
        nuint bytes = (nuint)rect.Width * 4;
        for (int y = rect.Y; y < rect.Bottom; y++)
        {
            byte* source = (byte*)from.Pixels + (nint)y * from.Stride + (nint)rect.X * 4;
            NativeMemory.Copy(source, overlay.Pixels + (nint)y * overlay.Stride + (nint)rect.X * 4, bytes);
        }
    }
}
