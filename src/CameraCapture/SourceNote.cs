namespace RealtimeCnn.CameraCapture;

/// <summary>
/// What a user should know of a session: what its device says, and that its pictures come late. One thread, but for <see cref="Text"/>.
/// Allocates only when the words change.
/// </summary>
internal sealed class SourceNote(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    private string? _ofDevice;
    private string? _ofDelay;
    private string? _text;
    private int _secondsLate;
    private TimeSpan _least = TimeSpan.MaxValue;
    private long _windowStart = -1;

    /// <summary>The words; null if there is nothing to say. A delay comes first. Any thread.</summary>
    public string? Text => Volatile.Read(ref _text);

    /// <summary>Takes what the device says.</summary>
    public void Take(string? ofDevice)
    {
        _ofDevice = ofDevice;
        Volatile.Write(ref _text, _ofDelay ?? _ofDevice);
    }

    /// <summary>A picture was read. What counts is the age of the youngest within two seconds: bursts are no delay.</summary>
    /// <param name="age">How old it was then.</param>
    public void FrameRead(TimeSpan age)
    {
        long now = time.GetTimestamp();
        if (_windowStart < 0)
            _windowStart = now;
        _least = age < _least ? age : _least;
        if (time.GetElapsedTime(_windowStart, now) < Window)
            return;
        Judge();
        (_least, _windowStart) = (TimeSpan.MaxValue, now);
        Take(_ofDevice);
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
