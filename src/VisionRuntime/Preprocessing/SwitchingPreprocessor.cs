namespace RealtimeCnn;

/// <summary>
/// Preprocessing on CPU or GPU, switched while frames flow. In <see cref="PreprocessMode.Auto"/>, once a stream of frames shows, the GPU is
/// opened and warmed in the background, then both make the tensor of a few frames, and the faster one stays. If the GPU fails, the CPU
/// makes the very same frame's tensor, and the GPU is opened again in the background after 1 s, 2 s, 4 s, up to a minute. Frames that lie
/// on a GPU are read there, or fail.
/// </summary>
/// <remarks>
/// One thread at a time for frames; <see cref="Mode"/>, <see cref="Decision"/> and <see cref="Name"/> from any. A frame allocates nothing,
/// but for those in which something changes.
/// </remarks>
internal sealed class SwitchingPreprocessor : IDisposable
{
    private readonly GpuPreparation _preparation;
    private readonly PreprocessTrial _trial;
    private readonly TimeProvider _clock;
    private readonly IPreprocessor _cpu;
    private readonly InputTensor _cpuTensor;

    private volatile PreprocessMode _mode;
    private volatile IGpuPreprocessor? _last; // null: the CPU made the last tensor
    private volatile Choice<string> _decision = new("", []);
    private PreprocessMode _modeApplied;

    // The GPU, ready for frames of this shape; null while it is away, being opened or warmed, or has failed.
    private IGpuPreprocessor? _gpu;
    private FrameShape _shape;
    private readonly string? _whyGpu;
    private readonly string _gpuName;
    private readonly GpuHealth _health;
    private bool _areOnGpu; // the last frame was

    /// <summary>Makes one.</summary>
    /// <param name="spec">How frames become the model's input.</param>
    /// <param name="openGpu">
    /// Opens the GPU, on any thread; throws <see cref="VisionException"/> if it cannot: <see cref="IGpuApi.OpenPreprocessor"/>. Null where
    /// the program has none.
    /// </param>
    /// <param name="mode">What to begin with. <see cref="PreprocessMode.Gpu"/> opens the GPU here and now.</param>
    /// <param name="clock">For the measuring and the retries; null for the system's.</param>
    /// <param name="gpu">The GPU, if it is open already; from now on owned here.</param>
    /// <param name="whyGpu">What decides for the GPU in <see cref="PreprocessMode.Auto"/> without measuring; null to measure.</param>
    /// <param name="gpuName">What to call the GPU while it is not open.</param>
    /// <exception cref="ArgumentException">The description is not valid.</exception>
    /// <exception cref="VisionException">The GPU was asked for and cannot be had.</exception>
    public SwitchingPreprocessor(
        PreprocessSpec spec, Func<PreprocessSpec, IGpuPreprocessor>? openGpu, PreprocessMode mode = PreprocessMode.Auto,
        TimeProvider? clock = null, IGpuPreprocessor? gpu = null, string? whyGpu = null, string gpuName = "gpu")
        : this(new SimdPreprocessor(spec), openGpu, mode, clock, gpu, whyGpu, gpuName)
    {
    }

    internal SwitchingPreprocessor(
        IPreprocessor cpu, Func<PreprocessSpec, IGpuPreprocessor>? openGpu, PreprocessMode mode, TimeProvider? clock,
        IGpuPreprocessor? gpu = null, string? whyGpu = null, string gpuName = "gpu")
    {
        (_cpu, _clock, _gpu, _whyGpu, _gpuName) = (cpu, clock ?? TimeProvider.System, gpu, whyGpu, gpuName);
        (_trial, _health) = (new PreprocessTrial(_clock), new GpuHealth(_clock));
        _preparation = new GpuPreparation(openGpu, cpu.Spec);
        _mode = mode;
        _modeApplied = mode = Effective(mode);
        if (mode == PreprocessMode.Gpu)
        {
            _gpu ??= _preparation.Open();
            _last = _gpu;
        }
        _cpuTensor = new InputTensor(cpu.Spec);
        Decide(mode switch
        {
            PreprocessMode.Gpu => ForGpu,
            PreprocessMode.Cpu => ForCpu(WhyCpu),
            _ => ForCpu("until the GPU is measured"),
        });
    }

