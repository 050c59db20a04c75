using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>
/// The product, top to bottom: takes the newest frame of a source, turns it into the model's input, runs the model, ranks the answer
/// and hands it on, with the time of each step; and swaps models between two frames.
/// </summary>
/// <example><code>
/// using var source = CaptureSource.Open("camera:0");
/// using var engine = new VisionEngine(source);
/// if (!await engine.SwapAsync("lenet5")) throw new VisionException(engine.SwapError!);
/// while (engine.IsAlive)
///     if (engine.Tick()) Console.WriteLine(engine.Result.Top[0]);
///     else engine.WaitForWork();
/// Console.WriteLine(source.Error ?? "ended");
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
    private readonly RateMeter _captureRate = new();
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
        IFrameSource source,
        Func<ModelDefinition, InferenceOptions, LoadedModel> load,
        InferenceOptions? options = null,
        ModelCatalogue? catalogue = null,
        TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        Source = source;
        Catalogue = catalogue ?? ModelCatalogue.Load();
        Models = new ModelSlot(load, options, clock) { Next = Catalogue.Next };
    }

    /// <summary>Where frames come from. Any thread.</summary>
    public IFrameSource Source { get; }

    /// <summary>Models known by id. Any thread.</summary>
    public ModelCatalogue Catalogue { get; }

    /// <summary>
    /// How models are loaded from now on; the running one's preprocessing follows at its next frame, without loading. Any thread.
    /// </summary>
    public InferenceOptions Options
    {
        get => Models.Options;
        set => Models.Options = value;
    }

    /// <summary>
    /// Bytes of weights that may stay loaded beside the running model, so that swapping back is immediate, and that
    /// <see cref="NextModel"/> is there before it is asked for; the model used least recently goes first. 0, the default, keeps none. Any
    /// thread.
    /// </summary>
    public long KeepWarmBytes
    {
        get => Models.KeepWarmBytes;
        set => Models.KeepWarmBytes = value;
    }

    /// <summary>
    /// Tells which model is likely to be asked for after another, null for none: where models are kept warm it is loaded ahead as soon as
    /// the other is ready. The catalogue's next unless set. Called on threads of the pool; an exception counts as none.
    /// </summary>
    public Func<ModelDefinition, ModelDefinition?> NextModel
    {
        get => Models.Next;
        set => Models.Next = value;
    }

    /// <summary>The running model, or null while there is none; owned by the engine, valid until the next tick.</summary>
    public LoadedModel? Model => Models.Current;

    /// <summary>The model being loaded, or null; the one before, if any, goes on running. Any thread.</summary>
    public ModelDefinition? Loading => Models.Status.Loading;

    /// <summary>Why the last swap failed, or null. Any thread.</summary>
    public string? SwapError => Models.Status.Error;

    /// <summary>The swap that finished last, or null. Any thread.</summary>
    public SwapReport? LastSwap => Models.LastSwap;

    /// <summary>All finished swaps, oldest first; a copy. Any thread.</summary>
    public IReadOnlyList<SwapReport> Swaps => Models.Swaps;

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

    /// <summary>The slot behind all that this class tells of models.</summary>
    internal ModelSlot Models { get; }

    /// <summary>Frames per second that the source captured lately. Any thread.</summary>
    internal double CapturedPerSecond => _captureRate.PerSecond;

    /// <summary>
    /// Asks for another model by catalogue id or ONNX path; the running one goes on until the new one is warm. A request made while another
    /// loads supersedes it. Any thread.
    /// </summary>
    /// <returns>
    /// True when the new model runs from the next frame on, false if it could not be loaded: <see cref="SwapError"/> says why.
    /// </returns>
    /// <exception cref="VisionException">There is no such model; the message suggests the nearest.</exception>
    public Task<bool> SwapAsync(string idOrPath, string? labelsPath = null) => SwapAsync(Catalogue.Resolve(idOrPath, labelsPath));

    /// <summary>The same for a model already looked up; never throws for a bad model. Any thread.</summary>
    public Task<bool> SwapAsync(ModelDefinition definition) => Models.SwapAsync(definition);

    /// <summary>
    /// Moves preprocessing to another processor: the running model's at its next frame, without loading it again, and from then on that of
    /// every other. If the GPU cannot be had, the CPU goes on and nothing changes. Any thread.
    /// </summary>
    /// <param name="to">As <see cref="InferenceOptions.Preprocess"/>; not "scalar", which has to be loaded.</param>
    /// <returns>Completes with that frame: null, or why it could not be done.</returns>
    /// <exception cref="ArgumentException">It is the scalar reference.</exception>
    public Task<string?> SwitchPreprocessAsync(string to) => Models.SwitchPreprocessAsync(to);

    /// <summary>
    /// Measures where a network's time goes: runs it a few times on the CPU, on a session of its own beside whatever runs. Any thread;
    /// blocks for as long as it takes.
    /// </summary>
    /// <param name="definition">The model.</param>
    /// <param name="cancellation">Ends the measurement between two runs.</param>
    /// <returns>
    /// Milliseconds by name of the graph's node. A node that was fused with its successors stands under the name of one of them; changes of
    /// memory layout, which belong to no node, stand under names of their own.
    /// </returns>
    /// <exception cref="VisionException">The model cannot be loaded or run, or the profile cannot be written.</exception>
    public IReadOnlyDictionary<string, double> Profile(ModelDefinition definition, CancellationToken cancellation = default) =>
        ModelProfiler.Measure(definition, Options, cancellation: cancellation);

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
    /// <exception cref="VisionException">
    /// The model failed while running: it stays, and the next tick tries again. Or a behaviour's own, as everything that one throws.
    /// </exception>
    public bool Tick()
    {
        Source.Start();
        _captureRate.Count(Source.Captured, Stopwatch.GetTimestamp());
        Models.Adopt(); // a frame boundary: the only place where the model changes

        foreach (VisionBehaviour behaviour in _behaviours)
            behaviour.DoUpdate();

        if (Models.Current is not { } model || !Source.TryAcquireLatest(out Frame? frame))
            return false;
        Frame = frame!;
        return Classify(model, Frame);
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
#pragma warning disable RS0030 // Blocking is what this method is for, on the thread that ticks.
            Thread.Sleep(1);
#pragma warning restore RS0030
        else
            Source.WaitForFrame(IdleWait);
    }

    /// <summary>
    /// Copies the newest result that was not taken before: for a render thread beside <see cref="StartAsync"/>. One such thread.
    /// </summary>
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

    // One frame through the model, and its result to all who want it; false if the model's GPU is lost.
    private bool Classify(LoadedModel model, Frame frame)
    {
        StageTimings timings = new() { CapturedAt = frame.CapturedAt, AcquiredAt = Stopwatch.GetTimestamp() };
        try
        {
            model.Preprocess(frame);
            timings.PreprocessedAt = Stopwatch.GetTimestamp();
            model.Run();
        }
        catch (DeviceLostException e) when (model.IsOnGpu)
        {
            Models.Lose(e);
            return false;
        }
        Result.TopCount = model.Rank(Result.Slots);
        timings.InferredAt = Stopwatch.GetTimestamp();

        Models.Scored(frame.Sequence, timings.InferredAt);
        Describe(model, timings);

        foreach (VisionBehaviour behaviour in _behaviours)
            behaviour.DoResult(Result, frame);
        Result.Timings.PresentedAt = _behaviours.Count == 0 ? timings.InferredAt : Stopwatch.GetTimestamp();

        Publish();
        return true;
    }

    private void Describe(LoadedModel model, in StageTimings timings)
    {
        Result.Sequence = Frame!.Sequence;
        Result.Truth = Frame.Truth;
        Result.Model = model.Definition.Id;
        Result.IsTrained = model.Definition.IsTrained;
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
        if (drops != _drops)
            EngineMeter.Dropped(drops.Busy - _drops.Busy, drops.Repeated - _drops.Repeated, drops.Corrupt - _drops.Corrupt);
        _drops = drops;
        _results.Writing.CopyFrom(Result);
        _results.Publish();
    }
}
