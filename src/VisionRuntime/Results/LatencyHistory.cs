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

/// <summary>
/// The stage times of the last frames of one model, oldest first out, and the rate of all. Adding and reading allocate nothing. One thread
/// at a time.
/// </summary>
public sealed class LatencyHistory
{
    private const int StageCount = (int)Stage.Total + 1;

    private readonly float[][] _ms = new float[StageCount][];
    private readonly float[] _sorted;
    private readonly FrameRate _rate = new();
    private (string Model, string Backend, string Preprocess) _of = ("", "", "");
    private long _added;

    /// <summary>Makes an empty history.</summary>
    /// <param name="capacity">Frames kept, at least 1.</param>
    public LatencyHistory(int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        for (int i = 0; i < StageCount; i++)
            _ms[i] = new float[capacity];
        _sorted = new float[capacity];
    }

    /// <summary>Frames kept at most.</summary>
    public int Capacity => _sorted.Length;

    /// <summary>Frames kept now.</summary>
    public int Count => (int)Math.Min(_added, Capacity);

    /// <summary>
    /// Frames per second, whatever model they were of, over the last two seconds up to the newest frame and at least two frames; rests are
    /// left out. 0 before the second frame.
    /// </summary>
    public double FramesPerSecond => _rate.AtNewest;

    /// <summary>
    /// Adds one frame. The times kept are of one model on one backend and one preprocessor: those of others are forgotten.
    /// </summary>
    public void Add(FrameResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (_of != (result.Model, result.Backend, result.Preprocess))
            (_of, _added) = ((result.Model, result.Backend, result.Preprocess), 0);
        Add(result.Timings);
    }

    /// <summary>Adds one frame of the same model as those before.</summary>
    public void Add(in StageTimings timings)
    {
        int i = (int)(_added % Capacity);
        _ms[(int)Stage.Capture][i] = (float)timings.CaptureMs;
        _ms[(int)Stage.Preprocess][i] = (float)timings.PreprocessMs;
        _ms[(int)Stage.Infer][i] = (float)timings.InferMs;
        _ms[(int)Stage.Present][i] = (float)timings.PresentMs;
        _ms[(int)Stage.Total][i] = (float)timings.TotalMs;
        _added++;
        _rate.Add(timings.PresentedAt == 0 ? timings.InferredAt : timings.PresentedAt);
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

    /// <summary>Leaves the time until the next frame out of the rate: the source stands still on purpose.</summary>
    public void Rest() => _rate.Rest();

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _added = 0;
        _rate.Clear();
    }

    /// <summary>The rate at a time, in Stopwatch ticks: less and less while the next frame is overdue.</summary>
    internal double FramesPerSecondAt(long now) => _rate.At(now);

    private static int Rank(double quantile, int n) => Math.Max(0, (int)Math.Ceiling(quantile * n) - 1);

    private int Index(int age) => (int)((_added - 1 - age) % Capacity);
}
