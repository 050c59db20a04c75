namespace RealtimeCnn.CameraCapture;

/// <summary>
/// What a user should know of a session that runs: how its device was opened, and that its pictures come late. One thread, but for
/// <see cref="Text"/>. Allocates only when the words change.
/// </summary>
internal sealed class SourceNote(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    private string? _ofDelay;
    private string? _text;
    private int _secondsLate;
    private TimeSpan _least = TimeSpan.MaxValue;
    private long _windowStart;

    /// <summary>The words; null if there is nothing to say. A delay comes first. Any thread.</summary>
    public string? Text => Volatile.Read(ref _text);

    /// <summary>A picture was read. What counts is how late the least late one within two seconds was: bursts are no delay.</summary>
    /// <param name="arrivedAt">When it arrived, by the clock.</param>
    /// <param name="now">When it was read.</param>
    /// <param name="ofDevice">What the device itself says, or null.</param>
    public void FrameRead(long arrivedAt, long now, string? ofDevice)
    {
        TimeSpan late = time.GetElapsedTime(arrivedAt, now);
        _least = late < _least ? late : _least;
        if (_windowStart == 0)
            _windowStart = now;
        if (time.GetElapsedTime(_windowStart, now) >= Window)
        {
            Judge();
            (_least, _windowStart) = (TimeSpan.MaxValue, now);
        }
        Volatile.Write(ref _text, _ofDelay ?? ofDevice);
    }

    // In powers of two, so that the words do not change with every look.
    private void Judge()
    {
        int seconds = _least < TimeSpan.FromSeconds(1) ? 0 : 1 << (int)Math.Min(Math.Log2(_least.TotalSeconds), 30);
        if (seconds == _secondsLate)
            return;
        _secondsLate = seconds;
        _ofDelay = seconds == 0
            ? null
            : $"its pictures are more than {seconds} s late: they come faster than they are decoded, or the network holds them up";
    }
}
