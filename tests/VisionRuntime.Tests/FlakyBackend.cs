using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn.Tests;

/// <summary>The processor, but for frames on which it fails when the test says so.</summary>
internal sealed class FlakyBackend : IInferenceBackend
{
    /// <summary>Called for each frame while it is preprocessed; what it throws is what the model does.</summary>
    public Action OnFrame { get; set; } = () => { };

    public string Name => "flaky";

    public string? Problem(string? gpu, out string description)
    {
        description = "a fake";
        return null;
    }

    ModelSession IInferenceBackend.Open(
        InferenceOptions options, Func<SessionOptions, InferenceSession> open, Func<InferenceSession, PreprocessSpec> inputOf)
    {
        using SessionOptions sessionOptions = CpuBackend.CreateSessionOptions(1);
        return new Session(this, open(sessionOptions));
    }

    private sealed class Session(FlakyBackend owner, InferenceSession inference) : ModelSession(inference)
    {
        // Asked in every frame.
        public override bool CopiesWhenBound
        {
            get
            {
                owner.OnFrame();
                return false;
            }
        }
    }
}
