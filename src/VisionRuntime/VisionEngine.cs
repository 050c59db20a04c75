using System.Collections.Immutable;
using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>
/// The product, top to bottom: takes the newest frame of a source, turns it into the model's input, runs the model, ranks the answer
/// and hands it on, with the time of each step; and swaps models between two frames.
/// </summary>
/// <example><code>
/// using var source = CaptureSource.Open("camera:0");
/// using var engine = new VisionEngine(source);
/// if (await engine.SwapAsync("lenet5") is { Error: { } why }) throw new VisionException(why);
/// while (engine.IsAlive)
///     if (engine.Tick()) Console.WriteLine(engine.Result.Top[0]);
///     else engine.WaitForWork();
/// Console.WriteLine(source.Error ?? "ended");
/// </code></example>
/// <remarks>
/// One thread at a time ticks: yours, through <see cref="Tick"/>, or the engine's own, through <see cref="RunAsync"/>. Members are for that
/// thread unless they say otherwise. A tick allocates no managed memory, but for those in which the model or what preprocesses for it
/// changes. The engine owns its models and behaviours; the source stays the caller's and is disposed after the engine.
/// </remarks>
public sealed partial class VisionEngine : IDisposable, IAsyncDisposable
{
    private static int _count;

    private readonly TripleBuffer<FrameResult> _results = new();
    private readonly RateMeter _captureRate = new();
    private readonly EngineNotices _notices;
    private readonly EngineNews _news;
    private readonly TickGate _gate;
    private readonly Lock _sourceInUse = new();
    private ImmutableArray<VisionBehaviour> _behaviours = []; // replaced, not changed: callbacks may add and remove
    private ModelCatalogue _catalogue;
    private DropCounts _drops;
    private VisionException? _failure;
    private long _stoodStillAt;

    /// <summary>Makes an engine over a source. Nothing runs yet.</summary>
    /// <param name="source">Borrowed; started by the first tick.</param>
    /// <param name="options">How models are loaded; null for the defaults.</param>
    /// <param name="catalogue">Models known by id; null for those that ship.</param>
    /// <param name="name">Tells this engine from others in meters and notices; null for "engine 1" and so on.</param>
    /// <exception cref="VisionException">The catalogue cannot be read.</exception>
    public VisionEngine(
        IFrameSource source, InferenceOptions? options = null, ModelCatalogue? catalogue = null, string? name = null)
        : this(source, ModelLoader.Load, options, catalogue, name: name)
    {
    }

    /// <summary>An engine that loads models in another way, for tests.</summary>
    internal VisionEngine(
        IFrameSource source,
        Func<ModelDefinition, InferenceOptions, LoadWatch, LoadedModel> load,
        InferenceOptions? options = null,
        ModelCatalogue? catalogue = null,
        TimeProvider? clock = null,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        Source = source;
        Name = name ?? $"engine {Interlocked.Increment(ref _count)}";
        _catalogue = catalogue ?? ModelCatalogue.Load();
        _notices = new EngineNotices(Name);
        _news = new EngineNews(_notices);
        _gate = new TickGate(End);
        Models = new ModelSlot(load, options, _notices, clock);
        Models.Supply.Next = definition => Catalogue.Next(definition);
    }

    /// <summary>
    /// A swap is over: the model scored its first frame, or it could not be had, or it was taken back because it failed on frames. Like all
    /// events of the engine it is raised within a tick, on the thread that ticks; what a handler throws ends the tick and reaches its
    /// caller.
    /// </summary>
    public event Action<SwapReport>? SwapFinished;

    /// <summary>The GPU that runs the model is lost; the CPU takes over as soon as the model is loaded there.</summary>
    public event Action<DeviceLostException>? DeviceLost;

    /// <summary>The source's state or error is another one than at the tick before.</summary>
    public event Action<CaptureState, string?>? SourceChanged;

    /// <summary>Name in meters and notices. Any thread.</summary>
    public string Name { get; }

