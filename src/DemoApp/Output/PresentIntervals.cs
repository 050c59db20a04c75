using System.Diagnostics;
using System.Text.Json;

namespace RealtimeCnn.DemoApp;

/// <summary>Times between pictures on screen, as a histogram of whole milliseconds. Adding allocates nothing. One thread.</summary>
internal sealed class PresentIntervals
{
    private const int Longest = 10_000;

    private static readonly int[] Edges = [4, 8, 12, 17, 25, 34, 50, 67, 100, 150, 200, 300, 500, 1000, 2000, 5000, Longest];

    private readonly int[] _counts = new int[Longest + 1];
    private long _lastAt;
    private double _max;
    private double _maxWhileLoading;
    private int _total;

    /// <summary>Adds a picture.</summary>
    /// <param name="presentedAt">Stopwatch ticks.</param>
    /// <param name="whileLoading">Whether it is a new frame of the running model while another one is being loaded.</param>
    public void Add(long presentedAt, bool whileLoading = false)
    {
        if (_lastAt != 0)
        {
            double ms = Stopwatch.GetElapsedTime(_lastAt, presentedAt).TotalMilliseconds;
            _counts[Math.Clamp((int)ms, 0, Longest)]++;
            _max = Math.Max(_max, ms);
            if (whileLoading)
                _maxWhileLoading = Math.Max(_maxWhileLoading, ms);
            _total++;
        }
        _lastAt = presentedAt;
    }

    /// <summary>Leaves the time until the next picture out: nothing was to be shown.</summary>
    public void Rest() => _lastAt = 0;

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject("presentIntervals");
        json.WriteNumber("count", _total);
        json.WriteNumber("p50", Percentile(0.50));
        json.WriteNumber("p95", Percentile(0.95));
        json.WriteNumber("p99", Percentile(0.99));
        json.WriteNumber("max", FrameLog.Round(_max));
        json.WriteNumber("maxWhileLoading", FrameLog.Round(_maxWhileLoading));
        json.WriteStartArray("histogram");
        int from = 0;
        foreach (int edge in Edges)
        {
            json.WriteStartObject();
            json.WriteNumber("belowMs", edge);
            json.WriteNumber("count", _counts.AsSpan(from, edge - from).ToArray().Sum());
            json.WriteEndObject();
            from = edge;
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // The upper end of the millisecond in which the percentile lies.
    private int Percentile(double quantile)
    {
        long rank = (long)Math.Ceiling(quantile * _total), seen = 0;
        for (int ms = 0; ms <= Longest && _total > 0; ms++)
        {
            seen += _counts[ms];
            if (seen >= rank)
                return ms + 1;
        }
        return 0;
    }
}
