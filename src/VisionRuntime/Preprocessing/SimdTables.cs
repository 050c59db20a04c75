namespace RealtimeCnn;

/// <summary>Which code computes the rows of a picture.</summary>
internal enum SimdRoute
{
    /// <summary>Any combination, floats; the horizontal pass comes first only for bicubic.</summary>
    General,

    /// <summary>Vertical pass first, in fixed point; that of bicubic, of turned frames, in floats. Needs AVX2.</summary>
    Antialiased,

    /// <summary>Two rows, two columns, one pass. Needs AVX2.</summary>
    Bilinear,

    /// <summary>Horizontal pass in fixed point first, then the vertical one in floats. Needs AVX2.</summary>
    HorizontalFirst,
}

/// <summary>
/// The weights of a <see cref="ResizePlan"/> laid out for vectors: columns in blocks of eight, the last block filled up with columns of
/// weight 0, so that kernels need no special case inside a block.
/// </summary>
internal sealed unsafe class SimdTables
{
    /// <summary>Columns per block.</summary>
    public const int Block = 8;

    /// <summary>Most taps for which the errors of the fixed-point vertical pass, 1/256 level each, stay far inside the tolerance.</summary>
    private const int MaxFixedPointTaps = 16;

    // Most taps of a column for which bicubic's weights may be rounded twice: as words, and times rounded words.
    private const int MaxPairedTaps = 32;

    // Reading whole vectors may pass the end of a row by less than this.
    private const int Padding = 128;

    private readonly bool _isReversed;

    public SimdTables(PreprocessSpec spec, Frame frame, bool hasLanes)
    {
        Shape = frame.Shape;
        Plan = ResizePlan.InMemory(spec, frame);
        (TargetWidth, TargetHeight) = IsTurned ? (spec.Height, spec.Width) : (spec.Width, spec.Height);
        _isReversed = (IsTurned ? frame.UprightColumns : frame.UprightRows).IsReversed;
        Route = ChooseRoute(spec, hasLanes);
        int pixel = frame.BytesPerPixel, width = Plan.Width;
        int padded = (width + Block - 1) / Block * Block;

        (FirstColumn, EndColumn) = Plan.NeededColumns;
        (FirstRow, EndRow) = Plan.NeededRows;
        (FirstByte, ByteCount) = (FirstColumn * pixel, (EndColumn - FirstColumn) * pixel);

        Offsets = new PinnedBuffer<nint>(padded);
        for (int x = 0; x < padded; x++)
            Offsets.Span[x] = (Plan.X.First(Math.Min(x, width - 1)) - FirstColumn) * pixel;
        Pairs = (Plan.X.MaxTaps + 1) / 2;
        if (EndRow == frame.Height)
            LastRow = new PinnedBuffer<byte>((frame.Width + Pairs * 2) * pixel + Padding);

        // Bicubic filters along the upright picture's rows first, because it clips in between: those are columns here if it is turned.
        bool overshoots = ResizeKernel.Of(spec.Filter).Overshoots;
        if (Route == SimdRoute.General && (IsTurned || !overshoots) || Route == SimdRoute.Antialiased && overshoots)
            Sums = new PinnedBuffer<float>(ByteCount + Padding);
        else if (Route is SimdRoute.General or SimdRoute.HorizontalFirst)
        {
            RingLength = Plan.Y.MaxTaps;
            RingRows = new int[RingLength];
            Ring = new PinnedBuffer<float>(RingLength * padded * 4);
        }
        if (Route != SimdRoute.General)
        {
            WeightBits = FixedPointBits(Plan.X);
            PairWeights = PackPairs(Plan.X, padded, Pairs, WeightBits);
            int words = (ByteCount + Padding) / 64 * 64 + Pairs * 2 * pixel + Padding;
            if (Route == SimdRoute.Antialiased)
                Row = new PinnedBuffer<short>(words);
            if (Route == SimdRoute.Antialiased && !overshoots)
                RowWeights = PackRows(Plan.Y);
            RowBits = overshoots ? 6 : 7;
        }
        PaddedWidth = padded;
        if (!IsTurned)
            return;
        PaddedTargetWidth = (TargetWidth + Block - 1) / Block * Block;
        TurnedRows = new PinnedBuffer<float>(spec.ChannelCount * Block * PaddedTargetWidth);
        if (!SimdPreprocessor.IsWrittenInPlace(spec))
            TurnedTensor = new PinnedBuffer<float>(spec.ElementCount);
    }

