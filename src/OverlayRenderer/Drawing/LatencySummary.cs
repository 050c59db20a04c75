using System.Diagnostics;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>The figures shown for the latency, renewed four times a second: faster could not be read, and they cost a sort.</summary>
internal sealed class LatencySummary
{
    private static readonly long Interval = Stopwatch.Frequency / 4;

    private readonly (double P50, double P95, double P99)[] _stages = new (double, double, double)[(int)Stage.Total + 1];
    private LatencyHistory? _of;
    private long _renewedAt;
    private int _countThen;

    /// <summary>Milliseconds, indexed by <see cref="Stage"/>.</summary>
    public ReadOnlySpan<(double P50, double P95, double P99)> Stages => _stages;

    /// <summary>Frames that the figures rest on.</summary>
    public int Frames { get; private set; }

    /// <summary>Total of the newest frame at the time of renewal.</summary>
    public double Newest { get; private set; }

    public void Renew(LatencyHistory? history)
    {
        long now = Stopwatch.GetTimestamp();
        int count = history?.Count ?? 0;
        bool emptied = count < _countThen || (_countThen == 0 && count > 0);
        if (ReferenceEquals(history, _of) && !emptied && now - _renewedAt < Interval)
            return;
        (_of, _renewedAt, _countThen, Frames) = (history, now, count, count);
        for (Stage stage = Stage.Capture; stage <= Stage.Total; stage++)
            _stages[(int)stage] = history?.Percentiles(stage) ?? default;
        Newest = count > 0 ? history!.Milliseconds(Stage.Total, 0) : double.NaN;
    }
}
