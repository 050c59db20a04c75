using System.Runtime.InteropServices;

namespace RealtimeCnn;

/// <summary>Layout of one pixel in memory. Rows may be padded: see <see cref="Frame.Stride"/>.</summary>
public enum PixelFormat
{
    /// <summary>One byte per pixel, luma.</summary>
    Gray8 = 1,

    /// <summary>Three bytes per pixel: blue, green, red.</summary>
    Bgr8 = 3,

    /// <summary>Four bytes per pixel: blue, green, red, alpha.</summary>
    Bgra8 = 4,

    /// <summary>Three bytes per pixel: red, green, blue.</summary>
    Rgb8 = 5,

    /// <summary>Four bytes per pixel: red, green, blue, alpha. What game engines and canvases give.</summary>
    Rgba8 = 6,

    /// <summary>
    /// Two planes, as cameras and video decoders give: luma, one byte per pixel; below it chroma, a pair of bytes (U, V) per 2 x 2
    /// pixels, (height + 1) / 2 rows of the same stride. Colours are those of ITU-R BT.601, limited range.
    /// </summary>
    Nv12 = 12,
}

/// <summary>
/// One picture in native memory. Frames are pooled: a writer fills one, hands it over through a <see cref="FrameMailbox"/> and gets
/// another back, so the memory is allocated once per size. docs/architecture.md says which thread owns which frame.
/// </summary>
/// <remarks>
/// Exactly one thread owns a frame at a time; no member is safe to call from a thread that does not. Time stamps are raw
/// <see cref="System.Diagnostics.Stopwatch"/> ticks.
/// </remarks>
public sealed unsafe class Frame : IDisposable
{
    /// <summary>Largest width or height accepted, in pixels. A bigger picture is refused rather than allocated.</summary>
    public const int MaxDimension = 16_384;

    private const nuint Alignment = 64;

    private byte* _data;
    private nuint _capacity;
    private FrameTransform _transform;

    /// <summary>Width of the rows in memory, in pixels; 0 until the first <see cref="Reshape"/>.</summary>
    public int Width { get; private set; }

    /// <summary>Number of rows in memory.</summary>
    public int Height { get; private set; }

    /// <summary>Bytes from one row to the next, a multiple of 64.</summary>
    public int Stride { get; private set; }

    /// <summary>Pixel layout.</summary>
    public PixelFormat Format { get; private set; }

    /// <summary>
    /// Whether the pixels lie in a GPU's memory: what preprocesses there reads them, and here nobody does. What is shown of such a frame is
    /// black.
    /// </summary>
    public bool IsOnGpu { get; private set; }

    /// <summary>What holds them there, a type of the GPU API's; null where they are not on a GPU, or this is a copy.</summary>
    public IDisposable? GpuPixels { get; private set; }

    /// <summary>Bytes per pixel; of the luma plane where there are two.</summary>
    public int BytesPerPixel => SizeOf(Format);

    /// <summary>
    /// How the rows in memory become the upright picture. <see cref="Reshape"/> makes it the default again, so that a frame out of a pool
    /// is upright until its writer says otherwise.
    /// </summary>
    /// <exception cref="ArgumentException">It does not suit the frame's size.</exception>
    public FrameTransform Transform
    {
        get => _transform;
        set
        {
            value.Validate(Width, Height);
            _transform = value;
        }
    }

    /// <summary>Width of the upright picture in pixels, after turn and crop.</summary>
    public int UprightWidth => UprightColumns.Length;

    /// <summary>Height of the upright picture in pixels, after turn and crop.</summary>
    public int UprightHeight => UprightRows.Length;

    // Where the upright picture lies; columns lie along rows in memory, and rows along columns, if the transform is a turned one.
    internal MemoryAxis UprightColumns => _transform.Columns(Width, Height);

    internal MemoryAxis UprightRows => _transform.Rows(Width, Height);

    /// <summary>What tables depend on.</summary>
    internal FrameShape Shape => new(Width, Height, Format, _transform, IsOnGpu);

