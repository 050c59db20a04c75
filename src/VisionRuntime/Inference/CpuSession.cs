using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn;

/// <summary>A session on ONNX Runtime's CPU provider.</summary>
/// <param name="inference">Taken over.</param>
internal sealed class CpuSession(InferenceSession inference) : IModelSession
{
    private IPreprocessor? _preprocessor;

    /// <inheritdoc/>
    public InferenceSession Inference => inference;

    /// <inheritdoc/>
    public bool CopiesWhenBound => false;

    /// <inheritdoc/>
    public IPreprocessor CreatePreprocessor(PreprocessSpec spec, ModelOptions options) => _preprocessor = options.CreatePreprocessor(spec);

    /// <inheritdoc/>
    public void Examine(Exception e)
    {
    }

    /// <summary>Frees the network, then what wrote its input.</summary>
    public void Dispose()
    {
        inference.Dispose();
        _preprocessor?.Dispose();
    }
}
