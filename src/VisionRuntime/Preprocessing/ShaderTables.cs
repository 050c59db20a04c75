using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealtimeCnn;

/// <summary>
/// What the shader is told about one frame size. Same order and size as <c>cbuffer Parameters</c> in shaders/preprocess.hlsl.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ShaderParameters
{
    public const int Size = 96;

    public uint TensorWidth;
    public uint TensorHeight;
    public uint PictureLeft;
    public uint PictureTop;

    public uint PictureWidth;
    public uint PictureHeight;
    public uint SourceRows;
    public uint TensorElements;

    public uint PairsPerDispatchRow;
    public uint MaxColumnGroups;
    public uint MaxRowTaps;
    public float Border;

    public uint ColumnWeights;
    public uint SourceRowOffsets;
    public uint RowTaps;
    public uint RowWeights;

    public PlaneValues Scale;
    public PlaneValues Offset;
}

/// <summary>A float4 of the shader, one value per plane.</summary>
[InlineArray(4)]
internal struct PlaneValues
{
    private float _first;
}

/// <summary>
/// What a GPU needs to preprocess frames of one size by shaders/preprocess.hlsl: the taps of the resize as the shader reads them, and all
/// that it is told besides. Per column: its first group of four
/// pixels and how many; four weights per group, zero outside the filter. Per packed source row: where it starts, and its chroma. Per row:
/// its first packed source row and how many; a weight each.
/// </summary>
/// <remarks>Immutable: any thread. The size of workgroups is that of the shader.</remarks>
public sealed unsafe class ShaderTables
{
    private const int Workgroup = 64;

    // Every device takes this many workgroups in each dimension.
    private const int MaxWorkgroups = 65_535;

    private readonly ShaderParameters _parameters;

    /// <summary>Works out everything for frames of one size and format.</summary>
    /// <param name="spec">A valid description.</param>
    /// <param name="frameWidth">Frame width in pixels.</param>
    /// <param name="frameHeight">Frame height in pixels.</param>
    /// <param name="format">Frame format.</param>
    public ShaderTables(PreprocessSpec spec, int frameWidth, int frameHeight, PixelFormat format)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var plan = ResizePlan.Create(spec, frameWidth, frameHeight);
        Window = new FrameWindow(plan, frameWidth, frameHeight, format);
        int columnGroups = Enumerable.Range(0, plan.Width).Max(x => GroupsOf(plan.X, x).Count);
        var normalisation = Normalisation.Of(spec);
        uint pairs = (uint)(spec.ElementCount + 1) / 2, pairGroups = Math.Min(Workgroups(pairs), MaxWorkgroups);

        ref ShaderParameters p = ref _parameters;
        (p.TensorWidth, p.TensorHeight) = ((uint)spec.Width, (uint)spec.Height);
        (p.PictureLeft, p.PictureTop) = ((uint)plan.Left, (uint)plan.Top);
        (p.PictureWidth, p.PictureHeight) = ((uint)plan.Width, (uint)plan.Height);
        (p.SourceRows, p.TensorElements, p.PairsPerDispatchRow) =
            ((uint)Window.Rows.Length, (uint)spec.ElementCount, pairGroups * Workgroup);
        (p.MaxColumnGroups, p.MaxRowTaps, p.Border) = ((uint)columnGroups, (uint)plan.Y.MaxTaps, plan.Border);
        for (int plane = 0; plane < spec.ChannelCount; plane++)
            (p.Scale[plane], p.Offset[plane]) = (normalisation.Scale[plane], normalisation.Offset[plane]);

        p.ColumnWeights = Aligned(plan.Width * 8); // read as float4
        p.SourceRowOffsets = p.ColumnWeights + (uint)(plan.Width * columnGroups * 16);
        p.RowTaps = p.SourceRowOffsets + p.SourceRows * 8;
        p.RowWeights = p.RowTaps + (uint)plan.Height * 8;
        Bytes = new byte[p.RowWeights + plan.Height * plan.Y.MaxTaps * 4];
        Fill(plan);

