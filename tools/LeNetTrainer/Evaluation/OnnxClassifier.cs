using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn.LeNetTrainer;

/// <summary>The shipped file run as the product runs it: one normalised picture in, ten logits out.</summary>
internal sealed class OnnxClassifier : IDisposable
{
    private readonly float[] _input = new float[LeNetNetwork.InputPixels];
    private readonly float[] _logits = new float[LeNetNetwork.Classes];
    private readonly InferenceSession _session;
    private readonly OrtValue _inputValue;
    private readonly OrtValue _outputValue;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();

    public OnnxClassifier(string path)
    {
        if (!File.Exists(path))
            throw new TrainerException($"{path} does not exist.");
        using SessionOptions session = CpuBackend.CreateSessionOptions(threads: 1);
        try
        {
            _session = new InferenceSession(path, session);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new TrainerException($"{path} is not a usable ONNX model: {exception.Message.ReplaceLineEndings(" ")}");
        }

        _inputValue = OrtValue.CreateTensorValueFromMemory(_input, [1, 1, LeNetNetwork.InputSize, LeNetNetwork.InputSize]);
        _outputValue = OrtValue.CreateTensorValueFromMemory(_logits, [1, LeNetNetwork.Classes]);
        _binding = _session.CreateIoBinding();
        _binding.BindInput("input", _inputValue);
        _binding.BindOutput("logits", _outputValue);
    }

    /// <summary>The class of a grey picture in [0, 1]; the logits stay readable until the next call.</summary>
    public int Classify(ReadOnlySpan<float> picture)
    {
        picture.CopyTo(_input);
        Preprocessing.Normalise(_input);
        _session.RunWithBinding(_options, _binding);
        int best = 0;
        for (int i = 1; i < _logits.Length; i++)
        {
            if (_logits[i] > _logits[best])
                best = i;
        }

        return best;
    }

    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>The picture of the last call, normalised.</summary>
    public ReadOnlySpan<float> Input => _input;

    public void Dispose()
    {
        _binding.Dispose();
        _outputValue.Dispose();
        _inputValue.Dispose();
        _options.Dispose();
        _session.Dispose();
    }
}
