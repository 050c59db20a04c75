namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>A device that behaves as a test says. Counts what happens to it.</summary>
internal sealed class FakeDevice : ICaptureDevice
{
    private int _reads;
    private int _stepsTaken;
    private int _steps;

    public Func<string?> OnOpen { get; init; } = () => null;

    /// <summary>Given the number of the read, fills the frame.</summary>
    public Func<int, Frame, ReadOutcome> OnRead { get; init; } = Numbered;

    public string? Fault { get; init; }

    public TimeSpan? Time { get; set; }

    public ManualResetEventSlim Disposed { get; } = new();

    public string? Open() => OnOpen();

    public int Steps => Volatile.Read(ref _steps);

    public bool IsStepping => Steps != Volatile.Read(ref _stepsTaken);

    public bool Step(int pictures)
    {
        Interlocked.Add(ref _steps, pictures);
        return true;
    }

    public ReadOutcome Read(Frame into)
    {
        Volatile.Write(ref _stepsTaken, Steps);
        return OnRead(_reads++, into);
    }

    public void Dispose() => Disposed.Set();

    public static ReadOutcome Numbered(int number, Frame into)
    {
        into.Reshape(16, 8, PixelFormat.Bgr8);
        into.Pixels.Fill((byte)number);
        return ReadOutcome.Frame;
    }
}

internal static class Wait
{
    /// <summary>Far more than anything takes; only a test that fails waits that long.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static void Until(Func<bool> condition, string what) =>
        Assert.That(SpinWait.SpinUntil(condition, Limit), Is.True, $"waited in vain until {what}");

    public static Frame Frame(IFrameSource source)
    {
        Frame? frame = null;
        Until(
            () =>
            {
                source.WaitForFrame(TimeSpan.FromMilliseconds(20));
                return source.TryAcquireLatest(out frame);
            },
            "a frame arrives");
        return frame!;
    }
}
