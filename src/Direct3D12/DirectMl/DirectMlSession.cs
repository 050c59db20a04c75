using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn.Direct3D12;

/// <summary>
/// One network on the GPU with a queue of its own. Preprocessing and network are submitted to that queue, so the order of submission is all
/// the synchronisation there is; the tensor between them never leaves the GPU. The processor waits once per frame, for the scores.
/// </summary>
/// <remarks>
/// Made on any thread, also while another session runs; afterwards one thread at a time. ONNX Runtime has been seen to stall where
/// sessions on one device run at the same time, so one thread should do all frames.
/// </remarks>
internal sealed class DirectMlSession : ModelSession
{
    private readonly DirectMlGpu _gpu; // borrowed
    private readonly Direct3D12Queue _queue;
    private readonly Action<DirectMlGpu>? _giveBack;

    private DirectMlSession(DirectMlGpu gpu, Direct3D12Queue queue, InferenceSession session, Action<DirectMlGpu>? giveBack)
        : base(session) => (_gpu, _queue, _giveBack) = (gpu, queue, giveBack);

    /// <inheritdoc/>
    public override string Device => _gpu.Device.ShortName;

    /// <inheritdoc/>
    public override (long Used, long Granted)? DeviceMemory => _gpu.Device.Memory;

    /// <inheritdoc/>
    public override bool CopiesWhenBound => true;

    /// <inheritdoc/>
    public override string InputApi => Direct3D12Preprocessor.ApiName;

    /// <summary>Loads a network onto the GPU of a host; the session gives it back at its end.</summary>
    /// <exception cref="DeviceLostException">The GPU is gone.</exception>
    /// <exception cref="OnnxRuntimeException">The network cannot be loaded, or not run by DirectML.</exception>
    public static DirectMlSession Load(
        DirectMlHost host, Func<SessionOptions, InferenceSession> open, Func<InferenceSession, PreprocessSpec> inputSpec)
    {
        DirectMlGpu gpu = host.Take();
        try
        {
            return Load(gpu, open, inputSpec, host.Return);
        }
        catch
        {
            host.Return(gpu);
            throw;
        }
    }

    /// <summary>
    /// Loads a network onto the GPU, all of it: an operator that DirectML lacks is an error, not a detour over the processor.
    /// </summary>
    /// <param name="gpu">The GPU.</param>
    /// <param name="open">Makes the session from options; called again with fixed dimensions if the network leaves some open.</param>
    /// <param name="inputSpec">Tells what the input is, given a session.</param>
    /// <param name="giveBack">What to do with the GPU when the session is disposed; null to leave it alone.</param>
    /// <exception cref="DeviceLostException">The GPU is gone.</exception>
    /// <exception cref="OnnxRuntimeException">The network cannot be loaded, or not run by DirectML.</exception>
    public static DirectMlSession Load(
        DirectMlGpu gpu, Func<SessionOptions, InferenceSession> open, Func<InferenceSession, PreprocessSpec> inputSpec,
        Action<DirectMlGpu>? giveBack = null)
    {
        var queue = new Direct3D12Queue(gpu.Device);
        InferenceSession? session = null;
        try
        {
            session = Open(gpu, queue, open, []);
            IReadOnlyList<(string Name, long Length)> free = FreeDimensions(session, inputSpec);
            if (free.Count > 0)
            {
                // DirectML compiles for fixed shapes; with open ones it would run operator by operator, or not at all.
                session.Dispose();
                session = Open(gpu, queue, open, free);
            }
            return new DirectMlSession(gpu, queue, session, giveBack);
        }
        catch (Exception e)
        {
            session?.Dispose();
            queue.Dispose();
            gpu.Examine(e);
            throw;
        }
    }

    /// <summary>Makes the input on the GPU with what fills it, on the network's own queue. Dispose it after the session.</summary>
    public override IGpuPreprocessor OpenInput(PreprocessSpec spec) => new DirectMlInput(spec, _gpu, _queue);

    /// <inheritdoc/>
    public override void Examine(Exception e) => _gpu.Examine(e);

    /// <inheritdoc/>
    public override void Drain() => _queue.Drain();

    /// <summary>Waits for the GPU, then frees everything, the network's memory on the GPU included. No run may be in progress.</summary>
    public override void Dispose()
    {
        _queue.Drain();
        base.Dispose();
        _queue.Dispose();
        _giveBack?.Invoke(_gpu);
    }

    private static unsafe InferenceSession Open(
        DirectMlGpu gpu, Direct3D12Queue queue, Func<SessionOptions, InferenceSession> open,
        IReadOnlyList<(string Name, long Length)> dimensions)
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
        gpu.Interop.AppendProvider(options, gpu.DirectMl.Native, (nint)queue.Native);
        return open(options);
    }

    private static IReadOnlyList<(string Name, long Length)> FreeDimensions(
        InferenceSession session, Func<InferenceSession, PreprocessSpec> inputSpec)
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
            {
                throw new VisionException(
                    $"dimension {i} of its input is open and has no name; "
                    + "DirectML needs fixed shapes: export the network with a fixed shape.");
            }
            free.Add((input.SymbolicDimensions[i], shape[i]));
        }
        return free;
    }
}
