using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn.Benchmarks;

/// <summary>
/// The least that ONNX Runtime can be asked to do: one session, input and output bound once, the engine's session options.
/// </summary>
internal sealed class BareSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly OrtIoBinding _binding;
    private readonly OrtValue _input;

    public BareSession(Func<SessionOptions, InferenceSession> open, long[] inputShape, int threads)
    {
        using SessionOptions options = CpuBackend.CreateSessionOptions(threads);
        _session = open(options);
        _input = OrtValue.CreateTensorValueFromMemory(new float[inputShape.Aggregate((a, b) => a * b)], inputShape);
        _binding = _session.CreateIoBinding();
        _binding.BindInput(_session.InputNames[0], _input);
        _binding.BindOutputToDevice(_session.OutputNames[0], OrtMemoryInfo.DefaultInstance);
    }

    public void Run() => _session.RunWithBinding(_runOptions, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        _input.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
    }
}