        int channels = format == PixelFormat.Gray8 ? 1 : 3;
        IntermediateBytes = (long)channels * Window.Rows.Length * plan.Width * 4;
        RowsGrid = (Workgroups((uint)plan.Width), p.SourceRows);
        ColumnsGrid = spec.Type == TensorType.Float16
            ? (pairGroups, (Workgroups(pairs) + pairGroups - 1) / pairGroups)
            : (Workgroups((uint)spec.Width), (uint)(spec.ChannelCount * spec.Height));

        static uint Workgroups(uint threads) => (threads + Workgroup - 1) / Workgroup;
        static uint Aligned(int offset) => (uint)(offset + 15 & ~15);
    }

    /// <summary>Bytes of the part of a frame that is uploaded.</summary>
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

    /// <summary>What of the frame is uploaded.</summary>
    internal FrameWindow Window { get; }

    internal ref readonly ShaderParameters Parameters => ref _parameters;

    internal byte[] Bytes { get; }

    /// <summary>What the shader is compiled for, in the order of its specialization constants, or of its macros.</summary>
    /// <param name="spec">The model's.</param>
    /// <param name="format">Format of the frames.</param>
    /// <returns>
    /// Values of the formats and orders as in the shader, and whether the filter can leave 0..255 and elements have 16 bits.
    /// </returns>
    public static (uint PixelFormat, uint Channels, bool ClipsOvershoot, bool WritesHalf) Variant(PreprocessSpec spec, PixelFormat format)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return ((uint)format, (uint)spec.Channels, ResizeKernel.Of(spec.Filter).Overshoots, spec.Type == TensorType.Float16);
    }

    /// <summary>Copies what is needed of a frame; allocates nothing.</summary>
    /// <param name="frame">Of the size and format that this was made for.</param>
    /// <param name="target"><see cref="FrameBytes"/> bytes.</param>
    public void Pack(Frame frame, byte* target) => Window.Pack(frame, target);

    private void Fill(ResizePlan plan)
    {
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(Bytes.AsSpan());
        Span<float> values = MemoryMarshal.Cast<byte, float>(Bytes.AsSpan());
        int columnWeights = (int)_parameters.ColumnWeights / 4, rowOffsets = (int)_parameters.SourceRowOffsets / 4;
        int rowTaps = (int)_parameters.RowTaps / 4, rowWeights = (int)_parameters.RowWeights / 4;

        for (int x = 0; x < plan.Width; x++)
        {
            (int first, int count) = GroupsOf(plan.X, x);
            (words[x * 2], words[x * 2 + 1]) = ((uint)first, (uint)count);
            int lead = plan.X.First(x) - Window.FirstColumn - first * FrameWindow.GroupPixels;
            plan.X.Weights(x).CopyTo(values[(columnWeights + x * (int)_parameters.MaxColumnGroups * FrameWindow.GroupPixels + lead)..]);
        }
        for (int row = 0; row < Window.Rows.Length; row++)
            (words[rowOffsets + row * 2], words[rowOffsets + row * 2 + 1]) = Window.OffsetOf(row);
        for (int y = 0; y < plan.Height; y++)
        {
            (words[rowTaps + y * 2], words[rowTaps + y * 2 + 1]) =
                ((uint)Window.Rows.BinarySearch(plan.Y.First(y)), (uint)plan.Y.Count(y));
            plan.Y.Weights(y).CopyTo(values[(rowWeights + y * plan.Y.MaxTaps)..]);
        }
    }

    private (int First, int Count) GroupsOf(ResizeTable columns, int x)
    {
        int start = columns.First(x) - Window.FirstColumn, end = start + columns.Count(x);
        int first = start / FrameWindow.GroupPixels;
        return (first, (end + FrameWindow.GroupPixels - 1) / FrameWindow.GroupPixels - first);
    }
}