    /// <summary>
    /// Raised on the thread that runs frames when <see cref="Decision"/> changes: once per change of processor, failure or return.
    /// </summary>
    public event Action<Choice<string>>? DecisionChanged;

    /// <summary>Takes effect at the next frame.</summary>
    public PreprocessMode Mode
    {
        get => _mode;
        set => _mode = value;
    }

    /// <summary>What runs and why: "vulkan: 0.21 ms (not cpu: 0.35 ms for 1920 x 1080 Bgr8)".</summary>
    public Choice<string> Decision => _decision;

    /// <summary>Name of the processor that made the last tensor.</summary>
    public string Name => _last?.Name ?? _cpu.Name;

    /// <summary>Why the GPU failed last, or null.</summary>
    internal string? Failure => _health.Failure;

    /// <summary>Whether the GPU made the last tensor.</summary>
    public bool IsOnGpu => _last is not null;

    /// <summary>
    /// Whether the last frame was one like all others: nothing was begun, finished, decided or switched in it. Only others may allocate.
    /// </summary>
    public bool IsSteady { get; private set; }

    /// <summary>The description that this preprocessor follows.</summary>
    public PreprocessSpec Spec => _cpu.Spec;

    /// <summary>As <see cref="IGpuPreprocessor.GpuMilliseconds"/>; null if the CPU made the last tensor.</summary>
    public double? GpuMilliseconds => _last?.GpuMilliseconds;

    /// <summary>For tests: the background's work, if it has any.</summary>
    internal Task? Preparing => _preparation.Work;

    /// <summary>Fills a tensor; never fails because of the GPU, unless the frame lies there.</summary>
    /// <param name="frame">Any size from 1 x 1, any format and transform.</param>
    /// <returns>The same object as long as nothing changes; another one when the work has moved to another processor, or back.</returns>
    /// <exception cref="VisionException">The frame lies on a GPU, and nothing here can read it; the message says why.</exception>
    public InputTensor Run(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.ThrowIfEmpty();
        IsSteady = true;
        _trial.See(frame);
        PreprocessMode mode = Effective(_mode);
        if (mode != _modeApplied || frame.IsOnGpu != _areOnGpu)
        {
            _areOnGpu = frame.IsOnGpu;
            Apply(mode);
        }
        if (_areOnGpu)
            return RunWhereItLies(frame);
        if (mode == PreprocessMode.Cpu || !IsGpuReady(frame))
            return RunCpu(frame);
        if (mode == PreprocessMode.Auto && !_trial.IsOver)
            return RunBoth(frame);
        return mode == PreprocessMode.Gpu || _trial.IsGpuFaster ? RunGpu(frame) ?? RunCpu(frame) : RunCpu(frame);
    }

    /// <summary>Waits for the background and frees everything. No tensor may be bound any more.</summary>
    public void Dispose()
    {
        _preparation.Dispose();
        _gpu?.Dispose();
        _gpu = null;
        _cpuTensor.Dispose();
        _cpu.Dispose();
    }

    private PreprocessMode Effective(PreprocessMode mode) => mode != PreprocessMode.Auto ? mode
        : _whyGpu is not null ? PreprocessMode.Gpu
        : _preparation.HasGpu ? PreprocessMode.Auto
        : PreprocessMode.Cpu;

    private string WhyCpu => _mode == PreprocessMode.Auto ? GpuPreparation.NoGpu : "asked for";

    private void Apply(PreprocessMode mode)
    {
        _health.AskAgain(outright: mode == PreprocessMode.Gpu && mode != _modeApplied);
        _modeApplied = mode;
        _trial.Restart();
        if (mode == PreprocessMode.Cpu)
            Decide(ForCpu(WhyCpu));
        else if (_gpu is null)
            Decide(ForCpu("until the GPU is open"));
        else
            DecideForGpu();
    }

