namespace RealtimeCnn;

/// <summary>
/// The part of a frame that a plan reads, and how it is packed for the shader: only rows and columns that count, rows close together, each
/// in whole groups of four pixels (12 bytes of BGR or RGB, 16 with alpha, 4 of grey; of NV12 4 of luma and 4 of chroma). A frame that lies
/// on the GPU already is read there as it lies: nothing is packed.
/// </summary>
/// <remarks>Immutable, so any thread may pack with it.</remarks>
internal sealed unsafe class FrameWindow
{
    /// <summary>Pixels per group; the first column is a multiple of it.</summary>
    public const int GroupPixels = 4;

    private readonly int _frameWidth;
    private readonly PixelFormat _format;
    private readonly int[] _rows;
    private readonly int[] _chromaRows;
    private readonly int _strideOnGpu; // 0 where the frame is packed

    /// <summary>Works out what is packed.</summary>
    /// <param name="plan">In terms of memory.</param>
    /// <param name="frame">Its size and format count, not its pixels.</param>
    public FrameWindow(ResizePlan plan, Frame frame)
    {
        (_frameWidth, _format, _strideOnGpu) = (frame.Width, frame.Format, frame.IsOnGpu ? frame.Stride : 0);
        (int first, int end) = plan.NeededColumns;
        (FirstColumn, EndColumn) = (first / GroupPixels * GroupPixels, end);

        var isNeeded = new bool[frame.Height];
        for (int y = 0; y < plan.Height; y++)
            isNeeded.AsSpan(plan.Y.First(y), plan.Y.Count(y)).Fill(true);
        _rows = [.. Enumerable.Range(0, frame.Height).Where(y => isNeeded[y])];
        _chromaRows = _format == PixelFormat.Nv12 ? [.. _rows.Select(y => y / 2).Distinct()] : [];

        Groups = (end - FirstColumn + GroupPixels - 1) / GroupPixels;
        RowBytes = Groups * GroupPixels * frame.BytesPerPixel;
        ByteCount = frame.IsOnGpu ? 0 : (long)RowBytes * (_rows.Length + _chromaRows.Length);
    }

    /// <summary>First column that is packed.</summary>
    public int FirstColumn { get; }

    /// <summary>Column behind the last that is packed.</summary>
    public int EndColumn { get; }

    /// <summary>Groups of pixels in a packed row.</summary>
    public int Groups { get; }

    /// <summary>The rows of the frame that are packed, in order. Taps of one output row are neighbours here too.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>Bytes from one packed row to the next.</summary>
    public int RowBytes { get; }

    /// <summary>Bytes of all packed rows; more than an int holds only in theory, which the device's limit then refuses.</summary>
    public long ByteCount { get; }

    /// <summary>Where a row starts for the shader, and its chroma (0 without), in bytes.</summary>
    /// <param name="row">Index into <see cref="Rows"/>.</param>
    public (uint Pixels, uint Chroma) OffsetOf(int row)
    {
        if (_strideOnGpu > 0)
            return ((uint)(_rows[row] * _strideOnGpu + FirstColumn * Frame.SizeOf(_format)), 0);
        int chroma = Array.BinarySearch(_chromaRows, _rows[row] / 2);
        return ((uint)(row * RowBytes), chroma < 0 ? 0 : (uint)((_rows.Length + chroma) * RowBytes));
    }

    /// <summary>
    /// Copies the window of a frame. What lies behind a row's last column up to a whole group is left as it is; its weights are 0.
    /// </summary>
    /// <param name="frame">Of the size and format that this window was made for.</param>
    /// <param name="target"><see cref="ByteCount"/> bytes.</param>
    public void Pack(Frame frame, byte* target)
    {
        int start = FirstColumn * frame.BytesPerPixel, length = (EndColumn - FirstColumn) * frame.BytesPerPixel;
        foreach (int y in _rows)
        {
            new ReadOnlySpan<byte>(frame.Data + (nint)y * frame.Stride + start, length).CopyTo(new Span<byte>(target, length));
            target += RowBytes;
        }
        if (_format != PixelFormat.Nv12)
            return;
        int pairs = Math.Min((EndColumn + 1) / 2, (_frameWidth + 1) / 2) * 2 - start;
        foreach (int y in _chromaRows)
        {
            frame.ChromaRow(y).Slice(start, pairs).CopyTo(new Span<byte>(target, pairs));
            target += RowBytes;
        }
    }
}
