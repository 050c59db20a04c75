using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealtimeCnn;

/// <summary>
/// What the shader is told about one frame size. Same order and size as <c>cbuffer Parameters</c> in shaders/preprocess.hlsl.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ShaderParameters
{
    public const int Size = 112;

    public uint TensorWidth;
    public uint TensorHeight;
    public uint PictureLeft;
    public uint PictureTop;

    public uint PictureWidth;
    public uint PictureHeight;
    public uint BetweenRows;
    public uint TensorElements;

    public uint WordsPerDispatchRow;
    public uint MaxColumnTaps;
    public uint MaxRowTaps;
    public float Border;

    public uint ColumnWeights;
    public uint SourceRowOffsets;
    public uint RowTaps;
    public uint RowWeights;

    public PlaneValues Scale;
    public PlaneValues Offset;

    public uint IsTurned;
    private readonly uint _pad0, _pad1, _pad2; // constants come in rows of 16 bytes
}

/// <summary>A float4 of the shader, one value per plane.</summary>
[InlineArray(4)]
internal struct PlaneValues
{
    private float _first;
}

/// <summary>
/// What a GPU needs to preprocess frames of one shape by shaders/preprocess.hlsl: the taps of the resize as the shader reads them, and all
/// that it is told besides. Per column of the upright picture: its first tap and how many; four weights per tap. Per packed row of the
/// frame: where it starts, and its chroma. Per row of the picture: its first row between the passes and how many; a weight each.
/// </summary>
/// <remarks>
/// Rows between the passes are those that are packed, and a tap of a column is a group of four pixels with weights that are zero outside
/// the filter; where the frame is turned they are the columns that are packed, and a tap is a packed row, with one weight four times.
/// Immutable: any thread. The size of workgroups is that of the shader.
/// </remarks>
public sealed unsafe class ShaderTables
{
    private const int Workgroup = 64;

    // Every device takes this many workgroups in each dimension.
    private const int MaxWorkgroups = 65_535;

    private readonly ShaderParameters _parameters;
    private readonly FrameShape _shape;

    /// <summary>Works out everything for frames like one.</summary>
    /// <param name="spec">A valid description.</param>
    /// <param name="frame">Its size, format and transform count, not its pixels.</param>
    public ShaderTables(PreprocessSpec spec, Frame frame)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(frame);
        _shape = frame.Shape;
        var plan = ResizePlan.InMemory(spec, frame);
        Window = new FrameWindow(plan, frame);
        (ResizeTable columns, ResizeTable rows) = IsTurned ? (plan.Y, plan.X) : (plan.X, plan.Y);
        int columnTaps = Enumerable.Range(0, columns.Length).Max(x => TapsOf(columns, x).Count);
        var normalisation = Normalisation.Of(spec);
        uint words = (uint)(spec.ByteCount + 3) / 4, wordGroups = Math.Min(Workgroups(words), MaxWorkgroups);

        ref ShaderParameters p = ref _parameters;
        (p.TensorWidth, p.TensorHeight) = ((uint)spec.Width, (uint)spec.Height);
        (p.PictureLeft, p.PictureTop) = IsTurned ? ((uint)plan.Top, (uint)plan.Left) : ((uint)plan.Left, (uint)plan.Top);
        (p.PictureWidth, p.PictureHeight, p.IsTurned) = ((uint)columns.Length, (uint)rows.Length, IsTurned ? 1u : 0);
        uint perPass = IsTurned ? (uint)Window.Groups : (uint)Window.Rows.Length;
        p.BetweenRows = IsTurned ? perPass * FrameWindow.GroupPixels : perPass;
        (p.TensorElements, p.WordsPerDispatchRow) = ((uint)spec.ElementCount, wordGroups * Workgroup);
        (p.MaxColumnTaps, p.MaxRowTaps, p.Border) = ((uint)columnTaps, (uint)rows.MaxTaps, plan.Border);
        for (int plane = 0; plane < spec.ChannelCount; plane++)
            (p.Scale[plane], p.Offset[plane]) = (normalisation.Scale[plane], normalisation.Offset[plane]);

        p.ColumnWeights = Aligned(columns.Length * 8); // read as float4
        p.SourceRowOffsets = p.ColumnWeights + (uint)(columns.Length * columnTaps * 16);
        p.RowTaps = p.SourceRowOffsets + (uint)Window.Rows.Length * 8;
        p.RowWeights = p.RowTaps + (uint)rows.Length * 8;
        Bytes = new byte[p.RowWeights + rows.Length * rows.MaxTaps * 4];
        Fill(columns, rows);

        int channels = frame.Format == PixelFormat.Gray8 ? 1 : 3;
        IntermediateBytes = (long)channels * p.BetweenRows * columns.Length * 4;
        RowsGrid = (Workgroups((uint)columns.Length), perPass);
        ColumnsGrid = spec.Type == TensorType.Float32 && !spec.IsInterleaved
            ? (Workgroups((uint)spec.Width), (uint)(spec.ChannelCount * spec.Height))
            : (wordGroups, (Workgroups(words) + wordGroups - 1) / wordGroups);

