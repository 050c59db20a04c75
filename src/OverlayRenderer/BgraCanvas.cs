using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>A BGRA picture that frames are copied into and the overlay is painted on. One thread; owns its native memory.</summary>
public sealed unsafe class BgraCanvas : IDisposable
{
    private const nuint Alignment = 64, Slack = 64;
    private const uint Opaque = 0xFF000000;

    private byte* _pixels;

    /// <summary>First byte of the top row; 0 before the first <see cref="Draw"/>. Changes when the size does.</summary>
    public nint Pixels => (nint)_pixels;

    /// <summary>Width in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride => Width * 4;

    /// <summary>Covers the canvas with a frame, taking over its size. Allocates only when the size changes.</summary>
    /// <param name="frame">Any format; alpha becomes opaque.</param>
    public void Draw(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Resize(frame.Width, frame.Height);
        for (int y = 0; y < Height; y++)
        {
            byte* source = frame.Data + (nint)y * frame.Stride;
            uint* target = (uint*)(_pixels + (nint)y * Stride);
            switch (frame.Format)
            {
                case PixelFormat.Bgr8:
                    CopyBgr(source, target);
                    break;
                case PixelFormat.Bgra8:
                    for (int x = 0; x < Width; x++)
                        target[x] = ((uint*)source)[x] | Opaque;
                    break;
                default:
                    for (int x = 0; x < Width; x++)
                        target[x] = source[x] * 0x010101u | Opaque;
                    break;
            }
        }
    }

    /// <summary>Writes the canvas as a PNG that appears under its name only when complete.</summary>
    /// <exception cref="IOException">It cannot be written; nothing stays behind.</exception>
    public void SavePng(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (_pixels is null)
            throw new InvalidOperationException("Nothing was drawn yet.");
        using SKImage image = SKImage.FromPixels(new SKImageInfo(Width, Height, SKColorType.Bgra8888, SKAlphaType.Opaque), Pixels, Stride);
        using SKData png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        string full = Path.GetFullPath(path);
        string partial = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Environment.ProcessId}.partial");
        try
        {
            using (FileStream stream = File.Create(partial))
                png.SaveTo(stream);
            File.Move(partial, full, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>Frees the pixels.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_pixels);
        _pixels = null;
        (Width, Height) = (0, 0);
    }

    private void Resize(int width, int height)
    {
        if (width == Width && height == Height)
            return;
        Dispose();
        _pixels = (byte*)NativeMemory.AlignedAlloc((nuint)width * (nuint)height * 4 + Slack, Alignment);
        (Width, Height) = (width, height);
    }

    // Four pixels at a time: 12 bytes become 16. A frame's memory may be read 64 bytes beyond its end.
    private void CopyBgr(byte* source, uint* target)
    {
        Vector128<byte> spread = Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255);
        Vector128<byte> alpha = Vector128.Create(Opaque).AsByte();
        int x = 0;
        for (; x + 4 <= Width; x += 4)
            (Vector128.Shuffle(Vector128.Load(source + 3 * x), spread) | alpha).Store((byte*)(target + x));
        for (; x < Width; x++)
            target[x] = (Unsafe.ReadUnaligned<uint>(source + 3 * x) & ~Opaque) | Opaque;
    }
}
