using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn;

/// <summary>A network on ONNX Runtime's CPU provider. The input is its own, or the preprocessor's where that spares a copy.</summary>
internal sealed class CpuSession : IModelSession
{
    private readonly ModelOptions _options;
    private readonly RunOptions _runOptions = new();
    private OrtIoBinding? _binding;
    private NativeTensor? _input;
    private IPreprocessor? _preprocessor;
    private string _inputName = "";
    private InputTensor? _direct; // the preprocessor's own tensor, while that is bound

    /// <summary>Takes a session over.</summary>
    public CpuSession(InferenceSession inference, ModelOptions options) => (Inference, _options) = (inference, options);

    /// <inheritdoc/>
    public InferenceSession Inference { get; }

    /// <inheritdoc/>
    public string PreprocessorName => Preprocessor.Name;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> InputBytes => _direct is null ? Input.Bytes : _direct.Bytes;

    /// <inheritdoc/>
    public void Bind(ModelSignature signature, OrtValue output)
    {
        _preprocessor = _options.CreatePreprocessor(signature.Spec);
        _input = new NativeTensor(signature.InputType, signature.InputShape);
        _inputName = signature.InputName;
        _binding = Inference.CreateIoBinding();
        _binding.BindInput(_inputName, _input.Value);
        _binding.BindOutput(signature.OutputName, output);
    }

    /// <inheritdoc/>
    public void Preprocess(Frame frame)
    {
        if (_preprocessor is IDirectPreprocessor direct)
            BindInput(direct.Run(frame));
        else
            Preprocessor.Run(frame, Input.Bytes);
    }

    /// <inheritdoc/>
    public void SetInput(ReadOnlySpan<byte> tensor)
    {
        BindInput(null);
        tensor.CopyTo(Input.Bytes);
    }

    /// <inheritdoc/>
    public void Run() => Inference.RunWithBinding(_runOptions, _binding!);

    /// <summary>Frees everything. No run may be in progress.</summary>
    public void Dispose()
    {
        _binding?.Dispose();
        _input?.Dispose();
        _runOptions.Dispose();
        Inference.Dispose();
        _preprocessor?.Dispose();
    }

    private IPreprocessor Preprocessor => _preprocessor ?? throw new InvalidOperationException("The session is not bound yet.");

    private NativeTensor Input => _input ?? throw new InvalidOperationException("The session is not bound yet.");

    // Null binds the session's own tensor. Binding allocates, so it is left alone while nothing changes.
    private void BindInput(InputTensor? tensor)
    {
        if (ReferenceEquals(tensor, _direct))
            return;
        _binding!.BindInput(_inputName, tensor?.Value ?? Input.Value);
        _direct = tensor;
    }
}
