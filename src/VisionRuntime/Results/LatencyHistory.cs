using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>A part of a frame's life whose time is kept.</summary>
public enum Stage
{
    /// <summary>Waiting for the vision thread.</summary>
    Capture,

    /// <summary>Resize, crop, normalise.</summary>
    Preprocess,

    /// <summary>The network.</summary>
    Infer,

    /// <summary>Painting and presenting.</summary>
    Present,

    /// <summary>Capture to present.</summary>
    Total,
}

/// <summary>The stage times of the last frames, oldest first out. Adding and reading allocate nothing. One thread at a time.</summary>
public sealed class LatencyHistory
{
    private const int StageCount = (int)Stage.Total + 1;

    private readonly float[][] _ms = new float[StageCount][];
    private readonly float[] _sorted;
    private readonly long[] _finishedAt;
    private long _added;

    /// <summary>Makes an empty history.</summary>
    /// <param name="capacity">Frames kept, at least 1.</param>
    public LatencyHistory(int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        for (int i = 0; i < StageCount; i++)
            _ms[i] = new float[capacity];
        _sorted = new float[capacity];
        _finishedAt = new long[capacity];
    }

    /// <summary>Frames kept at most.</summary>
    public int Capacity => _sorted.Length;

    /// <summary>Frames kept now.</summary>
    public int Count => (int)Math.Min(_added, Capacity);

    /// <summary>Frames per second over at most the last two seconds of kept frames; 0 with fewer than two frames.</summary>
    public double FramesPerSecond
    {
        get
        {
            if (Count < 2)
                return 0;
            long newest = _finishedAt[Index(0)], oldest = newest;
            int intervals = 0;
            while (intervals + 1 < Count && newest - _finishedAt[Index(intervals + 1)] <= 2 * Stopwatch.Frequency)
                oldest = _finishedAt[Index(++intervals)];
            return newest == oldest ? 0 : intervals * (double)Stopwatch.Frequency / (newest - oldest);
        }
    }

    /// <summary>Adds one frame.</summary>
    public void Add(in StageTimings timings)
    {
        int i = (int)(_added % Capacity);
        _ms[(int)Stage.Capture][i] = (float)timings.CaptureMs;
        _ms[(int)Stage.Preprocess][i] = (float)timings.PreprocessMs;
        _ms[(int)Stage.Infer][i] = (float)timings.InferMs;
        _ms[(int)Stage.Present][i] = (float)timings.PresentMs;
        _ms[(int)Stage.Total][i] = (float)timings.TotalMs;
        _finishedAt[i] = timings.PresentedAt == 0 ? timings.InferredAt : timings.PresentedAt;
        _added++;
    }

    /// <summary>Milliseconds that one kept frame spent in a stage.</summary>
    /// <param name="stage">Which stage.</param>
    /// <param name="age">0 for the newest frame, up to <see cref="Count"/> - 1.</param>
    public float Milliseconds(Stage stage, int age)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)age, (uint)Count, nameof(age));
        return _ms[(int)stage][Index(age)];
    }

    /// <summary>
    /// Percentiles over the kept frames, by nearest rank. Sorts a copy in place: call it a few times a second, not per frame.
    /// </summary>
    /// <returns>Milliseconds; all 0 while there are no frames.</returns>
    public (double P50, double P95, double P99) Percentiles(Stage stage)
    {
        int n = Count;
        if (n == 0)
            return default;
        Span<float> sorted = _sorted.AsSpan(0, n);
        _ms[(int)stage].AsSpan(0, n).CopyTo(sorted);
        sorted.Sort();
        return (sorted[Rank(0.50, n)], sorted[Rank(0.95, n)], sorted[Rank(0.99, n)]);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _added = 0;

    private static int Rank(double quantile, int n) => Math.Max(0, (int)Math.Ceiling(quantile * n) - 1);

    private int Index(int age) => (int)((_added - 1 - age) % Capacity);
}