    /// <summary>Number of the frame, counted by the source from 0; gaps are dropped frames.</summary>
    public long Sequence { get; set; }

    /// <summary>
    /// Stopwatch ticks at which the picture arrived at this machine, as well as the source can know: docs/latency.md, "Age". Not later than
    /// when it was complete in memory.
    /// </summary>
    public long CapturedAt { get; set; }

    /// <summary>What the picture is known to show, or null. Only labelled sources (the sample, an image folder) know.</summary>
    public string? Truth { get; set; }

    /// <summary>
    /// First byte of the first row, aligned to 64 bytes. Valid until <see cref="Reshape"/> grows the frame or it is disposed. Null where
    /// <see cref="IsOnGpu"/>.
    /// </summary>
    public byte* Data => IsOnGpu ? null : _data;

    /// <summary>
    /// All rows of all planes including padding: <c>Stride * Height</c> bytes, and those of the chroma plane if there is one. None where
    /// <see cref="IsOnGpu"/>.
    /// </summary>
    public Span<byte> Pixels => IsOnGpu ? [] : new(_data, Stride * RowsOf(Height, Format));

    /// <summary>One row without padding: <c>Width * BytesPerPixel</c> bytes.</summary>
    /// <param name="y">Row in memory, from 0.</param>
    /// <exception cref="InvalidOperationException">The pixels are on a GPU.</exception>
    public Span<byte> Row(int y)
    {
        if (IsOnGpu)
            throw new InvalidOperationException("The frame's pixels are in a GPU's memory.");
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return new(_data + (nint)y * Stride, Width * BytesPerPixel);
    }

