using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn;

/// <summary>ONNX Runtime's CPU provider.</summary>
internal sealed class CpuBackend : IInferenceBackend
{
    public const string CpuName = "cpu";

    /// <inheritdoc/>
    public string Name => CpuName;

    /// <inheritdoc/>
    public string? Problem(string? gpu, out string description)
    {
        description = $"ONNX Runtime {OrtTelemetry.QuietEnvironment().GetVersionString()}";
        return null;
    }

    /// <inheritdoc/>
    public ModelSession Open(
        InferenceOptions options, Func<SessionOptions, InferenceSession> open, Func<InferenceSession, PreprocessSpec> inputOf)
    {
        using SessionOptions sessionOptions = CreateSessionOptions(options.Threads);
        return new ModelSession(open(sessionOptions));
    }

    /// <summary>How every session on the CPU is set up. The caller disposes it.</summary>
    public static SessionOptions CreateSessionOptions(int threads)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = threads == 0 ? ProcessorCores.AllButOne : threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // failures arrive as exceptions; nothing else may write to stderr
        };
        // Spinning workers would take the core that capture and present need.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }
}
