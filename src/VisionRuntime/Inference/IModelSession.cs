using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn;

/// <summary>
/// A network on one backend, with its input and what fills it. Made in two steps, because the network itself tells what the input is.
/// </summary>
/// <remarks>Made on any thread; afterwards one thread at a time.</remarks>
internal interface IModelSession : IDisposable
{
    /// <summary>ONNX Runtime's session, for its metadata.</summary>
    InferenceSession Inference { get; }

    /// <summary>Name of the preprocessor that made the last input.</summary>
    string PreprocessorName { get; }

    /// <summary>The input's bytes; copied from the GPU where it lies there. Valid until the next frame.</summary>
    ReadOnlySpan<byte> InputBytes { get; }

    /// <summary>Makes the input and binds it and the output. Comes once, before everything below.</summary>
    /// <param name="signature">Of this network.</param>
    /// <param name="output">Where the scores go: borrowed, outlives the session.</param>
    void Bind(ModelSignature signature, OrtValue output);

    /// <summary>Fills the input from a frame.</summary>
    /// <exception cref="DeviceLostException">The GPU is gone.</exception>
    void Preprocess(Frame frame);

    /// <summary>Copies a ready tensor of the input's size into it.</summary>
    void SetInput(ReadOnlySpan<byte> tensor);

    /// <summary>Runs the network; returns when the output is there. Allocates nothing.</summary>
    /// <exception cref="DeviceLostException">The GPU is gone.</exception>
    /// <exception cref="OnnxRuntimeException">The network failed.</exception>
    void Run();
}