    /// <summary>One row of the chroma plane without padding: a pair (U, V) for two columns each, the last perhaps alone.</summary>
    /// <param name="y">Row of the plane: half the row of the picture, rounded down.</param>
    /// <exception cref="InvalidOperationException">The format has no such plane.</exception>
    public Span<byte> ChromaRow(int y)
    {
        if (Format != PixelFormat.Nv12)
            throw new InvalidOperationException($"A frame of {Format} has no chroma plane.");
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)(Height + 1) / 2, nameof(y));
        return new(_data + (nint)(Height + y) * Stride, (Width + 1) / 2 * 2);
    }

    /// <summary>Bytes that it can hold without allocating.</summary>
    internal long Capacity => (long)_capacity;

    // Set by FrameMailbox: the frame was published and nobody has taken it yet.
    internal bool IsUnread { get; set; }

    /// <summary>
    /// Gives the frame a size and layout; allocates only when it outgrows its memory. The content is undefined afterwards, the
    /// transform is the default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is below 1 or above <see cref="MaxDimension"/>.</exception>
    public void Reshape(int width, int height, PixelFormat format)
    {
        CheckSize(width, height);
        LeaveGpu();
        int stride = StrideOf(width, format);
        nuint size = (nuint)stride * (nuint)RowsOf(height, format);
        if (size > _capacity)
        {
            Free();
            _data = (byte*)NativeMemory.AlignedAlloc(size, Alignment);
            _capacity = size;
        }
        (Width, Height, Stride, Format, _transform) = (width, height, stride, format, default);
    }

    /// <summary>
    /// Makes this a frame whose pixels lie in a GPU's memory, for who brings the images of a GPU API; allocates nothing. The transform is
    /// the default afterwards.
    /// </summary>
    /// <param name="width">Pixels of a row there, 1..<see cref="MaxDimension"/>.</param>
    /// <param name="height">Rows there, 1..<see cref="MaxDimension"/>.</param>
    /// <param name="format">Layout of a pixel, with one plane.</param>
    /// <param name="stride">Bytes from one row to the next there, a multiple of four pixels.</param>
    /// <param name="pixels">What holds them: disposed once this frame does not show them any more, on whatever thread that is.</param>
    /// <exception cref="ArgumentException">Size, format or stride is outside what a frame on a GPU can be.</exception>
    public void PlaceOnGpu(int width, int height, PixelFormat format, int stride, IDisposable pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        CheckSize(width, height);
        int group = 4 * SizeOf(format);
        if (format == PixelFormat.Nv12 || stride % group != 0 || stride < (long)width * SizeOf(format))
            throw new ArgumentException($"A row of {width} pixels {format} cannot take {stride} bytes on a GPU.", nameof(stride));
        LeaveGpu();
        (Width, Height, Stride, Format, _transform) = (width, height, stride, format, default);
        (IsOnGpu, GpuPixels) = (true, pixels);
    }

    /// <summary>
    /// Writes the upright picture as opaque BGRA, whatever format and transform are; black where <see cref="IsOnGpu"/>. Allocates nothing.
    /// </summary>
    /// <param name="target">
    /// First byte of the top row; <see cref="UprightHeight"/> rows of <see cref="UprightWidth"/> pixels, 4 bytes each.
    /// </param>
    /// <param name="stride">Bytes from one row to the next.</param>
    public void CopyToBgra(byte* target, int stride) => BgraPixels.Copy(this, target, stride);

    /// <summary>Throws unless the frame has been given a size, as every reader needs.</summary>
    /// <exception cref="ArgumentException">It has none yet.</exception>
    public void ThrowIfEmpty()
    {
        if (Width < 1 || Height < 1)
            throw new ArgumentException("The frame has no size yet: reshape and fill it first.", "frame");
    }

    /// <summary>
    /// Makes this frame an exact copy of another: size, pixels, transform, number, time and truth. Pixels on a GPU are not copied: the copy
    /// says that they are there, and has no <see cref="GpuPixels"/>.
    /// </summary>
    public void CopyFrom(Frame other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.IsOnGpu)
        {
            LeaveGpu();
            (Width, Height, Stride, Format, IsOnGpu) = (other.Width, other.Height, other.Stride, other.Format, true);
        }
        else
        {
            Reshape(other.Width, other.Height, other.Format);
            other.Pixels.CopyTo(Pixels);
        }
        (_transform, Sequence, CapturedAt, Truth) = (other._transform, other.Sequence, other.CapturedAt, other.Truth);
    }

    /// <summary>Frees the pixels. Calling it twice does nothing.</summary>
    public void Dispose()
    {
        LeaveGpu();
        Free();
        (Width, Height, Stride, _transform) = (0, 0, 0, default);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees native memory that its owner forgot.</summary>
    ~Frame() => Free();

    /// <summary>Lets go of pixels on a GPU; the frame is empty then.</summary>
    internal void LeaveGpu()
    {
        if (!IsOnGpu)
            return;
        IDisposable? pixels = GpuPixels;
        (IsOnGpu, GpuPixels, Width, Height, Stride) = (false, null, 0, 0, 0);
        pixels?.Dispose();
    }

    internal static int SizeOf(PixelFormat format) => format switch
    {
        PixelFormat.Gray8 or PixelFormat.Nv12 => 1,
        PixelFormat.Bgr8 or PixelFormat.Rgb8 => 3,
        PixelFormat.Bgra8 or PixelFormat.Rgba8 => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(format), $"There is no pixel format {(int)format}."),
    };

    /// <summary>Bytes from one row of a frame to the next.</summary>
    internal static int StrideOf(int width, PixelFormat format) => (width * SizeOf(format) + 63) & ~63;

    /// <summary>Rows of all planes.</summary>
    internal static int RowsOf(int height, PixelFormat format) => format == PixelFormat.Nv12 ? height + (height + 1) / 2 : height;

    private static void CheckSize(int width, int height)
    {
        if (width is < 1 or > MaxDimension || height is < 1 or > MaxDimension)
            throw new ArgumentOutOfRangeException(nameof(width), $"A frame of {width} x {height} pixels is outside 1..{MaxDimension}.");
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
        _capacity = 0;
    }
}
