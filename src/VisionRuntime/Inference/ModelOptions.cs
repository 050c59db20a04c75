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
    /// Which GPU: its index (Vulkan), LUID (Direct3D 12, as 0x...), "fastest", "frugal", or part of its name, in any case. Null for the best.
    /// </summary>
    public string? Gpu { get; init; }

    /// <summary>The backend that was lost a moment ago: shown as the reason why another one runs.</summary>
    internal RejectedBackend? Lost { get; init; }

    /// <summary>Threads of one inference; 0 leaves the choice to ONNX Runtime (one per physical core).</summary>
    public int Threads { get; init; }

    internal IPreprocessor CreatePreprocessor(PreprocessSpec spec) => Preprocess switch
    {
        PreprocessBackend.Scalar => new ScalarPreprocessor(spec),
        PreprocessBackend.Vulkan => new SwitchingPreprocessor(spec, wanted => VulkanPreprocessor.Open(wanted, Gpu), PreprocessMode.Gpu),
        PreprocessBackend.Direct3D12 => new SwitchingPreprocessor(spec, wanted => DirectMlAccess.CreatePreprocessor(wanted, Gpu), PreprocessMode.Gpu),
        _ => new SimdPreprocessor(spec),
    };
}