    // Starts and adopts the background's work. True when the GPU can take this frame.
    private bool IsGpuReady(Frame frame)
    {
        // Asked for outright, or where the frame lies, the GPU is waited for; but frames never wait for its return after a failure.
        bool mayWait = (_areOnGpu || _modeApplied == PreprocessMode.Gpu) && !_health.HasFailed;
        if (_preparation.Work is { IsCompleted: false } && !mayWait)
            return false;
        if (_preparation.Work is not null)
            Adopt();
        if (_gpu is not null && frame.Shape == _shape)
            return true;
        if (_modeApplied == PreprocessMode.Auto && !_areOnGpu && !_trial.IsDue)
            return false;
        if (_gpu is null && !_health.MayOpen)
            return false;

        IsSteady = false;
        _preparation.Begin(_gpu, frame);
        _gpu = null;
        if (!mayWait)
            return false;
        Adopt();
        return _gpu is not null;
    }

    private void Adopt()
    {
        IsSteady = false;
        try
        {
            (_gpu, _shape) = _preparation.End();
            _health.BeReady();
            _trial.Restart();
            if (_modeApplied != PreprocessMode.Cpu)
                DecideForGpu();
        }
        catch (VisionException e)
        {
            Fail(e);
        }
    }

    // Takes turns in going first: the second finds the frame in the cache.
    private InputTensor RunBoth(Frame frame)
    {
        bool cpuFirst = _trial.CpuGoesFirst;
        if (cpuFirst)
            TimeCpu(frame);
        long start = _clock.GetTimestamp();
        if (RunGpu(frame) is null)
            return RunCpu(frame);
        _trial.GpuTook(start);
        if (!cpuFirst)
            TimeCpu(frame);
        _last = null;
        _trial.Count();
        if (_trial.IsOver)
            Decide(_trial.Judge(_cpu.Name, _gpu!.Name, $"{frame.UprightWidth} x {frame.UprightHeight} {_shape.Format}"));
        return _cpuTensor;
    }

    private void TimeCpu(Frame frame)
    {
        long start = _clock.GetTimestamp();
        RunCpu(frame);
        _trial.CpuTook(start);
    }

    private InputTensor RunCpu(Frame frame)
    {
        _cpu.Run(frame, _cpuTensor.Memory);
        _last = null;
        return _cpuTensor;
    }

    // Null if the GPU failed.
    private InputTensor? RunGpu(Frame frame)
    {
        try
        {
            InputTensor tensor = _gpu!.Run(frame);
            _last = _gpu;
            return tensor;
        }
        catch (VisionException e)
        {
            Fail(e);
            return null;
        }
    }

    // A frame on a GPU has no other way: what keeps that GPU from it is the frame's failure.
    private InputTensor RunWhereItLies(Frame frame)
    {
        string? why = _mode == PreprocessMode.Cpu ? "preprocessing on the CPU was asked for"
            : !IsGpuReady(frame) ? $"no GPU can read it: {Failure!.TrimEnd('.')}"
            : !_gpu!.CanRead(frame) ? $"'{_gpu.Name}' preprocesses on another device"
            : null;
        return why is not null ? throw new VisionException($"The frame is in a GPU's memory, and {why}.")
            : RunGpu(frame) ?? throw _health.Exception!;
    }

    private void Fail(VisionException e)
    {
        (bool wasReady, string gpu) = (_gpu is not null, _gpu?.Name ?? _gpuName);
        if (wasReady)
            _preparation.Close(_gpu!);
        _gpu = null;
        // Auto leaves a machine alone whose GPU never worked.
        bool isOptional = !_preparation.HasGpu || _modeApplied == PreprocessMode.Auto && !_areOnGpu;
        Decide(new(_cpu.Name, [(gpu, _health.Fail(e, wasReady, isOptional))]));
    }

    private Choice<string> ForGpu => new(_gpu!.Name, [])
    {
        Detail = _mode != PreprocessMode.Auto ? "asked for" : _areOnGpu ? "the frames are in its memory" : _whyGpu,
    };

    private Choice<string> ForCpu(string why) => new(_cpu.Name, []) { Detail = why };

    private void DecideForGpu() => Decide(_areOnGpu || _modeApplied == PreprocessMode.Gpu ? ForGpu : ForCpu("until the GPU is measured"));

    private void Decide(Choice<string> decision)
    {
        IsSteady = false;
        if (decision == _decision)
            return;
        _decision = decision;
        DecisionChanged?.Invoke(decision);
    }
}
