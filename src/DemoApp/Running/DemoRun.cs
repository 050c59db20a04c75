using System.Diagnostics;

namespace RealtimeCnn.DemoApp;

/// <summary>The vision thread of a run: ticks the engine, keeps the log, measures allocation.</summary>
internal sealed class DemoRun(VisionEngine engine, SwapSchedule schedule, FrameLog? log, DemoOptions options)
{
    private const int WarmUpFrames = 30;
    private static readonly TimeSpan ReadingInterval = TimeSpan.FromMilliseconds(250);

    // A camera that is reconnected for ever never begins; the time that was asked for begins with the first frame. A source that opens
    // gives up by itself, or is slow as this machine is.
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    // A frame that is under way when the time is up may end; a network that does not is stopped, and left if it does not hear of it.
    private static readonly TimeSpan LastFrame = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _cut = new();
    private readonly List<string> _untrained = [];
    private readonly List<(string Model, IReadOnlyList<string> Notes)> _notes = [];
    private readonly HashSet<string> _noted = [];
    private IReadOnlyList<string> _lastNotes = [];
    private readonly long _openedAt = Stopwatch.GetTimestamp();
    private long _startedAt; // the capture of the first frame; 0 until then
    private long _finishedAt;
    private long _readAt;
    private long _calmFrames; // since the start, or the last swap
    private long _steadyFrames;
    private long _steadyBytes;
    private long _captureBytesBefore;
    private long _framesBefore;

    /// <summary>For the terminal's thread.</summary>
    public TripleBuffer<RunReading> Readings { get; } = new();

    public long Frames => engine.FramesDone;

    /// <summary>Frames that the model failed on.</summary>
    public long FailedFrames { get; private set; }

    /// <summary>Why it failed on the last of them; null if there is none.</summary>
    public string? FrameError { get; private set; }

    /// <summary>Ticks on a thread of its own until the source or the run is over, or it is cancelled.</summary>
    /// <returns>Completes when the thread has stopped; faults with what a tick threw, or if the network does not let it stop.</returns>
    public async Task StartAsync(CancellationToken cancellation)
    {
        using CancellationTokenRegistration cuts = cancellation.UnsafeRegister(
            static cut => ((CancellationTokenSource)cut!).Cancel(), _cut);
        Task loop = Task.Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(loop, GiveUpAsync(loop));
        if (!loop.IsCompleted)
            throw new VisionException(
                $"Model '{engine.Model?.Definition.Id}' did not stop when the run ended; its last frame has no result.");
        await loop;
    }

    /// <param name="wasEnded">Whether somebody ended the run, who takes what had not come yet upon himself.</param>
    public RunSummary Summary(bool wasEnded) => new()
    {
        Frames = Frames,
        Seconds = _startedAt == 0 ? 0
            : Stopwatch.GetElapsedTime(_startedAt, _finishedAt == 0 ? Stopwatch.GetTimestamp() : _finishedAt).TotalSeconds,
        Drops = engine.Source.Drops, // before the frames that were captured, which go on
        Captured = engine.Source.Captured,
        FailedFrames = FailedFrames,
        FrameError = FrameError,
        Stages = Enum.GetValues<Stage>().Select(engine.History.Percentiles).ToArray(),
        Swaps = Swaps(wasEnded),
        Untrained = _untrained,
        Notes = _notes,
        Backend = engine.Model?.Backend.ToString() ?? "",
        Preprocess = engine.Model?.Preprocessor.ToString() ?? "",
        SourceNote = engine.Source.Note,
        AllocatedBytesPerFrame = _steadyFrames == 0
            ? 0
            : _steadyBytes / _steadyFrames + (engine.Source.AllocatedBytes - _captureBytesBefore) / (Frames - _framesBefore),
    };

    private SwapReport[] Swaps(bool wasEnded)
    {
        SwapReport[] came = [.. engine.Swaps.Where(swap => swap.From is not null || !swap.Ok)]; // loading the first model is no swap
        return wasEnded ? came : [.. came, .. schedule.Missed(came)];
    }

    // Completes when a network still runs that should have stopped a while ago.
    private async Task GiveUpAsync(Task loop)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, _cut.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        do
            await Task.Delay(LongestStop).ConfigureAwait(false);
        while (!loop.IsCompleted && !LoadedModel.IsAnyAtWork);
    }

    private void Loop()
    {
        try
        {
            while (!_cut.IsCancellationRequested && engine.IsAlive && !IsOver())
                Turn();
        }
        finally
        {
            _finishedAt = Stopwatch.GetTimestamp();
        }
        TakeReading();
    }

    private void Note(LoadedModel model)
    {
        if (ReferenceEquals(model.Notes, _lastNotes))
            return;
        _lastNotes = model.Notes;
        if (model.Notes.Count > 0 && _noted.Add(model.Definition.Id))
            _notes.Add((model.Definition.Id, model.Notes));
    }

    private void Turn()
    {
        SwapReport? lastSwap = engine.LastSwap;
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool classified = Tick(out bool failed);
        bool swapped = !ReferenceEquals(lastSwap, engine.LastSwap);
        if (_startedAt == 0 && (classified || failed))
            Begin(engine.Frame!.CapturedAt);
        if (classified)
        {
            log?.Add(engine.Result);
            if (!engine.Result.IsTrained && !_untrained.Contains(engine.Result.Model))
                _untrained.Add(engine.Result.Model);
            Note(engine.Model!);
            if (swapped)
                _calmFrames = 0;
            else if (++_calmFrames > WarmUpFrames)
                CountAllocation(engine.Model!.IsPreprocessSteady ? GC.GetAllocatedBytesForCurrentThread() - before : 0);
            schedule.Update(Frames);
        }
        if (Stopwatch.GetElapsedTime(_readAt) >= ReadingInterval)
            TakeReading();
        if (!classified)
            engine.WaitForWork();
    }

    // A frame that the model fails on is counted and told; the next one may do better, or another model.
    private bool Tick(out bool failed)
    {
        failed = false;
        try
        {
            return engine.Tick(_cut.Token);
        }
        catch (VisionException e) when (e.Message == engine.FrameError)
        {
            failed = true;
            FailedFrames++;
            FrameError = e.Message;
            return false;
        }
    }

    private void Begin(long capturedAt)
    {
        _startedAt = capturedAt;
        if (options.Duration is { } duration && duration - Stopwatch.GetElapsedTime(capturedAt) + LastFrame is var left)
            _cut.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private bool IsOver()
    {
        if (options.Frames is int frames && Frames + FailedFrames >= frames)
            return true;
        if (options.Duration is not TimeSpan time)
            return false;
        return _startedAt == 0
            ? engine.Source.State != CaptureState.Opening && Stopwatch.GetElapsedTime(_openedAt) >= time + LongestStart
            : Stopwatch.GetElapsedTime(_startedAt) >= time;
    }

    // The capture thread knows nothing of swaps, so its frames are all that came since.
    private void CountAllocation(long bytes)
    {
        if (_steadyFrames++ == 0)
            (_captureBytesBefore, _framesBefore) = (engine.Source.AllocatedBytes, Frames - 1);
        else
            _steadyBytes += bytes;
    }

    private void TakeReading()
    {
        Readings.Writing.Read(engine);
        Readings.Publish();
        _readAt = Stopwatch.GetTimestamp();
    }
}
