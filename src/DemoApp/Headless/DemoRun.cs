using System.Diagnostics;

namespace RealtimeCnn.DemoApp;

/// <summary>What the terminal shows, taken a few times a second.</summary>
internal sealed class Snapshot
{
    public FrameResult Result { get; } = new();
    public string ModelName { get; set; } = "";
    public double FpsIn { get; set; }
    public double FpsOut { get; set; }
    public DropCounts Drops { get; set; }
    public CaptureState SourceState { get; set; }
    public string? SourceError { get; set; }
    public SlotState SlotState { get; set; }
    public string? Loading { get; set; }
    public string? SwapError { get; set; }
    public Percentiles[] Stages { get; } = new Percentiles[(int)Stage.Total + 1];
}

/// <summary>The vision thread of the headless demo: ticks the engine, keeps the log, measures allocation.</summary>
internal sealed class DemoRun(VisionEngine engine, SwapSchedule schedule, FrameLog? log, DemoOptions options)
{
    private const int WarmUpFrames = 30;
    private static readonly TimeSpan SnapshotInterval = TimeSpan.FromMilliseconds(250);

    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private long _finishedAt;
    private long _snapshotAt;
    private long _capturedAtSnapshot;
    private long _steadyFrames;
    private long _steadyBytes;
    private long _captureBytesBefore;

    /// <summary>For the terminal's thread.</summary>
    public TripleBuffer<Snapshot> Snapshots { get; } = new();

    public long Frames => engine.FramesDone;

    public void Loop(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested && engine.IsAlive && !IsOver())
        {
            SwapReport? lastSwap = engine.Models.LastSwap;
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool classified = engine.Tick();
            bool swapped = !ReferenceEquals(lastSwap, engine.Models.LastSwap);
            if (classified)
            {
                log?.Add(engine.Result);
                bool steady = !swapped && engine.Models.Current!.IsPreprocessSteady;
                CountAllocation(steady ? GC.GetAllocatedBytesForCurrentThread() - before : 0);
                schedule.Update(Frames);
            }
            if (Stopwatch.GetElapsedTime(_snapshotAt) >= SnapshotInterval)
                TakeSnapshot();
            if (!classified)
                engine.WaitForWork();
        }
        _finishedAt = Stopwatch.GetTimestamp();
        TakeSnapshot();
    }

    public RunSummary Summary() => new()
    {
        Frames = Frames,
        Seconds = Stopwatch.GetElapsedTime(_startedAt, _finishedAt).TotalSeconds,
        Drops = engine.Source.Drops,
        Stages = Enum.GetValues<Stage>().Select(engine.History.Percentiles).ToArray(),
        Swaps = engine.Models.Swaps.Where(swap => swap.From is not null || !swap.Ok).ToArray(), // loading the first model is no swap
        Backend = engine.Models.Current?.Backend.ToString() ?? "",
        Preprocess = engine.Models.Current?.Preprocessor.ToString() ?? "",
        AllocatedBytesPerFrame = _steadyFrames == 0 ? 0 : (_steadyBytes + engine.Source.AllocatedBytes - _captureBytesBefore) / _steadyFrames,
    };

    private bool IsOver() =>
        (options.Frames is int frames && Frames >= frames) || (options.Duration is TimeSpan time && Stopwatch.GetElapsedTime(_startedAt) >= time);

    private void CountAllocation(long bytes)
    {
        if (Frames < WarmUpFrames)
            return;
        if (_steadyFrames++ == 0)
            _captureBytesBefore = engine.Source.AllocatedBytes;
        else
            _steadyBytes += bytes;
    }

    private void TakeSnapshot()
    {
        long now = Stopwatch.GetTimestamp(), captured = engine.Source.Captured;
        Snapshot s = Snapshots.Writing;
        s.Result.CopyFrom(engine.Result);
        s.ModelName = engine.Models.Current?.Definition.Name ?? "";
        s.FpsIn = _snapshotAt == 0 ? 0 : (captured - _capturedAtSnapshot) / Stopwatch.GetElapsedTime(_snapshotAt, now).TotalSeconds;
        s.FpsOut = engine.History.FramesPerSecond;
        s.Drops = engine.Source.Drops;
        (s.SourceState, s.SourceError) = (engine.Source.State, engine.Source.Error);
        (s.SlotState, s.Loading, s.SwapError) = (engine.Models.State, engine.Models.Loading?.Name, engine.Models.Error);
        for (int stage = 0; stage < s.Stages.Length; stage++)
            s.Stages[stage] = engine.History.Percentiles((Stage)stage);
        Snapshots.Publish();
        (_snapshotAt, _capturedAtSnapshot) = (now, captured);
    }
}
