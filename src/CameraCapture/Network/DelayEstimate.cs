namespace RealtimeCnn.CameraCapture;

/// <summary>
/// How late the pictures of a stream with time stamps are: how far the clock has run ahead of the stamps, against the least that this has
/// been, as jitter buffers reckon it. The way of the least late picture remains unknown and counts as none. Not safe for concurrent calls.
/// </summary>
internal sealed class DelayEstimate
{
    /// <summary>
    /// How much faster than the sender's clock this one may run, in seconds per second, without that being taken for a delay: quartz
    /// clocks differ by less, and what is really held up grows faster.
    /// </summary>
    public const double ClockTolerance = 200e-6;

    private TimeSpan? _last;
    private TimeSpan _least;
    private TimeSpan _lastNow;

    /// <summary>A picture is there.</summary>
    /// <param name="stamp">Its time stamp. One that goes back begins anew.</param>
    /// <param name="now">Any monotonic time.</param>
    /// <returns>How late it is; zero for the first, never negative.</returns>
    public TimeSpan Next(TimeSpan stamp, TimeSpan now)
    {
        TimeSpan ahead = now - stamp;
        TimeSpan least = _least + ClockTolerance * (now - _lastNow);
        _least = _last is null || stamp < _last || ahead < least ? ahead : least;
        (_last, _lastNow) = (stamp, now);
        return ahead - _least;
    }
}
