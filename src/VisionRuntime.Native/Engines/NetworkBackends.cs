using RealtimeCnn.Direct3D12;

namespace RealtimeCnn.Native;

/// <summary>What runs networks: the processor, and on Windows DirectML.</summary>
internal static class NetworkBackends
{
    private const int Auto = 0, Cpu = 1, DirectMl = 2;

    private static readonly Lazy<IReadOnlyList<IInferenceBackend>> OnWindows = new(MakeOnWindows);

    /// <summary>Those that an engine has, best first.</summary>
    /// <param name="gpu">The host's device, which preprocesses: DirectML reads only what is preprocessed on a device of its own.</param>
    public static IReadOnlyList<IInferenceBackend> Of(NativeGpu? gpu) =>
        HasDirectMl(gpu) ? OnWindows.Value : [InferenceOptions.Cpu];

    /// <summary>The RCNN_BACKEND_ constants of the header, as the engine calls them.</summary>
    /// <exception cref="Refusal">There is no such one, or not for this engine.</exception>
    public static string Name(int backend, NativeGpu? gpu) => backend switch
    {
        Auto => InferenceOptions.Auto,
        Cpu => InferenceOptions.Cpu.Name,
        DirectMl when HasDirectMl(gpu) => "directml",
        DirectMl => throw new Refusal(
            Status.BadArgument, "rcnn_options.backend is RCNN_BACKEND_DIRECTML: that needs Windows, and no device of the host's."),
        _ => throw new Refusal(Status.BadArgument, $"rcnn_options.backend is {backend}; the header lists what it may be."),
    };

    // Nothing else leads to DirectML, which the compiler so leaves out of a library for another system.
    private static bool HasDirectMl(NativeGpu? gpu) => OperatingSystem.IsWindows() && gpu is null;

    private static IReadOnlyList<IInferenceBackend> MakeOnWindows()
    {
        DirectMlBackend.UseLibraries(OnnxRuntimeLibrary.FilePath, OnnxRuntimeLibrary.Beside("DirectML.dll"));
        return [DirectMlBackend.Instance, InferenceOptions.Cpu];
    }
}