    /// <summary>Where frames come from. Any thread.</summary>
    public IFrameSource Source { get; }

    /// <summary>Stage times of the running model's last frames, and the rate of all.</summary>
    public LatencyHistory History { get; } = new();

    /// <summary>What was found in the last classified frame; overwritten by the next tick.</summary>
    public FrameResult Result { get; } = new();

    /// <summary>The last frame that was taken, readable until the next tick; null before the first.</summary>
    public Frame? Frame { get; private set; }

    /// <summary>Frames classified so far.</summary>
    public long FramesDone { get; private set; }

    /// <summary>Why the model failed on the last frame; null if it did not. Any thread.</summary>
    public string? FrameError => _news.FrameError;

    /// <summary>False once the source has ended or failed, and its last frame was taken; or the engine was disposed. Any thread.</summary>
    public bool IsAlive
    {
        get
        {
            try
            {
                return !_gate.IsClosed
                    && (Source.State is not (CaptureState.Ended or CaptureState.Failed) || Source.WaitForFrame(TimeSpan.Zero));
            }
            catch (ObjectDisposedException) // on another thread, at this very moment
            {
                return false;
            }
        }
    }

    /// <summary>Frames per second that the source captured lately. Any thread.</summary>
    internal double CapturedPerSecond => _captureRate.PerSecond;

    /// <summary>Adds a component and wakes it.</summary>
    public void Add(VisionBehaviour behaviour)
    {
        ArgumentNullException.ThrowIfNull(behaviour);
        ObjectDisposedException.ThrowIf(_gate.IsClosed, this);
        _behaviours = _behaviours.Add(behaviour);
        behaviour.DoAwake(this);
    }

    /// <summary>Removes a component and destroys it; from within a callback too, and then it is not called any more.</summary>
    public void Remove(VisionBehaviour behaviour)
    {
        if (!_behaviours.Contains(behaviour))
            return;
        _behaviours = _behaviours.Remove(behaviour);
        behaviour.DoDestroy();
    }

    /// <summary>Does the work of one frame, if there is a new one. Never waits for a frame or a model.</summary>
    /// <param name="cancellation">Ends the network's run that is under way; the frame then has no result.</param>
    /// <returns>
    /// True if a frame was classified: <see cref="Result"/> is new. A frame whose GPU is lost is not; the CPU takes over as soon as the
    /// model is loaded there.
    /// </returns>
    /// <exception cref="VisionException">
    /// The model failed on this frame; the next tick tries the next one. A model that fails on the first frame that it sees, on three in a
    /// row, or by not answering within its limit (<see cref="InferenceOptions.TimeLimit"/>) gives way to the one that served before, where
    /// there is one; <see cref="SwapFinished"/> tells it. What does not stop is not waited for. Or a
    /// behaviour's own, as everything that one throws.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another thread ticks, or the engine's own runs.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public bool Tick(CancellationToken cancellation = default)
    {
        _gate.Enter();
        try
        {
            return TickOnce(cancellation);
        }
        finally
        {
            _gate.Leave();
        }
    }

    // One frame; what reads the source or calls the program is within the lock, and what can take long, the network, is not.
    private bool TickOnce(CancellationToken cancellation)
    {
        StageTimings timings = default;
        LoadedModel model;
        lock (_sourceInUse)
        {
            if (_gate.IsClosed || !TakeNews())
                return false;
            model = Models.Current!;
            (timings.CapturedAt, timings.AcquiredAt) = (Frame!.CapturedAt, Stopwatch.GetTimestamp());
            if (!Try(model, toPreprocess: Frame, default))
                return false;
            timings.PreprocessedAt = Stopwatch.GetTimestamp();
        }
        if (!Try(model, toPreprocess: null, cancellation))
            return false;
        lock (_sourceInUse)
        {
            if (_gate.IsClosed)
                return false;
            Finish(model, timings);
            return true;
        }
    }

