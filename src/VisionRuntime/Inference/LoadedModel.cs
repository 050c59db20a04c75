using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RealtimeCnn;

/// <summary>
/// A model ready to run: session, preallocated input and output bound once, and the preprocessor that fills the input. Running it
/// allocates nothing.
/// </summary>
/// <remarks>
/// Made on any thread by <see cref="Load"/>; afterwards one thread at a time. Owns everything it holds; disposes binding, tensors, and
/// session with preprocessor in this order.
/// </remarks>
public sealed class LoadedModel : IDisposable
{
    private const string ScalarDecision = "scalar: asked for";

    private readonly IModelSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _runOptions = new();
    private readonly NativeTensor _input;
    private readonly NativeTensor _output;
    private readonly float[] _scores;
    private readonly IPreprocessor _preprocessor;
    private readonly string _inputName;
    private readonly bool _areProbabilities;
    private InputTensor? _direct; // the preprocessor's own tensor, while that is bound

    private LoadedModel(ModelDefinition definition, ModelOptions options, BackendSelection backend, IModelSession session)
    {
        (Definition, Options, Backend, _session) = (definition, options, backend, session);
        WeightBytes = definition.WeightBytes;
        ModelSignature signature = ModelSignature.Of(definition, session.Inference);
        (Spec, _inputName) = (signature.Spec, signature.InputName);
        Labels = LabelsFor(definition, checked((int)signature.OutputShape.Aggregate(1L, (product, n) => product * n)));

        _preprocessor = session.CreatePreprocessor(Spec, options);
        _input = new NativeTensor(signature.InputType, signature.InputShape);
        _output = new NativeTensor(signature.OutputType, signature.OutputShape);
        _scores = new float[_output.ElementCount];
        _binding = session.Inference.CreateIoBinding();
        try
        {
            _binding.BindInput(_inputName, _input.Value);
            _binding.BindOutput(signature.OutputName, _output.Value);
            _areProbabilities = WarmUp();
        }
        catch
        {
            DisposeTensors();
            throw;
        }
    }

    /// <summary>What was loaded.</summary>
    public ModelDefinition Definition { get; }

    /// <summary>How it was loaded.</summary>
    public ModelOptions Options { get; }

    /// <summary>Execution provider that runs it, and why not another.</summary>
    public BackendSelection Backend { get; internal set; }

    /// <summary>How frames become the input.</summary>
    public PreprocessSpec Spec { get; }

    /// <summary>One name per class.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>As <see cref="ModelDefinition.WeightBytes"/> when it was loaded; its file may be gone by now.</summary>
    internal long WeightBytes { get; }

    /// <summary>Name of the preprocessor that made the last input.</summary>
    public string PreprocessorName => _preprocessor.Name;

    /// <summary>Whether <see cref="PreprocessMode"/> can be set: not for the scalar reference.</summary>
    public bool CanSwitchPreprocess => Switching is not null;

    /// <summary>
    /// Which processor makes the tensor; takes effect at the next frame. Any thread. Of an engine's model <see cref="VisionEngine.Options"/> decides.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is set on a model that was loaded with the scalar reference.</exception>
    public PreprocessMode PreprocessMode
    {
        get => Switching?.Mode ?? PreprocessMode.Cpu;
        set => (Switching ?? throw new InvalidOperationException("The scalar reference is not switched.")).Mode = value;
    }

    /// <summary>What makes the tensor and why, fit to show: "cpu: 0.17 ms against 0.52 ms on vulkan (1280 x 720 Bgr8)". Any thread.</summary>
    public string PreprocessDecision => Switching?.Decision ?? ScalarDecision;

    /// <summary>Whether the GPU made the last frame's tensor.</summary>
    public bool IsPreprocessOnGpu => Switching?.IsOnGpu ?? false;

    /// <summary>How long the GPU took for the last frame's tensor, in ms by its own clock; null if it made none or cannot tell.</summary>
    public double? PreprocessGpuMilliseconds => (_preprocessor as IDirectPreprocessor)?.GpuMilliseconds;

    /// <summary>Why the GPU failed last, or null.</summary>
    internal string? PreprocessFailure => Switching?.Failure;

    /// <summary>Whether preprocessing did nothing in the last frame that it does not do in every frame; others may allocate.</summary>
    public bool IsPreprocessSteady { get; private set; }

    /// <summary>
    /// The input as the network sees it: NCHW, elements of <see cref="PreprocessSpec.Type"/>. Valid until the next frame. An input on the
    /// GPU is copied from there, which takes time.
    /// </summary>
    public ReadOnlySpan<byte> InputBytes => _direct is null ? _input.Bytes : _direct.Bytes;

    /// <summary>The network's raw output of the last run, one value per class. Valid until the next run.</summary>
    public ReadOnlySpan<float> Scores => _scores;

    /// <summary>Loads, checks and warms a model. Blocks for as long as that takes: call it away from the frame loop.</summary>
    /// <exception cref="VisionException">
    /// The file is missing, broken, or no image classifier of a form that fits; or the backend asked for by name cannot run it. The message
    /// says which and why.
    /// </exception>
    public static LoadedModel Load(ModelDefinition definition, ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(options);
        if (definition.File is not null && !File.Exists(definition.File))
            throw new VisionException($"Model file '{definition.File}' does not exist.");
        DirectMlAccess.PrepareLibraries();
        return options.Backend switch
        {
            InferenceBackend.Cpu => OnCpu(definition, options, options.Lost is { } lost ? [lost] : []),
            InferenceBackend.DirectMl => DirectMlAccess.Load(definition, options),
            _ => BackendProbe.Load(definition, options),
        };
    }