    /// <summary>The frames that the tables are for.</summary>
    public FrameShape Shape { get; }

    /// <summary>Whether rows that come of these tables are columns of the tensor.</summary>
    public bool IsTurned => Shape.Transform.IsTurned;

    /// <summary>Whether pixels begin with red.</summary>
    public bool IsRedFirst => Shape.Format is PixelFormat.Rgb8 or PixelFormat.Rgba8;

    /// <summary>In terms of memory.</summary>
    public ResizePlan Plan { get; }

    /// <summary>Width of what comes of these tables: the tensor's, or its height.</summary>
    public int TargetWidth { get; }

    /// <summary>Height of what comes of these tables.</summary>
    public int TargetHeight { get; }

    /// <summary>
    /// The row to make as the i-th of some: the first one in memory first, because the processor fetches ahead from there on.
    /// </summary>
    public int InOrder(int i, int count) => _isReversed ? count - 1 - i : i;

    /// <summary><see cref="TargetWidth"/> rounded up to whole blocks.</summary>
    public int PaddedTargetWidth { get; }

    /// <summary>Of each plane, as many rows as a block has columns, which become columns; null unless turned.</summary>
    public PinnedBuffer<float>? TurnedRows { get; }

    /// <summary>A tensor of floats, of which halves are made; null unless turned and needed.</summary>
    public PinnedBuffer<float>? TurnedTensor { get; }

    public SimdRoute Route { get; }

    /// <summary>Picture width rounded up to whole blocks.</summary>
    public int PaddedWidth { get; }

    /// <summary>First column of the frame that is needed.</summary>
    public int FirstColumn { get; }

    /// <summary>Column behind the last one that is needed.</summary>
    public int EndColumn { get; }

    /// <summary>First row of the frame that is needed.</summary>
    public int FirstRow { get; }

    /// <summary>Row behind the last one that is needed.</summary>
    public int EndRow { get; }

    /// <summary>First byte of a source row that any column needs.</summary>
    public int FirstByte { get; }

    /// <summary>Number of bytes of a source row from there on that columns need.</summary>
    public int ByteCount { get; }

    /// <summary>Per column: where its first pixel lies, in bytes from <see cref="FirstByte"/>.</summary>
    public PinnedBuffer<nint> Offsets { get; }

    /// <summary>A copy of the frame's last row with room behind it for whole-vector reads; null when that row is not needed.</summary>
    public PinnedBuffer<byte>? LastRow { get; }

    /// <summary>Taps of a column, in pairs.</summary>
    public int Pairs { get; }

    /// <summary>Weights in <see cref="PairWeights"/> are fractions of 2 to this power.</summary>
    public int WeightBits { get; }

    /// <summary>
    /// For block, column v = 0..3, pair: 16 words, which are the two weights four times for column v, then four times for column v + 4.
    /// </summary>
    public PinnedBuffer<short>? PairWeights { get; }

    /// <summary>
    /// Per row and tap: the weight as a fraction of 65536, twice, so that one 32-bit broadcast fills a vector. Null where the vertical pass
    /// is in floats, because weights are negative too.
    /// </summary>
    public PinnedBuffer<uint>? RowWeights { get; }

    /// <summary>One row after the vertical pass, in signed words.</summary>
    public PinnedBuffer<short>? Row { get; }

    /// <summary>Fraction bits of those words: 7, for 255 &lt;&lt; 7 still fits; 6 where sums of them may overshoot.</summary>
    public int RowBits { get; }

