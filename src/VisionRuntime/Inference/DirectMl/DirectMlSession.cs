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
internal sealed class DirectMlSession : IDisposable
{
    private readonly DirectMlBackend _backend; // borrowed
    private readonly Direct3D12Queue _queue;
    private readonly RunOptions _runOptions = new();
    private OrtIoBinding? _binding;
    private GpuTensor? _input;
    private Direct3D12Preprocessor? _preprocessor;

    private DirectMlSession(DirectMlBackend backend, Direct3D12Queue queue, InferenceSession session) =>
        (_backend, _queue, Inference) = (backend, queue, session);

    /// <summary>ONNX Runtime's session, for its metadata.</summary>
    public InferenceSession Inference { get; }

    /// <summary>Fills the input from frames.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Bind"/> comes first.</exception>
    public Direct3D12Preprocessor Preprocessor => _preprocessor ?? throw new InvalidOperationException("The session is not bound yet.");

    /// <summary>Loads a network onto the GPU, all of it: an operator that DirectML lacks is an error, not a detour over the processor.</summary>
    /// <param name="backend">The GPU.</param>
    /// <param name="open">Makes the session from options; called again with fixed dimensions if the network leaves some open.</param>
    /// <param name="inputShape">Tells the input's full shape, given a session.</param>
    /// <exception cref="DeviceLostException">The GPU is gone.</exception>
    /// <exception cref="OnnxRuntimeException">The network cannot be loaded, or not run by DirectML.</exception>
    public static DirectMlSession Load(DirectMlBackend backend, Func<SessionOptions, InferenceSession> open, Func<InferenceSession, long[]> inputShape)
    {
        var queue = new Direct3D12Queue(backend.Device);
        InferenceSession? session = null;
        try
        {
            session = Open(backend, queue, open, []);
            IReadOnlyList<(string Name, long Length)> free = FreeDimensions(session, inputShape);
            if (free.Count > 0)
            {
                // DirectML compiles for fixed shapes; with open ones it would run operator by operator, or not at all.
                session.Dispose();
                session = Open(backend, queue, open, free);
            }
            return new DirectMlSession(backend, queue, session);
        }
        catch (Exception e)
        {
            session?.Dispose();
            queue.Dispose();
            if (e is OnnxRuntimeException)
                backend.ThrowIfLost(); // ONNX Runtime has the reason in its text only
            throw;
        }
    }

    /// <summary>Makes the input on the GPU with its preprocessor, and binds it and the output.</summary>
    /// <param name="inputName">Name of the network's input.</param>
    /// <param name="spec">How frames become it.</param>
    /// <param name="outputName">Name of the output.</param>
    /// <param name="output">Where the scores go, in the processor's memory: borrowed, must outlive this session.</param>
    public void Bind(string inputName, PreprocessSpec spec, string outputName, OrtValue output)
    {
        _input = new GpuTensor(_backend, spec);
        _preprocessor = new Direct3D12Preprocessor(spec, _backend.Device, _queue, _input.Buffer);
        _binding = Inference.CreateIoBinding();
        _binding.BindInput(inputName, _input.Value);
        _binding.BindOutput(outputName, output);
        SetInput(new byte[spec.ByteCount]);
    }

    /// <summary>Copies a ready tensor into the input; waits.</summary>
    public void SetInput(ReadOnlySpan<byte> tensor) => BufferTransfer.Write(_backend.Device, _queue, Input.Buffer, tensor);

    /// <summary>Copies the input out; waits. For diagnosis: nothing else brings the tensor to the processor.</summary>
    public byte[] ReadInput()
    {
        byte[] tensor = new byte[Input.Buffer.Size];
        BufferTransfer.Read(_backend.Device, _queue, Input.Buffer, tensor);
        return tensor;
    }

    /// <summary>Runs the network on the input after all that was submitted before; returns when the output is there. Allocates nothing.</summary>
    /// <exception cref="DeviceLostException">The GPU is gone.</exception>
    /// <exception cref="OnnxRuntimeException">The network failed for another reason.</exception>
    public void Run()
    {
        try
        {
            Inference.RunWithBinding(_runOptions, _binding!);
        }
        catch (OnnxRuntimeException)
        {
            _backend.ThrowIfLost();
            throw;
        }
    }

    /// <summary>Waits for the GPU, then frees everything, the network's memory on the GPU included. No run may be in progress.</summary>
    public void Dispose()
    {
        _queue.Drain();
        _binding?.Dispose();
        _preprocessor?.Dispose();
        _runOptions.Dispose();
        Inference.Dispose();
        _input?.Dispose();
        _queue.Dispose();
    }

    private GpuTensor Input => _input ?? throw new InvalidOperationException("The session is not bound yet.");

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

    private static IReadOnlyList<(string Name, long Length)> FreeDimensions(InferenceSession session, Func<InferenceSession, long[]> inputShape)
    {
        NodeMetadata input = session.InputMetadata.Values.First();
        if (input.Dimensions.All(length => length > 0))
            return [];
        long[] shape = inputShape(session);
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
