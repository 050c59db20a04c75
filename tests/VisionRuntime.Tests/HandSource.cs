using System.Diagnostics;

namespace RealtimeCnn.Tests;

/// <summary>A source that delivers a frame when the test says so.</summary>
internal sealed class HandSource : IFrameSource
{
    private readonly FrameMailbox _mailbox = new();
    private Frame _filling = new();
    private long _busy;

    public string Name => "hand";
    public CaptureState State { get; set; } = CaptureState.NotStarted;
    public string? Error { get; set; }
    public bool StandsStill { get; set; }
    public long Captured { get; private set; }
    public DropCounts Drops => new(_busy, 0, 0);
    public long AllocatedBytes => 0;

    public void Start()
    {
        if (State == CaptureState.NotStarted)
            State = CaptureState.Running;
    }

    /// <summary>Delivers a frame whose pixels all have one value.</summary>
    public void Deliver(byte value = 128, int width = 64, int height = 48, string? truth = null)
    {
        _filling.Reshape(width, height, PixelFormat.Bgr8);
        _filling.Pixels.Fill(value);
        _filling.Sequence = Captured++;
        _filling.CapturedAt = Stopwatch.GetTimestamp();
        _filling.Truth = truth;
        _filling = _mailbox.Publish(_filling, out bool dropped);
        _busy += dropped ? 1 : 0;
    }

    public void End()
    {
        State = CaptureState.Ended;
        _mailbox.Wake();
    }

    public bool TryAcquireLatest(out Frame? frame) => _mailbox.TryTake(out frame);

    public bool WaitForFrame(TimeSpan timeout) => _mailbox.WaitForFrame(timeout);

    public void Dispose()
    {
        _mailbox.Dispose();
        _filling.Dispose();
    }
}
