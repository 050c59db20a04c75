using System.Diagnostics;

namespace RealtimeCnn.Benchmarks;

/// <summary>Always has a new frame, without the work of making one.</summary>
internal sealed class RepeatingSource : IFrameSource
{
    private readonly Frame _frame = new();

    public RepeatingSource()
    {
        _frame.Reshape(1280, 720, PixelFormat.Bgr8);
        new Random(1).NextBytes(_frame.Pixels);
    }

    public string Name => "repeating";
    public CaptureState State => CaptureState.Running;
    public string? Error => null;
    public long Captured => _frame.Sequence;
    public DropCounts Drops => default;
    public long AllocatedBytes => 0;

    public void Start()
    {
    }

    public bool TryAcquireLatest(out Frame? frame)
    {
        _frame.Sequence++;
        _frame.CapturedAt = Stopwatch.GetTimestamp();
        frame = _frame;
        return true;
    }

    public bool WaitForFrame(TimeSpan timeout) => true;

    public void Dispose() => _frame.Dispose();
}
