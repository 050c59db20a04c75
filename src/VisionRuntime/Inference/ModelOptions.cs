namespace RealtimeCnn;

/// <summary>Which preprocessor makes the tensor.</summary>
public enum PreprocessBackend
{
    /// <summary>The CPU's or, where a GPU is there and was measured to be faster, the GPU's.</summary>
    Auto,

    /// <summary>Fused SIMD on the CPU.</summary>
    Cpu,

    /// <summary>The plain reference: slow, and the measure of the others.</summary>
    Scalar,

    /// <summary>A shader on the GPU, through Vulkan; the CPU while the GPU has failed.</summary>
    Vulkan,
}

/// <summary>How models are loaded.</summary>
public sealed record ModelOptions
{
    /// <summary>Execution provider.</summary>
    public InferenceBackend Backend { get; init; } = InferenceBackend.Auto;

    /// <summary>Preprocessor.</summary>
    public PreprocessBackend Preprocess { get; init; } = PreprocessBackend.Auto;

    /// <summary>Threads of one inference; 0 leaves the choice to ONNX Runtime (one per physical core).</summary>
    public int Threads { get; init; }

    /// <summary>Opens the GPU for <see cref="Preprocess"/>; tests put another in its place.</summary>
    internal Func<PreprocessSpec, IDirectPreprocessor> OpenGpu { get; init; } = OpenVulkan;

    /// <summary>How a <see cref="SwitchingPreprocessor"/> obeys <see cref="Preprocess"/>; null for the reference, which is not switched.</summary>
    internal PreprocessMode? SwitchMode => Preprocess switch
    {
        PreprocessBackend.Auto => PreprocessMode.Auto,
        PreprocessBackend.Cpu => PreprocessMode.Cpu,
        PreprocessBackend.Vulkan => PreprocessMode.Gpu,
        _ => null,
    };

    internal IPreprocessor CreatePreprocessor(PreprocessSpec spec)
    {
        if (SwitchMode is not { } mode)
            return new ScalarPreprocessor(spec);
        // Taken before the model that is replaced gives it back, the GPU stays open from swap to swap.
        VulkanPreprocessor? gpu = mode == PreprocessMode.Auto ? VulkanPreprocessor.OpenIfInUse(spec) : null;
        return new SwitchingPreprocessor(spec, OpenGpu, mode, clock: null, gpu);
    }

    private static IDirectPreprocessor OpenVulkan(PreprocessSpec spec) => VulkanPreprocessor.Open(spec);

    /// <summary>Whether a model loaded in one way serves for the other: a preprocessor is switched, not loaded.</summary>
    internal bool LoadsAs(ModelOptions other) =>
        (SwitchMode is null) == (other.SwitchMode is null) && this with { Preprocess = other.Preprocess } == other;
}
