using Microsoft.ML.OnnxRuntime;

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

/// <summary>A backend of this machine.</summary>
/// <param name="Backend">Which.</param>
/// <param name="Description">What it is made of, in words for a user.</param>
/// <param name="Problem">Why it cannot be used; null if it can.</param>
public sealed record BackendDevice(InferenceBackend Backend, string Description, string? Problem)
{
    /// <summary>Every backend there is, best first. Any thread; opens the GPU to see whether it works.</summary>
    /// <param name="gpu">As <see cref="ModelOptions.Gpu"/>.</param>
    /// <exception cref="VisionException">ONNX Runtime itself is not there.</exception>
    public static IReadOnlyList<BackendDevice> List(string? gpu = null)
    {
        DirectMlAccess.PrepareLibraries();
        string? problem = DirectMlAccess.Problem(gpu, out AdapterSelection? gpus);
        return
        [
            new BackendDevice(InferenceBackend.DirectMl, gpus is null ? "" : DirectMlAccess.Describe(gpus), problem),
            new BackendDevice(InferenceBackend.Cpu, $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}", null),
        ];
    }
}

/// <summary>The backend that runs, and why each better one does not.</summary>
/// <param name="Chosen">Never <see cref="InferenceBackend.Auto"/>.</param>
/// <param name="Rejected">In order of preference.</param>
public sealed record BackendSelection(InferenceBackend Chosen, IReadOnlyList<RejectedBackend> Rejected)
{
    /// <summary>The GPU that runs it; null for the CPU.</summary>
    public string? Device { get; init; }

    /// <summary>Short name for results and the overlay.</summary>
    public string Name => NameOf(Chosen);

    /// <summary>In one line, fit to show: "cpu (not directml: DirectML needs Windows)".</summary>
    public override string ToString() =>
        $"{Name}{(Device is null ? "" : $", {Device}")}{string.Concat(Rejected.Select(rejected => $" (not {NameOf(rejected.Backend)}: {rejected.Reason.TrimEnd('.')})"))}";

    private static string NameOf(InferenceBackend backend) => backend == InferenceBackend.DirectMl ? "directml" : "cpu";
}
