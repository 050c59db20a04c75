namespace RealtimeCnn;

/// <summary>Which preprocessor makes the tensor.</summary>
public enum PreprocessBackend
{
    /// <summary>The best one that this machine has.</summary>
    Auto,

    /// <summary>Fused SIMD on the CPU.</summary>
    Cpu,

    /// <summary>The plain reference: slow, and the measure of the others.</summary>
    Scalar,
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

    internal IPreprocessor CreatePreprocessor(PreprocessSpec spec) =>
        Preprocess == PreprocessBackend.Scalar ? new ScalarPreprocessor(spec) : new SimdPreprocessor(spec);
}
