#if TARGET_WINDOWS
using System.Collections.Concurrent;
using RealtimeCnn.DirectMl;
using RealtimeCnn.Gpu.Direct3D12;
#endif

namespace RealtimeCnn;

/// <summary>The way to DirectML: the one place that knows whether this build has it.</summary>
/// <remarks>Any thread.</remarks>
internal static class DirectMlAccess
{
#if TARGET_WINDOWS
    // Long enough for the biggest network on a software GPU.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);
    private static readonly ConcurrentDictionary<string, DirectMlHost> _hosts = new();

    /// <summary>Loads ONNX Runtime from the program's folder, before anything else can load another copy. Comes before its first use.</summary>
    /// <exception cref="VisionException">It is not there, or another was loaded before.</exception>
    public static void PrepareLibraries() => _ = DirectMlLibraries.OnnxRuntime;

    /// <summary>Opens a GPU to see whether DirectML can be used on it.</summary>
    /// <param name="gpu">As <see cref="ModelOptions.Gpu"/>.</param>
    /// <param name="gpus">The GPU and those not taken; null if it cannot.</param>
    /// <returns>Why it cannot; null if it can.</returns>
    public static string? Problem(string? gpu, out AdapterSelection? gpus)
    {
        try
        {
            DirectMlHost host = HostOf(gpu);
            DirectMlBackend backend = host.Acquire();
            gpus = backend.Device.Adapters;
            host.Release(backend);
            return null;
        }
        catch (VisionException e)
        {
            gpus = null;
            return e.Message;
        }
    }

    /// <summary>Loads and warms a model on DirectML, within a time limit.</summary>
    /// <exception cref="VisionException">DirectML cannot be used, or not for this model.</exception>
    public static LoadedModel Load(ModelDefinition definition, ModelOptions options)
    {
        if (Problem(options.Gpu, out AdapterSelection? gpus) is { } problem)
            throw new VisionException($"Backend 'directml' cannot be used: {problem} Use --backend auto or cpu.");
        DirectMlHost host = HostOf(options.Gpu);
        return host.Guard(
            () => LoadedModel.Create(
                definition, options, new BackendSelection(InferenceBackend.DirectMl, []) { Device = gpus!.Chosen.Name },
                () => DirectMlSession.Load(host, modelOptions => LoadedModel.Open(definition, modelOptions), session => ModelSignature.Input(definition, session).Spec)),
            $"load {definition.Id}");
    }

    /// <summary>GPU, those not taken, and libraries, in words for the user.</summary>
    public static string Describe(AdapterSelection gpus)
    {
        string others = string.Concat(gpus.Rejected.Select(rejected => $"; not {rejected.Adapter}: {rejected.Reason}"));
        string libraries = string.Join(", ", DirectMlLibraries.Versions.Select(library => $"{library.Library} {library.Version}"));
        return $"{gpus.Chosen}{others}; {libraries}";
    }

    /// <summary>Preprocessing on the GPU, as Windows does it.</summary>
    public const PreprocessBackend Preprocess = PreprocessBackend.Direct3D12;

    /// <summary>Preprocessing with Direct3D 12 for a network on the processor.</summary>
    /// <exception cref="VisionException">There is no GPU for it.</exception>
    public static IDirectPreprocessor CreatePreprocessor(PreprocessSpec spec, string? gpu)
    {
        DirectMlHost host = HostOf(gpu);
        DirectMlBackend backend = host.Acquire();
        try
        {
            return Direct3D12Preprocessor.Create(spec, backend.Device, () => host.Release(backend));
        }
        catch
        {
            host.Release(backend);
            throw;
        }
    }

    /// <summary>The host of a GPU.</summary>
    internal static DirectMlHost HostOf(string? gpu) => _hosts.GetOrAdd(gpu ?? "", _ => new DirectMlHost(AdapterRequest.Parse(gpu), _patience));
#else
    private const string NotHere = "DirectML needs Windows";

    /// <summary>Preprocessing on the GPU, as other systems do it.</summary>
    public const PreprocessBackend Preprocess = PreprocessBackend.Vulkan;

    /// <summary>Nothing to do: .NET finds the one copy there is.</summary>
    public static void PrepareLibraries()
    {
    }

    /// <summary>Why DirectML cannot be used.</summary>
    public static string? Problem(string? gpu, out AdapterSelection? gpus)
    {
        gpus = null;
        return NotHere;
    }

    /// <summary>Nothing to describe.</summary>
    public static string Describe(AdapterSelection gpus) => "";

    /// <summary>Always throws.</summary>
    /// <exception cref="VisionException">DirectML is for Windows.</exception>
    public static LoadedModel Load(ModelDefinition definition, ModelOptions options) =>
        throw new VisionException($"Backend 'directml' cannot be used: {NotHere}. Use --backend auto or cpu.");

    /// <summary>Always throws.</summary>
    /// <exception cref="VisionException">Direct3D 12 is for Windows.</exception>
    public static IDirectPreprocessor CreatePreprocessor(PreprocessSpec spec, string? gpu) => throw new VisionException("Direct3D 12 needs Windows.");
#endif
}
