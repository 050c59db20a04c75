using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>
/// The product, top to bottom: takes the newest frame of a source, turns it into the model's input, runs the model, ranks the answer
/// and hands it on, with the time of each step; and swaps models between two frames.
/// </summary>
/// <example><code>
/// using var source = CaptureSource.Open("camera:0");
/// using var engine = new VisionEngine(source);
/// await engine.SwapAsync("lenet5");
/// while (engine.IsAlive)
///     if (engine.Tick())
///         Console.WriteLine(engine.Result.Top[0]);
/// </code></example>
/// <remarks>
/// One thread ticks: yours, through <see cref="Tick"/>, or the engine's own, through <see cref="StartAsync"/>. Members are for that
/// thread unless they say otherwise. A tick allocates no managed memory, but for those in which the model or what preprocesses for it
/// changes. The engine owns its models and behaviours; the source stays the caller's and is disposed after the engine.
/// </remarks>
public sealed class VisionEngine : IDisposable
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(50);

    private readonly List<VisionBehaviour> _behaviours = [];
    private readonly TripleBuffer<FrameResult> _results = new();
    private DropCounts _drops;

    /// <summary>Makes an engine over a source. Nothing runs yet.</summary>
    /// <param name="source">Borrowed; started by the first tick.</param>
    /// <param name="options">How models are loaded; null for the defaults.</param>
    /// <param name="catalogue">Models known by id; null for those that ship.</param>
    /// <exception cref="VisionException">The catalogue cannot be read.</exception>
    public VisionEngine(IFrameSource source, InferenceOptions? options = null, ModelCatalogue? catalogue = null)
        : this(source, LoadedModel.Load, options, catalogue)
    {
    }

    /// <summary>An engine that loads models in another way, for tests.</summary>
    internal VisionEngine(
        IFrameSource source, Func<ModelDefinition, InferenceOptions, LoadedModel> load, InferenceOptions? options = null, ModelCatalogue? catalogue = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        Source = source;
        Catalogue = catalogue ?? ModelCatalogue.Load();
        Models = new ModelSlot(load, options);
    }

    /// <summary>Where frames come from. Any thread.</summary>
    public IFrameSource Source { get; }

    /// <summary>Models known by id. Any thread.</summary>
    public ModelCatalogue Catalogue { get; }

    /// <summary>The running model and its swaps.</summary>
    public ModelSlot Models { get; }

    /// <summary>Stage times of the last frames.</summary>
    public LatencyHistory History { get; } = new();

    /// <summary>What was found in the last classified frame; overwritten by the next tick.</summary>
    public FrameResult Result { get; } = new();

    /// <summary>The last frame that was taken, readable until the next tick; null before the first.</summary>
    public Frame? Frame { get; private set; }

    /// <summary>Frames classified so far.</summary>
    public long FramesDone { get; private set; }

    /// <summary>False once the source has ended or failed, and its last frame was taken. Any thread.</summary>
    public bool IsAlive => Source.State is not (CaptureState.Ended or CaptureState.Failed) || Source.WaitForFrame(TimeSpan.Zero);

    /// <summary>Asks for another model by catalogue id or ONNX path; the running one goes on until the new one is warm. Any thread.</summary>
    /// <returns>True when the new model runs from the next frame on, false if it could not be loaded: <see cref="ModelSlot.Error"/> says why.</returns>
    /// <exception cref="VisionException">There is no such model; the message suggests the nearest.</exception>
    public Task<bool> SwapAsync(string idOrPath, string? labelsPath = null) => SwapAsync(Catalogue.Resolve(idOrPath, labelsPath));

    /// <summary>
    /// The same for a model already looked up. Where models are kept warm, the catalogue's next one is loaded ahead afterwards. Any thread.
    /// </summary>
    public async Task<bool> SwapAsync(ModelDefinition definition)
    {
        bool ready = await Models.SwapAsync(definition).ConfigureAwait(false);
        if (ready && Models.KeepWarmBytes > 0 && Catalogue.Next(definition) is { } next)
            _ = Models.PrefetchAsync(next);
        return ready;
    }

    /// <summary>Adds a component and wakes it.</summary>
    public void Add(VisionBehaviour behaviour)
    {
        ArgumentNullException.ThrowIfNull(behaviour);
        _behaviours.Add(behaviour);
        behaviour.DoAwake(this);
    }

    /// <summary>Removes a component and destroys it. Not from within its own callbacks.</summary>
    public void Remove(VisionBehaviour behaviour)
    {
        if (_behaviours.Remove(behaviour))
            behaviour.DoDestroy();
    }

    /// <summary>Does the work of one frame, if there is a new one. Never waits for a frame or a model.</summary>
    /// <returns>
    /// True if a frame was classified: <see cref="Result"/> is new. A frame whose GPU is lost is not; the CPU takes over as soon as the
    /// model is loaded there.
    /// </returns>
    /// <exception cref="VisionException">The model failed while running; it stays, and the next tick tries again.</exception>
    public bool Tick()
    {
        Source.Start();
        Models.Adopt(); // a frame boundary: the only place where the model changes

        foreach (VisionBehaviour behaviour in _behaviours)
            behaviour.DoUpdate();

        if (Models.Current is not { } model || !Source.TryAcquireLatest(out Frame? frame))
            return false;
        Frame = frame!;
        try
        {
            Classify(model, Frame);
            return true;
        }
        catch (DeviceLostException e) when (model.IsOnGpu)
        {
            Models.Lose(e);
            return false;
        }
    }

    /// <summary>Runs <see cref="Tick"/> on a thread of its own until the source ends or the token is cancelled.</summary>
    /// <returns>Completes when the thread has stopped; faults with what a tick threw.</returns>
    public Task StartAsync(CancellationToken cancellation = default) => Task.Factory.StartNew(
        () =>
        {
            while (!cancellation.IsCancellationRequested && IsAlive)
                if (!Tick())
                    WaitForWork();
        },
        CancellationToken.None, // the loop ends by itself; a cancelled task would hide whether the thread still runs
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>Blocks until there may be something to tick for, at most 50 ms.</summary>
    public void WaitForWork()
    {
        // A frame that nobody can classify yet would end the wait at once.
        if (Models.Current is null)
            Thread.Sleep(1);
        else
            Source.WaitForFrame(IdleWait);
    }

    /// <summary>Copies the newest result that was not taken before: for a render thread beside <see cref="StartAsync"/>. One such thread.</summary>
    public bool TryTakeResult(FrameResult into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (!_results.TryTake(out FrameResult newest))
            return false;
        into.CopyFrom(newest);
        return true;
    }

    /// <summary>Destroys the behaviours, last added first, and frees the models. The ticking thread must have stopped.</summary>
    public void Dispose()
    {
        for (int i = _behaviours.Count - 1; i >= 0; i--)
            _behaviours[i].DoDestroy();
        _behaviours.Clear();
        Models.Dispose();
    }

    // One frame through the model, and its result to all who want it.
    private void Classify(LoadedModel model, Frame frame)
    {
        StageTimings timings = new() { CapturedAt = frame.CapturedAt, AcquiredAt = Stopwatch.GetTimestamp() };

        model.Preprocess(frame);
        timings.PreprocessedAt = Stopwatch.GetTimestamp();

        model.Run();
        Result.TopCount = model.Rank(Result.Slots);
        timings.InferredAt = Stopwatch.GetTimestamp();

        Models.Scored(frame.Sequence, timings.InferredAt);
        Describe(model, timings);

        foreach (VisionBehaviour behaviour in _behaviours)
            behaviour.DoResult(Result, frame);
        Result.Timings.PresentedAt = _behaviours.Count == 0 ? timings.InferredAt : Stopwatch.GetTimestamp();

        Publish();
    }

    private void Describe(LoadedModel model, in StageTimings timings)
    {
        Result.Sequence = Frame!.Sequence;
        Result.Truth = Frame.Truth;
        Result.Model = model.Definition.Id;
        Result.Weights = model.Definition.Weights;
        Result.Backend = model.Backend.Chosen!;
        Result.Preprocess = model.PreprocessorName;
        Result.Timings = timings;
    }

    private void Publish()
    {
        History.Add(Result.Timings);
        FramesDone++;
        EngineMeter.FrameDone(Result.Timings);
        DropCounts drops = Source.Drops;
        EngineMeter.Dropped(_drops, drops);
        _drops = drops;
        _results.Writing.CopyFrom(Result);
        _results.Publish();
    }
}
