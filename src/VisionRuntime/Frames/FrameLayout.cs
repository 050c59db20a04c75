namespace RealtimeCnn;

/// <summary>How a picture of the program's lies in its memory.</summary>
/// <param name="Width">Pixels of a row in memory, before any turn.</param>
/// <param name="Height">Rows in memory.</param>
/// <param name="Format">Layout of a pixel.</param>
/// <param name="Stride">Bytes from one row to the next, of both planes of NV12; 0 where rows follow each other without padding.</param>
/// <param name="Transform">How it becomes the upright picture.</param>
internal readonly record struct FrameLayout(int Width, int Height, PixelFormat Format, int Stride, FrameTransform Transform)
{
    /// <summary>Bytes of a pooled frame of this size.</summary>
    public long FrameBytes => (long)Frame.StrideOf(Width, Format) * Rows;

    // A pair (U, V) for two columns, the last perhaps alone, makes a row of odd width longer.
    private int RowBytes => Format == PixelFormat.Nv12 ? (Width + 1) / 2 * 2 : Width * Frame.SizeOf(Format);

    private int Rows => Frame.RowsOf(Height, Format);

    private int RowStride => Stride == 0 ? RowBytes : Stride;

    // As those know it too who call from another language: RGBA8.
    private string FormatName => Format.ToString().ToUpperInvariant();

    /// <summary>Checks all of it against the memory that there is.</summary>
    /// <param name="length">Bytes.</param>
    /// <exception cref="ArgumentException">It does not fit; the message says what and how much.</exception>
    public void Check(long length)
    {
        CheckSize();
        if (Stride != 0 && Stride < RowBytes)
        {
            throw new ArgumentOutOfRangeException(
                "stride", $"A row of {Width} pixels {FormatName} takes {RowBytes} bytes; the stride is {Stride}.");
        }
        long needed = (long)RowStride * (Rows - 1) + RowBytes;
        if (length < needed)
        {
            throw new ArgumentException(
                $"{Width} x {Height} pixels {FormatName} with a stride of {RowStride} take {needed} bytes; there are {length}.", "pixels");
        }
        Transform.Validate(Width, Height);
    }

    /// <summary>Checks size and format.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is outside what frames can be.</exception>
    public void CheckSize()
    {
        if (Width is < 1 or > Frame.MaxDimension)
            throw new ArgumentOutOfRangeException("width", $"A frame is 1 to {Frame.MaxDimension} pixels wide, not {Width}.");
        if (Height is < 1 or > Frame.MaxDimension)
            throw new ArgumentOutOfRangeException("height", $"A frame is 1 to {Frame.MaxDimension} pixels high, not {Height}.");
        if (!Enum.IsDefined(Format))
            throw new ArgumentOutOfRangeException("format", $"There is no pixel format {(int)Format}.");
    }

    /// <summary>Copies the picture; the frame takes its size, format and transform.</summary>
    public unsafe void CopyTo(Frame frame, byte* pixels)
    {
        frame.Reshape(Width, Height, Format);
        frame.Transform = Transform;
        long rest = (long)frame.Stride * (Rows - 1) + RowBytes;
        if (frame.Stride == RowStride)
        {
            Buffer.MemoryCopy(pixels, frame.Data, rest, rest);
            return;
        }
        for (int y = 0; y < Rows; y++)
            Buffer.MemoryCopy(pixels + (nint)y * RowStride, frame.Data + (nint)y * frame.Stride, RowBytes, RowBytes);
    }
}
