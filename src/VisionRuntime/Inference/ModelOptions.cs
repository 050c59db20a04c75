namespace RealtimeCnn;

/// <summary>Which preprocessor makes the tensor.</summary>
public enum PreprocessBackend
{
    /// <summary>The CPU's; a GPU has to be asked for by name.</summary>
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

    internal IPreprocessor CreatePreprocessor(PreprocessSpec spec) => Preprocess switch
    {
        PreprocessBackend.Scalar => new ScalarPreprocessor(spec),
        PreprocessBackend.Vulkan => new SwitchingPreprocessor(spec, wanted => VulkanPreprocessor.Open(wanted), PreprocessMode.Gpu),
        _ => new SimdPreprocessor(spec),
    };
}