    // What is new: of the source, of swaps, for behaviours; true if there is a frame and a model for it.
    private bool TakeNews()
    {
        Source.Start();
        _captureRate.Count(Source.Captured, Stopwatch.GetTimestamp());
        if (Source.StandsStill)
        {
            _stoodStillAt = Stopwatch.GetTimestamp();
            History.Rest();
        }
        Models.Adopt(); // a frame boundary: the only place where the model changes
        RaiseEvents();
        foreach (VisionBehaviour behaviour in _behaviours)
            if (!_gate.IsClosed)
                behaviour.DoUpdate();

        // After Dispose, in a callback of this very tick, the source may be gone.
        if (_gate.IsClosed || Models.Current is null || !Source.TryAcquireLatest(out Frame? frame))
            return false;
        Frame = frame!;
        return true;
    }

    // Makes the tensor of a frame, or runs the network on it; false if the GPU that does is lost, or the run was ended.
    private bool Try(LoadedModel model, Frame? toPreprocess, CancellationToken cancellation)
    {
        try
        {
            if (toPreprocess is not null)
                model.Preprocess(toPreprocess);
            else
                model.Run(cancellation, Models.Ending);
            return true;
        }
        catch (DeviceLostException e) when (model.IsOnGpu)
        {
            Models.Lose(e);
            DeviceLost?.Invoke(e);
            return false;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested || _gate.IsClosed)
        {
            return false;
        }
        catch (Exception e)
        {
            _failure = e as VisionException ?? new VisionException($"Model '{model.Definition.Id}' failed on a frame: {e.Message}", e);
            _news.FrameFailed(_failure);
            if (toPreprocess is null) // a frame that cannot be read is not the network's fault
                Models.Failed(_failure);
            if (ReferenceEquals(e, _failure))
                throw;
            throw _failure;
        }
    }

    private void RaiseEvents()
    {
        if (_news.SourceChanged(Source))
            SourceChanged?.Invoke(Source.State, Source.Error);
        while (!_gate.IsClosed && Models.Log.TryTake(out SwapReport report))
            SwapFinished?.Invoke(report);
    }

    // The scores of a run to all who want them.
    private void Finish(LoadedModel model, StageTimings timings)
    {
        (Result.TopCount, Result.Absence) = (model.Rank(Result.Slots), model.Absence);
        timings.InferredAt = Stopwatch.GetTimestamp();
        Models.Scored(Frame!.Sequence, timings.InferredAt, _stoodStillAt);
        Describe(model, timings);

        foreach (VisionBehaviour behaviour in _behaviours)
            if (!_gate.IsClosed)
                behaviour.DoResult(Result, Frame);
        Result.Timings.PresentedAt = _behaviours.Length == 0 ? timings.InferredAt : Stopwatch.GetTimestamp();
        if (!_gate.IsClosed)
            Publish(model);
    }

    private void Describe(LoadedModel model, in StageTimings timings)
    {
        Result.Sequence = Frame!.Sequence;
        Result.Truth = Frame.Truth;
        Result.Model = model.Definition.Id;
        (Result.IsTrained, Result.IsMultiLabel) = (model.Definition.IsTrained, model.IsMultiLabel);
        Result.Backend = model.Backend.Chosen!;
        Result.Preprocess = model.PreprocessorName;
        Result.Timings = timings;
        Result.Attention.CopyFrom(model.Attention);
    }

    private void Publish(LoadedModel model)
    {
        History.Add(Result);
        FramesDone++;
        _news.FrameDone(model, Result.Timings);
        DropCounts drops = Source.Drops;
        if (drops != _drops)
            _notices.Meter.Dropped(drops.Busy - _drops.Busy, drops.Repeated - _drops.Repeated, drops.Corrupt - _drops.Corrupt);
        _drops = drops;
        _results.Writing.CopyFrom(Result);
        _results.Publish();
        RaiseEvents();
    }
}
