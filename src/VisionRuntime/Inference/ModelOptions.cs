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

    /// <summary>The same shader through Direct3D 12: Windows. A network on DirectML then finds its input on the GPU.</summary>
    Direct3D12,
}

/// <summary>How models are loaded.</summary>
public sealed record ModelOptions
{
    /// <summary>Execution provider.</summary>
    public InferenceBackend Backend { get; init; } = InferenceBackend.Auto;

    /// <summary>Preprocessor.</summary>
    public PreprocessBackend Preprocess { get; init; } = PreprocessBackend.Auto;

    /// <summary>
    /// Which GPU: part of its name, in any case; its index (Vulkan); or its LUID as 0x..., "fastest" or "frugal" (Direct3D 12). Null for the best.
    /// </summary>
    public string? Gpu { get; init; }

    /// <summary>The backend that was lost a moment ago: shown as the reason why another one runs.</summary>
    internal RejectedBackend? Lost { get; init; }

    /// <summary>Threads of one inference; 0 leaves the choice to ONNX Runtime (one per physical core).</summary>
    public int Threads { get; init; }

    /// <summary>Preprocessing on the GPU as this system does it best.</summary>
    public static PreprocessBackend GpuPreprocess => DirectMlAccess.Preprocess;

    /// <summary>Opens another GPU for <see cref="Preprocess"/>, in tests.</summary>
    internal Func<PreprocessSpec, IDirectPreprocessor>? OpenGpu { get; init; }

    /// <summary>How a <see cref="SwitchingPreprocessor"/> obeys <see cref="Preprocess"/>; null for the reference, which is not switched.</summary>
    internal PreprocessMode? SwitchMode => Preprocess switch
    {
        PreprocessBackend.Auto => PreprocessMode.Auto,
        PreprocessBackend.Cpu => PreprocessMode.Cpu,
        PreprocessBackend.Vulkan or PreprocessBackend.Direct3D12 => PreprocessMode.Gpu,
        _ => null,
    };

    internal IPreprocessor CreatePreprocessor(PreprocessSpec spec)
    {
        if (SwitchMode is not { } mode)
            return new ScalarPreprocessor(spec);
        // Taken before the model that is replaced gives it back, the GPU stays open from swap to swap.
        VulkanPreprocessor? gpu = mode == PreprocessMode.Auto && GpuApi == PreprocessBackend.Vulkan ? VulkanPreprocessor.OpenIfInUse(spec, Gpu) : null;
        return new SwitchingPreprocessor(spec, OpenGpu ?? OpenByName, mode, clock: null, gpu);
    }

    private PreprocessBackend GpuApi => Preprocess is PreprocessBackend.Vulkan or PreprocessBackend.Direct3D12 ? Preprocess : GpuPreprocess;

    private IDirectPreprocessor OpenByName(PreprocessSpec spec) =>
        GpuApi == PreprocessBackend.Direct3D12 ? DirectMlAccess.CreatePreprocessor(spec, Gpu) : VulkanPreprocessor.Open(spec, Gpu);

    /// <summary>Whether a model loaded in one way serves for the other: a preprocessor is switched, not loaded.</summary>
    internal bool LoadsAs(ModelOptions other) =>
        (SwitchMode is null) == (other.SwitchMode is null) && GpuApi == other.GpuApi && this with { Preprocess = other.Preprocess } == other;
}
