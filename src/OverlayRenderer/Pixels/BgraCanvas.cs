using System.Runtime.InteropServices;
using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>A BGRA picture in native memory that frames are copied into and the overlay is painted over.</summary>
/// <remarks>
/// One thread at a time. <see cref="Draw(Frame)"/> allocates no managed memory, and native memory only when the picture outgrows it.
/// </remarks>
public sealed unsafe class BgraCanvas : IDisposable
{
    private byte* _pixels;
    private nuint _capacity;

    /// <summary>
    /// First byte of the top row; 0 while there is no picture. Valid until <see cref="Resize"/> or <see cref="Draw(Frame)"/> grows the
    /// picture, or it is disposed.
    /// </summary>
    public nint Pixels => (nint)_pixels;

    /// <summary>Width in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Bytes from one row to the next, a multiple of 64.</summary>
    public int Stride { get; private set; }

    /// <summary>Gives the picture a size. Its content is undefined afterwards.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is below 1 or above <see cref="Frame.MaxDimension"/>.</exception>
    public void Resize(int width, int height)
    {
        if (width is < 1 or > Frame.MaxDimension || height is < 1 or > Frame.MaxDimension)
        {
            throw new ArgumentOutOfRangeException(
                nameof(width), $"A picture of {width} x {height} pixels is outside 1..{Frame.MaxDimension}.");
        }
        int stride = (width * 4 + 63) & ~63;
        nuint size = (nuint)stride * (nuint)height;
        if (size > _capacity)
        {
            Free();
            _pixels = (byte*)NativeMemory.AlignedAlloc(size, 64);
            _capacity = size;
        }
        (Width, Height, Stride) = (width, height, stride);
    }

    /// <summary>Fills the picture with one colour.</summary>
    /// <param name="bgra">Premultiplied colour, 0xAARRGGBB.</param>
    public void Clear(uint bgra)
    {
        for (int y = 0; y < Height; y++)
            new Span<uint>(_pixels + (nint)y * Stride, Width).Fill(bgra);
    }

    /// <summary>Makes the picture an opaque copy of a frame, upright and in the upright size.</summary>
    public void Draw(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Resize(frame.UprightWidth, frame.UprightHeight);
        frame.CopyToBgra(_pixels, Stride);
    }

    /// <summary>
    /// Paints over a frame that was drawn where the network looks: an empty map changes nothing. Colours from purple to yellow, the denser
    /// the more a place counts.
    /// </summary>
    /// <param name="map">Of that very frame.</param>
    public void Draw(AttentionMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        AttentionPaint.Draw(map, _pixels, Stride, Width, Height);
    }

    /// <summary>Turns the picture over, left to right.</summary>
    public void Mirror()
    {
        for (int y = 0; y < Height; y++)
            new Span<uint>(_pixels + (nint)y * Stride, Width).Reverse();
    }

    /// <summary>Writes the picture as PNG.</summary>
    /// <param name="to">Written from where it stands; stays open.</param>
    /// <exception cref="InvalidOperationException">There is no picture.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WritePng(Stream to)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (_pixels is null)
            throw new InvalidOperationException("There is no picture to save.");
        using SKPixmap pixmap = new(new SKImageInfo(Width, Height, SKColorType.Bgra8888, SKAlphaType.Premul), Pixels, Stride);
        // In memory first: what a stream throws must not pass through Skia's own code, which ends the process.
        using SKData? png = pixmap.Encode(SKEncodedImageFormat.Png, 100);
        to.Write((png ?? throw new IOException("The picture could not be encoded.")).AsSpan());
    }

    /// <summary>Frees the picture. Calling it twice does nothing.</summary>
    public void Dispose()
    {
        Free();
        (Width, Height, Stride) = (0, 0, 0);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees native memory that its owner forgot.</summary>
    ~BgraCanvas() => Free();

    private void Free()
    {
        NativeMemory.AlignedFree(_pixels);
        _pixels = null;
        _capacity = 0;
    }
}
