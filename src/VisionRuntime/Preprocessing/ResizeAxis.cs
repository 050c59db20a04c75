namespace RealtimeCnn;

/// <summary>
/// One axis of a separable resize: for every output coordinate the run of source coordinates that it mixes, and their weights, which
/// add up to 1. All runs have the same length and lie inside the source; short ones are filled up with weights of 0.
/// </summary>
internal sealed class ResizeAxis
{
    private ResizeAxis(int taps, int[] first, float[] weights) => (Taps, First, Weights) = (taps, first, weights);

    /// <summary>Length of every run.</summary>
    public int Taps { get; }

    /// <summary>First source coordinate of each run.</summary>
    public int[] First { get; }

    /// <summary>Weights, <see cref="Taps"/> for each output coordinate.</summary>
    public float[] Weights { get; }

    /// <summary>Builds the table.</summary>
    /// <param name="source">Pixels of the source axis.</param>
    /// <param name="scaled">Pixels that the whole axis is scaled to.</param>
    /// <param name="offset">First scaled coordinate wanted.</param>
    /// <param name="count">Number of coordinates wanted.</param>
    /// <param name="filter">Resampling filter.</param>
    public static ResizeAxis Build(int source, int scaled, int offset, int count, ResizeFilter filter)
    {
        double scale = (double)source / scaled;
        var runs = new (int First, double[] Weights)[count];
        for (int i = 0; i < count; i++)
            runs[i] = filter == ResizeFilter.Bilinear ? TwoTaps(source, (offset + i + 0.5) * scale - 0.5) : Antialiased(source, (offset + i + 0.5) * scale, scale, filter);

        int taps = runs.Max(run => run.Weights.Length);
        var first = new int[count];
        var weights = new float[count * taps];
        for (int i = 0; i < count; i++)
        {
            // Moved back where a full-length run would leave the source.
            first[i] = Math.Min(runs[i].First, source - taps);
            int shift = runs[i].First - first[i];
            for (int k = 0; k < runs[i].Weights.Length; k++)
                weights[i * taps + shift + k] = (float)runs[i].Weights[k];
        }
        return new ResizeAxis(taps, first, weights);
    }

    /// <summary>The same with the last coordinate repeated until the count is a multiple, so that loops need no remainder.</summary>
    public ResizeAxis PaddedTo(int multiple)
    {
        int count = First.Length, padded = (count + multiple - 1) / multiple * multiple;
        var first = new int[padded];
        var weights = new float[padded * Taps];
        for (int i = 0; i < padded; i++)
        {
            int from = Math.Min(i, count - 1);
            first[i] = First[from];
            Weights.AsSpan(from * Taps, Taps).CopyTo(weights.AsSpan(i * Taps));
        }
        return new ResizeAxis(Taps, first, weights);
    }

    private static (int First, double[] Weights) TwoTaps(int source, double position)
    {
        int first = (int)Math.Floor(position);
        double fraction = position - first;
        if (first < 0)
            return (0, [1.0]);
        if (first >= source - 1)
            return (source - 1, [1.0]);
        return (first, [1 - fraction, fraction]);
    }

    // The window and weights of Pillow's precompute_coeffs (src/libImaging/Resample.c).
    private static (int First, double[] Weights) Antialiased(int source, double centre, double scale, ResizeFilter filter)
    {
        double stretch = Math.Max(scale, 1);
        double support = (filter == ResizeFilter.AntialiasedBicubic ? 2 : 1) * stretch;
        int first = Math.Max(0, (int)(centre - support + 0.5));
        int end = Math.Min(source, (int)(centre + support + 0.5));
        if (end <= first) // a support that rounds to nothing: the nearest pixel
            return (Math.Clamp((int)centre, 0, source - 1), [1.0]);
        var weights = new double[end - first];
        for (int k = 0; k < weights.Length; k++)
        {
            double distance = Math.Abs((first + k - centre + 0.5) / stretch);
            weights[k] = filter == ResizeFilter.AntialiasedBicubic ? CatmullRom(distance) : Math.Max(0, 1 - distance);
        }
        double sum = weights.Sum();
        return sum == 0
            ? (Math.Clamp((int)centre, 0, source - 1), [1.0])
            : (first, Array.ConvertAll(weights, weight => weight / sum));
    }

    // Keys' cubic convolution kernel with a = -0.5 (R. Keys, 1981).
    private static double CatmullRom(double x)
    {
        const double A = -0.5;
        return x < 1 ? ((A + 2) * x - (A + 3)) * x * x + 1
            : x < 2 ? ((x - 5) * x + 8) * x * A - 4 * A
            : 0;
    }
}
