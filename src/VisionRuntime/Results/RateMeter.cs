using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>Turns a count that only grows into a rate, renewed every half second. One thread counts, any may read.</summary>
internal sealed class RateMeter
{
    private static readonly long Interval = Stopwatch.Frequency / 2;

    private long _countedAt;
    private long _counted;
    private double _perSecond;

    /// <summary>Growth per second over the last interval; 0 until one is over.</summary>
    public double PerSecond => Volatile.Read(ref _perSecond);

    /// <summary>Tells the count of this moment.</summary>
    /// <param name="total">Since the start.</param>
    /// <param name="now">Stopwatch ticks.</param>
    public void Count(long total, long now)
    {
        if (now - _countedAt <= Interval)
            return;
        if (_countedAt != 0)
            Volatile.Write(ref _perSecond, (total - _counted) * (double)Stopwatch.Frequency / (now - _countedAt));
        (_countedAt, _counted) = (now, total);
    }
}