    /// <summary>Loads a model on the CPU provider.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="options">How.</param>
    /// <param name="rejected">Better backends that were not taken.</param>
    internal static LoadedModel OnCpu(ModelDefinition definition, ModelOptions options, params RejectedBackend[] rejected) =>
        Create(definition, options, new BackendSelection(InferenceBackend.Cpu, rejected), () =>
        {
            using SessionOptions sessionOptions = CreateSessionOptions(options.Threads);
            return new CpuSession(Open(definition, sessionOptions));
        });

    /// <summary>Opens a session and makes a warm model of it; what goes wrong becomes one line that names the model.</summary>
    internal static LoadedModel Create(ModelDefinition definition, ModelOptions options, BackendSelection backend, Func<IModelSession> open)
    {
        IModelSession? session = null;
        try
        {
            session = open();
            return new LoadedModel(definition, options, backend, session);
        }
        catch (VisionException e) when (e is not DeviceLostException)
        {
            session?.Dispose();
            throw new VisionException($"Model '{definition.Id}': {e.Message}", e);
        }
        catch (Exception e) when (e is OnnxRuntimeException or OverflowException or ArgumentException)
        {
            session?.Dispose();
            throw new VisionException($"Model '{definition.Id}' ({definition.File ?? "built in memory"}) cannot be loaded: {OneLine(e.Message)}", e);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>How every session on the CPU is set up. The caller disposes it.</summary>
    internal static SessionOptions CreateSessionOptions(int threads)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // failures arrive as exceptions; nothing else may write to stderr
        };
        // Spinning workers would take the core that capture and present need.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    /// <summary>Fills the input from a frame.</summary>
    public void Preprocess(Frame frame)
    {
        InputTensor? before = _direct;
        if (_preprocessor is IDirectPreprocessor direct)
        {
            Bind(direct.Run(frame));
        }
        else
        {
            _preprocessor.Run(frame, _input.Bytes);
            Bind(null);
        }
        IsPreprocessSteady = (Switching?.IsSteady ?? true) && ReferenceEquals(before, _direct);
    }

    /// <summary>Copies a ready tensor into the input.</summary>
    /// <param name="tensor">As <see cref="InputBytes"/>.</param>
    /// <exception cref="ArgumentException">The size differs.</exception>
    public void SetInput(ReadOnlySpan<byte> tensor)
    {
        if (tensor.Length != _input.ByteCount)
            throw new ArgumentException($"The input takes {_input.ByteCount} bytes, not {tensor.Length}.", nameof(tensor));
        tensor.CopyTo(_input.Bytes);
        Bind(null);
    }

    /// <summary>Runs the network on the input; <see cref="Scores"/> holds the answer.</summary>
    /// <exception cref="DeviceLostException">The GPU that runs it is gone: the model can only be disposed.</exception>
    /// <exception cref="VisionException">ONNX Runtime failed.</exception>
    public void Run()
    {
        try
        {
            _session.Inference.RunWithBinding(_runOptions, _binding);
        }
        catch (OnnxRuntimeException e)
        {
            _session.Examine(e);
            throw new VisionException($"Model '{Definition.Id}' failed while running: {OneLine(e.Message)}", e);
        }
        if (_output.Type == TensorElementType.Float)
            MemoryMarshal.Cast<byte, float>(_output.Bytes).CopyTo(_scores);
        else
            System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(_output.Bytes), _scores);
    }

    /// <summary>Ranks the last run's scores as probabilities.</summary>
    /// <returns>Predictions written, best first.</returns>
    public int Rank(Span<Prediction> top) => TopK.Select(_scores, _areProbabilities, Labels, top);

    /// <summary>Frees everything. No run may be in progress.</summary>
    public void Dispose()
    {
        DisposeTensors(); // no run is in progress, and each waits for its end
        _session.Dispose();
    }

    private void DisposeTensors()
    {
        _binding.Dispose();
        _runOptions.Dispose();
        _input.Dispose();
        _output.Dispose();
    }

    private SwitchingPreprocessor? Switching => _preprocessor as SwitchingPreprocessor;

    // Null binds the model's own tensor. Binding allocates, so it is left alone while nothing changes.
    private void Bind(InputTensor? tensor)
    {
        if (ReferenceEquals(tensor, _direct) && (tensor is { IsOnDevice: true } || !_session.CopiesWhenBound))
            return;
        _binding.BindInput(_inputName, tensor?.Value ?? _input.Value);
        _direct = tensor;
    }

    internal static InferenceSession Open(ModelDefinition definition, SessionOptions options) => definition.Open(
        file => new InferenceSession(file, options),
        (graph, folder) =>
        {
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
            return new InferenceSession(graph, options);
        });

    // The first runs plan memory and touch the weights; the answer tells whether the graph ends in softmax.
    private bool WarmUp()
    {
        Run();
        Run();
        if (_scores.Any(score => !float.IsFinite(score)))
            throw new VisionException("its output on a blank input is not a number; the weights are broken.");
        return _scores.All(score => score >= 0) && Math.Abs(_scores.Sum() - 1) < 1e-3f;
    }

    private static IReadOnlyList<string> LabelsFor(ModelDefinition definition, int classes)
    {
        if (definition.Labels.Count == 0)
            return Enumerable.Range(0, classes).Select(i => $"class {i}").ToArray();
        if (definition.Labels.Count != classes)
            throw new VisionException($"it has {classes} classes, but there are {definition.Labels.Count} labels.");
        return definition.Labels;
    }

    // ONNX Runtime's messages span lines and begin with an error code.
    private static string OneLine(string message)
    {
        string line = string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= 300 ? line : line[..300] + "...";
    }
}
