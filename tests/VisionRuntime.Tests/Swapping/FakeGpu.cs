using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn.Tests;

/// <summary>A backend that runs on the processor and behaves as if it did not.</summary>
internal sealed class FakeGpu : IInferenceBackend
{
    private int _open;
    private volatile int _generation;

    public string Name => "directml";

    public bool IsAway { get; set; }

    /// <summary>An ONNX model that runs in place of each: it computes something else without any error.</summary>
    public byte[]? Runs { get; set; }

    /// <summary>Tells of its memory.</summary>
    public Func<(long Used, long Granted)?> Memory { get; set; } = () => null;

    /// <summary>Called before a model is loaded.</summary>
    public Action<string>? Loads { get; set; }

    public int Open => Volatile.Read(ref _open);

    public void Lose() => _generation++;

    public string? Problem(string? gpu, out string description)
    {
        description = "a fake";
        return null;
    }

    public LoadedModel Load(string? gpu, string model, Func<LoadedModel> load)
    {
        Loads?.Invoke(model);
        return IsAway ? throw new VisionException("no GPU") : load();
    }

    ModelSession IInferenceBackend.Open(
        InferenceOptions options, Func<SessionOptions, InferenceSession> open, Func<InferenceSession, PreprocessSpec> inputOf)
    {
        using SessionOptions sessionOptions = CpuBackend.CreateSessionOptions(1);
        return new Session(this, Runs is { } other ? new InferenceSession(other, sessionOptions) : open(sessionOptions));
    }

    private sealed class Session : ModelSession
    {
        private readonly FakeGpu _gpu;
        private readonly int _generation;

        public Session(FakeGpu gpu, InferenceSession inference) : base(inference)
        {
            (_gpu, _generation) = (gpu, gpu._generation);
            Interlocked.Increment(ref gpu._open);
        }

        public override string Device => "Fake Card";

        public override (long Used, long Granted)? DeviceMemory => _gpu.Memory();

        // Asked in every frame, as soon as there is something to lose.
        public override bool CopiesWhenBound => _gpu._generation == _generation ? false : throw new DeviceLostException("gone");

        public override void Dispose()
        {
            base.Dispose();
            Interlocked.Decrement(ref _gpu._open);
        }
    }
}
