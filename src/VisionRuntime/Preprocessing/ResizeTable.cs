namespace RealtimeCnn;

/// <summary>
/// One axis of a resize as a table: for each output coordinate the first source coordinate, how many neighbours count, and their weights.
/// </summary>
/// <remarks>Immutable, so any thread may read it. Weights of one coordinate sum to 1; zero weights at the ends are left out.</remarks>
public sealed class ResizeTable
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
        double scale = (double)sourceSize / resizedSize;
        // As wide as the filter can reach: Pillow's ksize, but never more than there are source pixels.
        double support = Support(filter) * Math.Max(scale, 1);
        int room = filter == ResizeFilter.Bilinear ? 2 : Math.Min((int)Math.Ceiling(support) * 2 + 1, sourceSize);
        double[] taps = new double[Math.Max(room, 1)];
        int[] firsts = new int[length], counts = new int[length];
        var rows = new float[length][];
        for (int i = 0; i < length; i++)
        {
            int first = filter == ResizeFilter.Bilinear
                ? BilinearTaps(start + i, scale, sourceSize, taps, out int count)
                : AntialiasedTaps(filter, start + i, scale, sourceSize, taps, out count);
            int skipped = 0;
            while (count > 1 && taps[skipped + count - 1] == 0) count--;
            while (count > 1 && taps[skipped] == 0) { skipped++; count--; }
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
    private static int AntialiasedTaps(ResizeFilter filter, int i, double scale, int sourceSize, double[] taps, out int count)
    {
        double filterScale = Math.Max(scale, 1);
        double support = Support(filter) * filterScale;
        double centre = (i + 0.5) * scale;
        int first = Math.Max((int)(centre - support + 0.5), 0);
        count = Math.Min((int)(centre + support + 0.5), sourceSize) - first;
        double sum = 0;
        for (int k = 0; k < count; k++)
        {
            double x = (first + k - centre + 0.5) / filterScale;
            taps[k] = filter == ResizeFilter.AntialiasedBicubic ? CatmullRom(x) : Triangle(x);
            sum += taps[k];
        }
        for (int k = 0; k < count; k++) taps[k] /= sum;
        return first;
    }

    private static double Support(ResizeFilter filter) => filter == ResizeFilter.AntialiasedBicubic ? 2 : 1;

    private static double Triangle(double x) => Math.Max(1 - Math.Abs(x), 0);

    // Keys' cubic convolution with a = -0.5 (R. Keys, 1981), as in Pillow's bicubic_filter.
    private static double CatmullRom(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        if (x < 1) return ((A + 2) * x - (A + 3)) * x * x + 1;
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
}