        static uint Workgroups(uint threads) => (threads + Workgroup - 1) / Workgroup;
        static uint Aligned(int offset) => (uint)(offset + 15 & ~15);
    }

    /// <summary>Bytes of the part of a frame that is uploaded; 0 where frames are on the GPU (<see cref="Frame.IsOnGpu"/>).</summary>
    public long FrameBytes => Window.ByteCount;

    /// <summary>Content of the constant buffer.</summary>
    public ReadOnlySpan<byte> ParameterBytes => MemoryMarshal.AsBytes(new ReadOnlySpan<ShaderParameters>(in _parameters));

    /// <summary>Content of the table buffer.</summary>
    public ReadOnlySpan<byte> TableBytes => Bytes;

    /// <summary>Size of the buffer between the passes.</summary>
    public long IntermediateBytes { get; }

    /// <summary>Dispatch of the first pass.</summary>
    public (uint X, uint Y) RowsGrid { get; }

    /// <summary>Dispatch of the second pass.</summary>
    public (uint X, uint Y) ColumnsGrid { get; }

    private bool IsTurned => _shape.Transform.IsTurned;

    /// <summary>What of the frame is uploaded.</summary>
    internal FrameWindow Window { get; }

    internal ref readonly ShaderParameters Parameters => ref _parameters;

    internal byte[] Bytes { get; }

    /// <summary>What the shader is compiled for, in the order of its specialization constants, or of its macros.</summary>
    /// <param name="spec">The model's.</param>
    /// <param name="format">Format of the frames.</param>
    /// <returns>
    /// Values of the formats, orders and element types as in the shader, and whether the filter can leave 0..255 and channels lie side by
    /// side.
    /// </returns>
    public static (uint PixelFormat, uint Channels, bool ClipsOvershoot, uint ElementType, bool IsInterleaved) Variant(
        PreprocessSpec spec, PixelFormat format)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return ((uint)format, (uint)spec.Channels, ResizeKernel.Of(spec.Filter).Overshoots, (uint)spec.Type, spec.IsInterleaved);
    }

    /// <summary>Whether the tables are for frames of this size, format and transform.</summary>
    public bool Fits(Frame frame) => frame is not null && _shape == frame.Shape;

    /// <summary>Copies what is needed of a frame; allocates nothing.</summary>
    /// <param name="frame">One that <see cref="Fits"/>.</param>
    /// <param name="target"><see cref="FrameBytes"/> bytes.</param>
    public void Pack(Frame frame, byte* target) => Window.Pack(frame, target);

    private void Fill(ResizeTable columns, ResizeTable rows)
    {
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(Bytes.AsSpan());
        Span<float> values = MemoryMarshal.Cast<byte, float>(Bytes.AsSpan());
        int rowOffsets = (int)_parameters.SourceRowOffsets / 4;
        int rowTaps = (int)_parameters.RowTaps / 4, rowWeights = (int)_parameters.RowWeights / 4;

        for (int x = 0; x < columns.Length; x++)
        {
            (int first, int count) = TapsOf(columns, x);
            (words[x * 2], words[x * 2 + 1]) = ((uint)first, (uint)count);
            int start = (int)_parameters.ColumnWeights / 4 + x * (int)_parameters.MaxColumnTaps * FrameWindow.GroupPixels;
            ReadOnlySpan<float> weights = columns.Weights(x);
            if (!IsTurned)
                weights.CopyTo(values[(start + columns.First(x) - Window.FirstColumn - first * FrameWindow.GroupPixels)..]);
            for (int tap = 0; IsTurned && tap < count; tap++)
                values.Slice(start + tap * FrameWindow.GroupPixels, FrameWindow.GroupPixels).Fill(weights[tap]);
        }
        for (int row = 0; row < Window.Rows.Length; row++)
            (words[rowOffsets + row * 2], words[rowOffsets + row * 2 + 1]) = Window.OffsetOf(row);
        for (int y = 0; y < rows.Length; y++)
        {
            int first = IsTurned ? rows.First(y) - Window.FirstColumn : Window.Rows.BinarySearch(rows.First(y));
            (words[rowTaps + y * 2], words[rowTaps + y * 2 + 1]) = ((uint)first, (uint)rows.Count(y));
            rows.Weights(y).CopyTo(values[(rowWeights + y * rows.MaxTaps)..]);
        }
    }

    // What FilterRows sums for a column: groups of pixels, or packed rows.
    private (int First, int Count) TapsOf(ResizeTable columns, int x)
    {
        if (IsTurned)
            return (Window.Rows.BinarySearch(columns.First(x)), columns.Count(x));
        int start = columns.First(x) - Window.FirstColumn, end = start + columns.Count(x);
        int first = start / FrameWindow.GroupPixels;
        return (first, (end + FrameWindow.GroupPixels - 1) / FrameWindow.GroupPixels - first);
    }
}
