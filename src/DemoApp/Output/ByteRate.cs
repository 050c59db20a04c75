namespace RealtimeCnn.DemoApp;

/// <summary>How fast bytes come, over the last second or two. One thread at a time.</summary>
internal sealed class ByteRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(0.2);

    private (long At, long Bytes) _window;
    private (long At, long Bytes) _next;

    /// <summary>Bytes a second; 0 until that can be told.</summary>
    public double PerSecond { get; private set; }

    /// <summary>Takes the number of bytes that are there now; fewer than before, or the first, begin anew.</summary>
    public void Add(long bytes)
    {
        long now = time.GetTimestamp();
        if (_window.At == 0 || bytes < _next.Bytes)
        {
            _window = _next = (now, bytes);
            PerSecond = 0;
            return;
        }
        TimeSpan passed = time.GetElapsedTime(_window.At, now);
        if (passed >= Least)
            PerSecond = (bytes - _window.Bytes) / passed.TotalSeconds;
        if (time.GetElapsedTime(_next.At, now) < Window)
            return;
        (_window, _next) = (_next, (now, bytes));
    }
}
