namespace RealtimeCnn;

/// <summary>How models are loaded and run. Immutable: any thread.</summary>
public sealed record InferenceOptions
{
    /// <summary>The value of <see cref="Backend"/> and <see cref="Preprocess"/> that leaves the choice to a measurement.</summary>
    public const string Auto = "auto";

    /// <summary>The value of <see cref="Preprocess"/> that stands for the first of <see cref="Gpus"/>.</summary>
    public const string AnyGpu = "gpu";

    /// <summary>
    /// Name of the backend that runs the network: one of <see cref="Backends"/>, had or refused; or <see cref="Auto"/>, the faster one,
    /// measured for each model.
    /// </summary>
    public string Backend { get; init; } = Auto;

    /// <summary>
    /// Whether every backend is taken at its word. Otherwise what it answers to one picture is held against the processor, for each model
    /// that it loads, and the backend is refused for that model if it answers something else: a driver can compute wrongly without any
    /// error. That costs a load and a run on the processor, once for each model while the program runs, and a run at every load.
    /// </summary>
    public bool TrustBackend { get; init; }

    /// <summary>
    /// Whether models tell where they look (<see cref="FrameResult.Attention"/>): what their last layers have in hand is read in every
    /// frame. Loading takes longer, and an ONNX file that holds its weights is in memory as a whole for a moment. A model of which no map
    /// can be made runs without, and says why (<see cref="LoadedModel.NoAttention"/>).
    /// </summary>
    public bool Explains { get; init; }

    /// <summary>The backends that the program has, best first. On its own the runtime has <see cref="Cpu"/>.</summary>
    public IReadOnlyList<IInferenceBackend> Backends { get; init; } = CpuOnly;

    /// <summary>
    /// What makes the tensor: "cpu", fused SIMD; "scalar", the plain reference, slow, and the measure of the others; the name of one of
    /// <see cref="Gpus"/>, a shader, the CPU while that GPU has failed; <see cref="AnyGpu"/>; or <see cref="Auto"/>, the CPU or, where a
    /// GPU was measured to be faster, the GPU.
    /// </summary>
    public string Preprocess { get; init; } = Auto;

    /// <summary>The APIs through which GPUs preprocess, best first; none on its own.</summary>
    public IReadOnlyList<IGpuApi> Gpus { get; init; } = [];

    /// <summary>
    /// Which GPU: part of its name, in any case; its index (Vulkan); or its LUID as 0x..., "fastest" or "frugal" (Direct3D 12). Null for
    /// the best.
    /// </summary>
    public string? Gpu { get; init; }

    /// <summary>Threads of one inference on the CPU; 0 for all cores but one, which is left to the program's own work.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// How long a load may take, first runs included: what takes longer is stopped, and the model refused. What counts is how long the
    /// loading thread computes; a load that waits instead has ten times as long by the clock. One frame's run has 5 s and ten times as
    /// long as the network took when it was loaded, and at most this; both count in the same way. What does not stop is
    /// left to itself, and nobody waits for it. 30 s unless set;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no limits.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to nothing or less.</exception>
    public TimeSpan TimeLimit
    {
        get;
        init => field = value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A time limit is more than 0.");
    } = TimeSpan.FromSeconds(30);

    /// <summary>ONNX Runtime's CPU provider.</summary>
    public static IInferenceBackend Cpu => CpuOnly[0];

    /// <summary>The backend that was lost a moment ago: shown as the reason why another one runs.</summary>
    internal (string Backend, string Reason)? Lost { get; init; }

    /// <summary>
    /// How a <see cref="SwitchingPreprocessor"/> obeys <see cref="Preprocess"/>; null for the reference, which is not switched.
    /// </summary>
    internal PreprocessMode? SwitchMode => Preprocess switch
    {
        Auto => PreprocessMode.Auto,
        CpuBackend.CpuName => PreprocessMode.Cpu,
        ScalarPreprocessor.ScalarName => null,
        _ => PreprocessMode.Gpu,
    };

    /// <summary>Whether <see cref="Preprocess"/> is the name of an API, which the program may not have.</summary>
    internal bool NamesApi => SwitchMode == PreprocessMode.Gpu && Preprocess != AnyGpu;

    /// <summary>The API that preprocesses where a GPU does: the one named, or else the first; null if the program has none.</summary>
    internal IGpuApi? GpuApi => Gpus.FirstOrDefault(api => api.Name == Preprocess) ?? (NamesApi ? null : Gpus.Count > 0 ? Gpus[0] : null);

    private static readonly IReadOnlyList<IInferenceBackend> CpuOnly = [new CpuBackend()];

    /// <summary>Whether a model loaded in one way serves for the other: a preprocessor is switched, not loaded.</summary>
    internal bool LoadsAs(InferenceOptions other) =>
        (SwitchMode is null) == (other.SwitchMode is null) && GpuApi == other.GpuApi
            && this with { Preprocess = other.Preprocess } == other;
}
