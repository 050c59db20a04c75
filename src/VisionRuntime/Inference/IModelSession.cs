using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn;

/// <summary>A network's session on one backend, and what that backend does for it. Owned by one model.</summary>
/// <remarks>Made on any thread; afterwards one thread at a time.</remarks>
internal interface IModelSession : IDisposable
{
    /// <summary>ONNX Runtime's session.</summary>
    InferenceSession Inference { get; }

    /// <summary>
    /// Whether ONNX Runtime copies an input in the processor's memory to the GPU when it is bound, not when it is run: then it has to be
    /// bound again for each frame.
    /// </summary>
    bool CopiesWhenBound { get; }

    /// <summary>Makes what fills the input, best in memory that the network reads in place. Once; it is the session's own.</summary>
    /// <param name="spec">What the input is.</param>
    /// <param name="options">Which preprocessor is wanted.</param>
    /// <exception cref="VisionException">What was asked for by name cannot be had.</exception>
    IPreprocessor CreatePreprocessor(PreprocessSpec spec, ModelOptions options);

    /// <summary>Looks into what a frame threw: errors of ONNX Runtime say only in their text that a GPU is gone.</summary>
    /// <exception cref="DeviceLostException">That was the cause.</exception>
    void Examine(Exception e);
}
