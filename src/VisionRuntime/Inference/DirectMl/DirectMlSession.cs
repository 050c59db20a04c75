using Microsoft.ML.OnnxRuntime;
using RealtimeCnn.Gpu.Direct3D12;

namespace RealtimeCnn.DirectMl;

/// <summary>
/// One network on the GPU with a queue of its own. Preprocessing and network are submitted to that queue, so the order of submission is all
/// the synchronisation there is; the tensor between them never leaves the GPU. The processor waits once per frame, for the scores.
/// </summary>
/// <remarks>
/// Made on any thread, also while another session runs; afterwards one thread at a time. ONNX Runtime has been seen to stall where
/// sessions on one device run at the same time, so one thread should do all frames.
/// </remarks>
internal sealed class DirectMlSession : IModelSession
{
    private readonly DirectMlBackend _backend; // borrowed
    private readonly Direct3D12Queue _queue;
    private readonly Action<DirectMlBackend>? _giveBack;
    private IPreprocessor? _preprocessor;

    private DirectMlSession(DirectMlBackend backend, Direct3D12Queue queue, InferenceSession session, Action<DirectMlBackend>? giveBack) =>
        (_backend, _queue, Inference, _giveBack) = (backend, queue, session, giveBack);

    /// <inheritdoc/>
    public InferenceSession Inference { get; }

    /// <inheritdoc/>
    public bool CopiesWhenBound => true;

    /// <summary>Loads a network onto the GPU of a host; the session gives it back at its end.</summary>
    /// <inheritdoc cref="Load(DirectMlBackend, Func{SessionOptions, InferenceSession}, Func{InferenceSession, PreprocessSpec}, Action{DirectMlBackend})"/>
    public static DirectMlSession Load(DirectMlHost host, Func<SessionOptions, InferenceSession> open, Func<InferenceSession, PreprocessSpec> inputSpec)
    {
        DirectMlBackend backend = host.Acquire();
        try
        {
            return Load(backend, open, inputSpec, host.Release);
        }
        catch
        {
            host.Release(backend);
            throw;
        }
    }

    /// <summary>Loads a network onto the GPU, all of it: an operator that DirectML lacks is an error, not a detour over the processor.</summary>
    /// <param name="backend">The GPU.</param>
    /// <param name="open">Makes the session from options; called again with fixed dimensions if the network leaves some open.</param>
    /// <param name="inputSpec">Tells what the input is, given a session.</param>
    /// <param name="giveBack">What to do with the GPU when the session is disposed; null to leave it alone.</param>
    /// <exception cref="DeviceLostException">The GPU is gone.</exception>
    /// <exception cref="OnnxRuntimeException">The network cannot be loaded, or not run by DirectML.</exception>
    public static DirectMlSession Load(
        DirectMlBackend backend, Func<SessionOptions, InferenceSession> open, Func<InferenceSession, PreprocessSpec> inputSpec, Action<DirectMlBackend>? giveBack = null)
    {
        var queue = new Direct3D12Queue(backend.Device);
        InferenceSession? session = null;
        try
        {
            session = Open(backend, queue, open, []);
            IReadOnlyList<(string Name, long Length)> free = FreeDimensions(session, inputSpec);
            if (free.Count > 0)
            {
                // DirectML compiles for fixed shapes; with open ones it would run operator by operator, or not at all.
                session.Dispose();
                session = Open(backend, queue, open, free);
            }
            return new DirectMlSession(backend, queue, session, giveBack);
        }
        catch (Exception e)
        {
            session?.Dispose();
            queue.Dispose();
            backend.Examine(e);
            throw;
        }
    }

    /// <summary>
    /// Makes a preprocessor that writes the input where the network reads it, on the GPU; or on the processor if that was asked for, from
    /// where ONNX Runtime copies it.
    /// </summary>
    /// <inheritdoc/>
    public IPreprocessor CreatePreprocessor(PreprocessSpec spec, ModelOptions options)
    {
        if (options.Preprocess == PreprocessBackend.Vulkan)
            throw new VisionException("preprocessing on vulkan does not go with backend directml; use --preprocess auto, direct3d12 or cpu.");
        return _preprocessor = options.SwitchMode is { } mode
            ? new SwitchingPreprocessor(spec, CreateInput, mode, whyGpu: "as the network")
            : new ScalarPreprocessor(spec);
    }

    /// <summary>Makes the input on the GPU with what fills it, on the network's own queue. Dispose it after <see cref="Inference"/>.</summary>
    public DirectMlInput CreateInput(PreprocessSpec spec) => new(spec, _backend, _queue);

    /// <inheritdoc/>
    public void Examine(Exception e) => _backend.Examine(e);

    /// <summary>Waits for the GPU, then frees everything, the network's memory on the GPU included. No run may be in progress.</summary>
    public void Dispose()
    {
        _queue.Drain();
        Inference.Dispose();
        _preprocessor?.Dispose();
        _queue.Dispose();
        _giveBack?.Invoke(_backend);
    }

    private static unsafe InferenceSession Open(
        DirectMlBackend backend, Direct3D12Queue queue, Func<SessionOptions, InferenceSession> open, IReadOnlyList<(string Name, long Length)> dimensions)
    {
        using var options = new SessionOptions
        {
            EnableMemoryPattern = false, // DirectML's allocator plans by itself
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // failures arrive as exceptions; nothing else may write to stderr
        };
        options.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
        foreach ((string name, long length) in dimensions)
            options.AddFreeDimensionOverrideByName(name, length);
        backend.Interop.AppendProvider(options, backend.DirectMl.Native, (nint)queue.Native);
        return open(options);
    }

    private static IReadOnlyList<(string Name, long Length)> FreeDimensions(InferenceSession session, Func<InferenceSession, PreprocessSpec> inputSpec)
    {
        NodeMetadata input = session.InputMetadata.Values.First();
        if (input.Dimensions.All(length => length > 0))
            return [];
        PreprocessSpec spec = inputSpec(session);
        long[] shape = [1, spec.ChannelCount, spec.Height, spec.Width];
        var free = new List<(string Name, long Length)>();
        for (int i = 0; i < shape.Length; i++)
        {
            if (input.Dimensions[i] > 0)
                continue;
            if (string.IsNullOrEmpty(input.SymbolicDimensions[i]))
                throw new VisionException($"dimension {i} of its input is open and has no name; DirectML needs fixed shapes: export the network with a fixed shape.");
            free.Add((input.SymbolicDimensions[i], shape[i]));
        }
        return free;
    }
}