    /// <summary>
    /// One row after a vertical pass in floats, a float per byte; null where the horizontal pass comes first, or all is in fixed point.
    /// </summary>
    public PinnedBuffer<float>? Sums { get; }

    /// <summary>Rows after the horizontal pass, four floats per column; row r of the frame lies in slot r modulo the length.</summary>
    public PinnedBuffer<float>? Ring { get; }

    /// <summary>Slots of the ring.</summary>
    public int RingLength { get; }

    /// <summary>Which row of the frame each slot holds, or -1.</summary>
    public int[] RingRows { get; } = [];

    private SimdRoute ChooseRoute(PreprocessSpec spec, bool hasLanes)
    {
        if (!hasLanes || Shape.Format == PixelFormat.Gray8 || spec.Channels == ChannelOrder.Grey)
            return SimdRoute.General;
        if (IsTurned && ResizeKernel.Of(spec.Filter).Overshoots)
            return Plan.X.MaxTaps <= MaxPairedTaps ? SimdRoute.Antialiased : SimdRoute.General;
        return spec.Filter switch
        {
            ResizeFilter.Bilinear => SimdRoute.Bilinear,
            // Enlarging, the triangle filter is plain bilinear; at equal size it copies, which the two-tap kernel does exactly.
            ResizeFilter.AntialiasedBilinear when Plan.X.MaxTaps <= 2 && Plan.Y.MaxTaps <= 2 => SimdRoute.Bilinear,
            ResizeFilter.AntialiasedBilinear when Plan.Y.MaxTaps <= MaxFixedPointTaps => SimdRoute.Antialiased,
            _ => SimdRoute.HorizontalFirst,
        };
    }

    // As many bits as the largest weight leaves in a signed word, and at most 16: a sum of 16-bit values times weights fits in 32 bits.
    private static int FixedPointBits(ResizeTable table)
    {
        float largest = 0;
        for (int i = 0; i < table.Length; i++)
        {
            foreach (float weight in table.Weights(i))
                largest = Math.Max(largest, weight);
        }
        int bits = 16;
        while (largest * (1 << bits) > short.MaxValue)
            bits--;
        return bits;
    }

    private static PinnedBuffer<short> PackPairs(ResizeTable table, int padded, int pairs, int bits)
    {
        var packed = new PinnedBuffer<short>(padded * pairs * 8);
        Span<int> rounded = new int[pairs * 2];
        for (int x = 0; x < table.Length; x++)
        {
            Round(table.Weights(x), 1 << bits, rounded);
            int block = x / Block, v = x % 4, lane = x % Block / 4;
            for (int pair = 0; pair < pairs; pair++)
            {
                Span<short> words = packed.Span.Slice(((block * 4 + v) * pairs + pair) * 16 + lane * 8, 8);
                for (int k = 0; k < 8; k++)
                    words[k] = (short)rounded[pair * 2 + k % 2];
            }
        }
        return packed;
    }

    private static PinnedBuffer<uint> PackRows(ResizeTable table)
    {
        var packed = new PinnedBuffer<uint>(table.Length * table.MaxTaps);
        Span<int> rounded = new int[table.MaxTaps];
        for (int y = 0; y < table.Length; y++)
        {
            Round(table.Weights(y), 65536, rounded);
            // A lone weight of 1 does not fit: 65535/65536 costs at most 1/256 level.
            for (int k = 0; k < table.Count(y); k++)
                packed.Span[y * table.MaxTaps + k] = (uint)Math.Min(rounded[k], 65535) * 0x10001;
        }
        return packed;
    }

    // Rounds the weights to fractions of one; the largest takes what is missing, so that a flat picture stays flat.
    private static void Round(ReadOnlySpan<float> weights, int one, Span<int> rounded)
    {
        rounded.Clear();
        int sum = 0, largest = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            rounded[k] = (int)MathF.Round(weights[k] * one);
            sum += rounded[k];
            if (weights[k] > weights[largest])
                largest = k;
        }
        rounded[largest] += one - sum;
    }
}
