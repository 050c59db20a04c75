namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Keeps the pace that the time stamps of frames set: says how long each must wait. Pure: told every time, holds no clock. Not safe for
/// concurrent calls.
/// </summary>
internal sealed class CapturePace
{
    /// <summary>
    /// Further apart than any two frames that are meant to be: a leap, as backwards ones are, which recordings have that were joined. The
    /// step before it is repeated.
    /// </summary>
    public static readonly TimeSpan Leap = TimeSpan.FromHours(1);

    // What is later than that does not catch up in a burst.
    private static readonly TimeSpan MostBehind = TimeSpan.FromSeconds(0.1);

    private TimeSpan? _last;
    private TimeSpan _due;
    private TimeSpan _step;

    /// <summary>A frame is there.</summary>
    /// <param name="time">Its time stamp.</param>
    /// <param name="now">Any monotonic time.</param>
    /// <returns>How long it is too early; never negative.</returns>
    public TimeSpan WaitFor(TimeSpan time, TimeSpan now)
    {
        if (_last is { } last && time - last >= TimeSpan.Zero && time - last <= Leap)
            _step = time - last;
        _due = _last is null ? now : Max(_due + _step, now - MostBehind);
        _last = time;
        return Max(_due - now, TimeSpan.Zero);
    }

    /// <summary>There is no further frame.</summary>
    /// <returns>How long the last one is still to be seen: as long as the one before it.</returns>
    public TimeSpan WaitForEnd(TimeSpan now) => _last is null ? TimeSpan.Zero : Max(_due + _step - now, TimeSpan.Zero);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
