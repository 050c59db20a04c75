namespace RealtimeCnn;

/// <summary>Which execution provider runs the network.</summary>
public enum InferenceBackend
{
    /// <summary>The best one that this machine has.</summary>
    Auto,

    /// <summary>ONNX Runtime's CPU provider.</summary>
    Cpu,

    /// <summary>DirectML on Direct3D 12: Windows.</summary>
    DirectMl,
}

/// <summary>A backend that was considered and not taken.</summary>
/// <param name="Backend">Which.</param>
/// <param name="Reason">Why, in words for a user.</param>
public readonly record struct RejectedBackend(InferenceBackend Backend, string Reason);

/// <summary>The backend that runs, and why each better one does not.</summary>
/// <param name="Chosen">Never <see cref="InferenceBackend.Auto"/>.</param>
/// <param name="Rejected">In order of preference.</param>
public sealed record BackendSelection(InferenceBackend Chosen, IReadOnlyList<RejectedBackend> Rejected)
{
    /// <summary>Short name for results and the overlay.</summary>
    public string Name => Chosen == InferenceBackend.DirectMl ? "directml" : "cpu";

    /// <summary>Chooses a backend.</summary>
    /// <param name="wanted">Auto falls back with reasons; a backend named outright is had or refused.</param>
    /// <exception cref="VisionException">The backend asked for by name is not usable here.</exception>
    public static BackendSelection For(InferenceBackend wanted)
    {
        if (wanted == InferenceBackend.Cpu)
            return new BackendSelection(InferenceBackend.Cpu, []);
        string reason = OperatingSystem.IsWindows()
            ? "this build carries ONNX Runtime without the DirectML provider"
            : "DirectML needs Windows";
        if (wanted == InferenceBackend.DirectMl)
            throw new VisionException($"Backend 'directml' cannot be used: {reason}. Use --backend auto or cpu.");
        return new BackendSelection(InferenceBackend.Cpu, [new RejectedBackend(InferenceBackend.DirectMl, reason)]);
    }
}
