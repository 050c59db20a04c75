using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>Frames per second of the last two seconds, rests left out. One thread at a time; allocates nothing.</summary>
internal sealed class FrameRate
{
    private const double Seconds = 2;

    private readonly float[] _intervals = new float[512];
    private long _added;
    private long? _newest;

    /// <summary>Adds a frame that was finished at a time, in Stopwatch ticks.</summary>
    public void Add(long at)
    {
        if (_newest is { } before)
            _intervals[_added++ % _intervals.Length] = Math.Max(0, at - before) / (float)Stopwatch.Frequency;
        _newest = at;
    }

    /// <summary>Leaves the time until the next frame out: none is to come.</summary>
    public void Rest() => _newest = null;

    /// <summary>Forgets everything.</summary>
    public void Clear() => (_added, _newest) = (0, null);

    /// <summary>
    /// The rate at a time, in Stopwatch ticks: that of the newest frames, at least two, and less and less while the next one is overdue.
    /// </summary>
    public double At(long now)
    {
        double overdue = _newest is { } newest ? Math.Max(0, (now - newest) / (double)Stopwatch.Frequency) : 0, sum = 0;
        int count = 0, kept = (int)Math.Min(_added, _intervals.Length);
        for (; count < kept; count++)
        {
            double longer = sum + _intervals[(_added - 1 - count) % _intervals.Length];
            if (count > 0 && longer + overdue > Seconds)
                break;
            sum = longer;
        }
        return sum > 0 ? Math.Min(count / sum, (count + 1) / (sum + overdue)) : 0;
    }

    /// <summary>The rate at the newest frame.</summary>
    public double AtNewest => At(_newest ?? 0);
}
