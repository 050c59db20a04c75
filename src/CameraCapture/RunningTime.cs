namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Time in which this process could do something: of a gap in which nobody asked, since it was stopped or got no processor, only a little
/// counts. For whoever asks at least as often as that little. Not safe for concurrent calls.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="mostAtOnce">What counts of a gap.</param>
internal sealed class RunningTime(TimeProvider time, TimeSpan mostAtOnce)
{
    private long _asked = time.GetTimestamp();
    private TimeSpan _passed;

    /// <summary>Time passed since this was made.</summary>
    public TimeSpan Now()
    {
        long now = time.GetTimestamp();
        TimeSpan gap = time.GetElapsedTime(_asked, now);
        _asked = now;
        return _passed += gap < mostAtOnce ? gap : mostAtOnce;
    }
}
