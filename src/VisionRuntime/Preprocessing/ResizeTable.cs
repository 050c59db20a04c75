namespace RealtimeCnn;

/// <summary>
/// One axis of a resize as a table: for each output coordinate the first source coordinate, how many neighbours count, and their weights.
/// </summary>
/// <remarks>Immutable, so any thread may read it. Weights of one coordinate sum to 1; zero weights at the ends are left out.</remarks>
internal sealed class ResizeTable
{
    private readonly int[] _first;
    private readonly int[] _count;
    private readonly float[] _weights;

    private ResizeTable(int length, int maxTaps)
    {
        (_first, _count, _weights, MaxTaps) = (new int[length], new int[length], new float[length * maxTaps], maxTaps);
    }

    /// <summary>Number of output coordinates.</summary>
    public int Length => _first.Length;

    /// <summary>Room for weights per output coordinate; no coordinate has more taps.</summary>
    public int MaxTaps { get; }

    /// <summary>First source coordinate, in pixels.</summary>
    /// <param name="i">Output coordinate, 0..<see cref="Length"/> - 1.</param>
    public int First(int i) => _first[i];

    /// <summary>Number of taps, at least 1.</summary>
    /// <param name="i">Output coordinate.</param>
    public int Count(int i) => _count[i];

    /// <summary>Weights of the source coordinates from <see cref="First"/> on.</summary>
    /// <param name="i">Output coordinate.</param>
    public ReadOnlySpan<float> Weights(int i) => _weights.AsSpan(i * MaxTaps, _count[i]);

    /// <summary>
    /// Table for the output coordinates <paramref name="start"/>..<paramref name="start"/> + <paramref name="length"/> - 1 of a resize from
    /// <paramref name="sourceSize"/> to <paramref name="resizedSize"/> pixels.
    /// </summary>
    public static ResizeTable Create(ResizeFilter filter, int sourceSize, int resizedSize, int start, int length)
    {
        var kernel = ResizeKernel.Of(filter);
        double scale = (double)sourceSize / resizedSize;
        // As wide as the filter can reach: Pillow's ksize, but never more than there are source pixels.
        double support = kernel.Support * Math.Max(scale, 1);
        int room = kernel.IsStretched ? Math.Min((int)Math.Ceiling(support) * 2 + 1, sourceSize) : 2;
        double[] taps = new double[Math.Max(room, 1)];
        int[] firsts = new int[length], counts = new int[length];
        var rows = new float[length][];
        for (int i = 0; i < length; i++)
        {
            int first = kernel.IsStretched
                ? AntialiasedTaps(kernel, start + i, scale, sourceSize, taps, out int count)
                : BilinearTaps(start + i, scale, sourceSize, taps, out count);
            int skipped = 0;
            while (count > 1 && taps[skipped + count - 1] == 0)
                count--;
            while (count > 1 && taps[skipped] == 0)
                (skipped, count) = (skipped + 1, count - 1);
            (firsts[i], counts[i]) = (first + skipped, count);
            rows[i] = Array.ConvertAll(taps[skipped..(skipped + count)], w => (float)w);
        }
        var table = new ResizeTable(length, counts.DefaultIfEmpty(1).Max());
        for (int i = 0; i < length; i++)
        {
            (table._first[i], table._count[i]) = (firsts[i], counts[i]);
            rows[i].CopyTo(table._weights, i * table.MaxTaps);
        }
        return table;
    }

    /// <summary>The same table for an axis of a frame in memory, whose source coordinates are those of memory.</summary>
    public ResizeTable In(MemoryAxis axis)
    {
        var table = new ResizeTable(Length, MaxTaps);
        for (int i = 0; i < Length; i++)
        {
            (table._first[i], table._count[i]) = (axis.FirstOf(_first[i], _count[i]), _count[i]);
            Span<float> weights = table._weights.AsSpan(i * MaxTaps, _count[i]);
            Weights(i).CopyTo(weights);
            if (axis.IsReversed)
                weights.Reverse();
        }
        return table;
    }

    // Two neighbours at pixel centres; beyond the outermost centres the edge pixel alone.
    private static int BilinearTaps(int i, double scale, int sourceSize, double[] taps, out int count)
    {
        double position = Math.Clamp((i + 0.5) * scale - 0.5, 0, sourceSize - 1);
        int first = (int)position;
        double fraction = position - first;
        (taps[0], taps[1]) = (1 - fraction, fraction);
        count = first + 1 < sourceSize ? 2 : 1;
        return first;
    }

    // Pillow, src/libImaging/Resample.c, precompute_coeffs: the filter is stretched by the reduction, cut at the edges and renormalised.
    private static int AntialiasedTaps(ResizeKernel kernel, int i, double scale, int sourceSize, double[] taps, out int count)
    {
        double filterScale = Math.Max(scale, 1);
        double support = kernel.Support * filterScale;
        double centre = (i + 0.5) * scale;
        int first = Math.Max((int)(centre - support + 0.5), 0);
        count = Math.Min((int)(centre + support + 0.5), sourceSize) - first;
        double sum = 0;
        for (int k = 0; k < count; k++)
        {
            taps[k] = kernel.Weight((first + k - centre + 0.5) / filterScale);
            sum += taps[k];
        }
        for (int k = 0; k < count; k++)
            taps[k] /= sum;
        return first;
    }
}
