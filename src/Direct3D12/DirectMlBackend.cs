using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn.Direct3D12;

/// <summary>Networks on the GPU, through DirectML on Direct3D 12. Needs Windows; elsewhere it says so.</summary>
/// <remarks>Any thread.</remarks>
public sealed class DirectMlBackend : IInferenceBackend
{
    private const string NeedsWindows = "DirectML needs Windows";

    // Long enough for the biggest network on a software GPU.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly ConcurrentDictionary<string, DirectMlHost> Hosts = new();

    private DirectMlBackend()
    {
    }

    /// <summary>The one there is.</summary>
    public static DirectMlBackend Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "directml";

    /// <summary>
    /// Takes other libraries than those beside the program, beside whichever copies others have loaded: for a plugin, which brings its own.
    /// Who calls this sees to it that ONNX Runtime's managed half has the same one, by a resolver
    /// (<see cref="System.Runtime.InteropServices.NativeLibrary.SetDllImportResolver"/>). Before the first use of this backend.
    /// </summary>
    /// <param name="onnxRuntime">Full path of ONNX Runtime's library with the DirectML provider, whatever it is called there.</param>
    /// <param name="directMl">Full path of DirectML's. Where there is none, networks do not run on it, and the reason says so.</param>
    /// <exception cref="ArgumentNullException">A path is null.</exception>
    /// <exception cref="InvalidOperationException">The libraries are loaded already.</exception>
    public static void UseLibraries(string onnxRuntime, string directMl)
    {
        ArgumentNullException.ThrowIfNull(onnxRuntime);
        ArgumentNullException.ThrowIfNull(directMl);
        DirectMlLibraries.Use(onnxRuntime, directMl);
    }

    /// <summary>
    /// Loads ONNX Runtime from the program's folder, before anything else can load another copy. Comes before its first use.
    /// </summary>
    /// <exception cref="VisionException">It is not there, or another was loaded before.</exception>
    public void Prepare()
    {
        if (OperatingSystem.IsWindows())
            _ = DirectMlLibraries.OnnxRuntime;
    }

    /// <inheritdoc/>
    public string? Problem(string? gpu, out string description)
    {
        description = "";
        if (!OperatingSystem.IsWindows())
            return NeedsWindows;
        try
        {
            DirectMlHost host = HostOf(gpu);
            DirectMlGpu open = host.Take();
            description = Describe(open.Device);
            host.Return(open);
            return null;
        }
        catch (VisionException e)
        {
            return e.Message;
        }
    }

    /// <inheritdoc/>
    public ModelSession Open(
        InferenceOptions options, Func<SessionOptions, InferenceSession> open, Func<InferenceSession, PreprocessSpec> inputOf)
    {
        ArgumentNullException.ThrowIfNull(options);
        return DirectMlSession.Load(HostOf(options.Gpu), open, inputOf);
    }

    /// <inheritdoc/>
    public LoadedModel Load(string? gpu, string model, Func<LoadedModel> load) => HostOf(gpu).Guard(load, $"load {model}");

    /// <summary>The host of a GPU.</summary>
    internal static DirectMlHost HostOf(string? gpu) => Hosts.GetOrAdd(gpu ?? "", _ => new DirectMlHost(gpu, Patience));

    // GPU, those not taken, its memory, and libraries.
    private static string Describe(Direct3D12Device device)
    {
        Choice<GpuInfo> gpus = device.Gpus;
        string memory = device.Memory is { } bytes
            ? FormattableString.Invariant($"; {bytes.Used >> 20:N0} of {bytes.Granted >> 20:N0} MB that this program may use are in use")
            : "";
        string others = string.Concat(
            gpus.Rejected.Select(rejected => $"; not {AdapterChooser.Text(rejected.Candidate)}: {rejected.Reason}"));
        string libraries = string.Join(", ", DirectMlLibraries.Versions.Select(library => $"{library.Library} {library.Version}"));
        return $"{AdapterChooser.Text(gpus.Chosen!)}{others}{memory}; {libraries}";
    }
}
