using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RealtimeCnn;

/// <summary>
/// A model ready to run: session, preallocated input and output bound once, and the preprocessor that fills the input. Running it
/// allocates nothing.
/// </summary>
/// <remarks>
/// Made on any thread by <see cref="Load"/>; afterwards one thread at a time. Owns everything it holds; disposes binding, tensors,
/// session and preprocessor in this order.
/// </remarks>
public sealed class LoadedModel : IDisposable
{
    private const int MaxClasses = 1 << 20;
    private const long MaxInputSide = 4096;

    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _runOptions = new();
    private readonly NativeTensor _input;
    private readonly NativeTensor _output;
    private readonly float[] _scores;
    private readonly IPreprocessor _preprocessor;
    private readonly string _inputName;
    private readonly bool _areProbabilities;
    private InputTensor? _direct; // the preprocessor's own tensor, while that is bound

    private LoadedModel(ModelDefinition definition, ModelOptions options, InferenceSession session, BackendSelection backend)
    {
        Definition = definition;
        Options = options;
        Backend = backend;
        _session = session;
        (_inputName, TensorElementType inputType, long[] inputShape) = InputOf(session);
        (string outputName, TensorElementType outputType, long[] outputShape) = OutputOf(session);
        Spec = SpecFor(definition, inputType, inputShape);
        inputShape = [1, Spec.ChannelCount, Spec.Height, Spec.Width];
        Labels = LabelsFor(definition, checked((int)outputShape.Aggregate(1L, (product, n) => product * n)));

        _preprocessor = options.CreatePreprocessor(Spec);
        _input = new NativeTensor(inputType, inputShape);
        _output = new NativeTensor(outputType, outputShape);
        _scores = new float[_output.ElementCount];
        _binding = session.CreateIoBinding();
        _binding.BindInput(_inputName, _input.Value);
        _binding.BindOutput(outputName, _output.Value);
        _areProbabilities = WarmUp();
    }

    /// <summary>What was loaded.</summary>
    public ModelDefinition Definition { get; }

    /// <summary>How it was loaded.</summary>
    public ModelOptions Options { get; }

    /// <summary>Execution provider that runs it, and why not another.</summary>
    public BackendSelection Backend { get; }

    /// <summary>How frames become the input.</summary>
    public PreprocessSpec Spec { get; }

    /// <summary>One name per class.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Name of the preprocessor that runs.</summary>
    public string PreprocessorName => _preprocessor.Name;

    /// <summary>The input as the network sees it: NCHW, elements of <see cref="PreprocessSpec.Type"/>. Valid until disposed.</summary>
    public ReadOnlySpan<byte> InputBytes => _direct is null ? _input.Bytes : _direct.Bytes;

    /// <summary>The network's raw output of the last run, one value per class. Valid until the next run.</summary>
    public ReadOnlySpan<float> Scores => _scores;

    /// <summary>Loads, checks and warms a model. Blocks for as long as that takes: call it away from the frame loop.</summary>
    /// <exception cref="VisionException">The file is missing, broken, or no image classifier of a form that fits; the message says which and why.</exception>
    public static LoadedModel Load(ModelDefinition definition, ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(options);
        if (definition.File is not null && !File.Exists(definition.File))
            throw new VisionException($"Model file '{definition.File}' does not exist.");
        BackendSelection backend = BackendSelection.For(options.Backend);
        InferenceSession? session = null;
        try
        {
            using SessionOptions sessionOptions = CreateSessionOptions(options.Threads);
            session = Open(definition, sessionOptions);
            return new LoadedModel(definition, options, session, backend);
        }
        catch (VisionException e)
        {
            session?.Dispose();
            throw new VisionException($"Model '{definition.Id}': {e.Message}", e);
        }
        catch (Exception e) when (e is OnnxRuntimeException or OverflowException or ArgumentException)
        {
            session?.Dispose();
            throw new VisionException($"Model '{definition.Id}' ({definition.File ?? "built in memory"}) cannot be loaded: {OneLine(e.Message)}", e);
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
        if (_preprocessor is IDirectPreprocessor direct)
            Bind(direct.Run(frame));
        else
            _preprocessor.Run(frame, _input.Bytes);
    }

    /// <summary>Copies a ready tensor into the input.</summary>
    /// <param name="tensor">As <see cref="InputBytes"/>.</param>
    /// <exception cref="ArgumentException">The size differs.</exception>
    public void SetInput(ReadOnlySpan<byte> tensor)
    {
        if (tensor.Length != _input.ByteCount)
            throw new ArgumentException($"The input takes {_input.ByteCount} bytes, not {tensor.Length}.", nameof(tensor));
        Bind(null);
        tensor.CopyTo(_input.Bytes);
    }

    /// <summary>Runs the network on the input; <see cref="Scores"/> holds the answer.</summary>
    /// <exception cref="VisionException">ONNX Runtime failed.</exception>
    public void Run()
    {
        try
        {
            _session.RunWithBinding(_runOptions, _binding);
        }
        catch (OnnxRuntimeException e)
        {
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
        _binding.Dispose();
        _input.Dispose();
        _output.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
        _preprocessor.Dispose();
    }

    // Null binds the model's own tensor. Binding allocates, so it is left alone while nothing changes.
    private void Bind(InputTensor? tensor)
    {
        if (ReferenceEquals(tensor, _direct))
            return;
        _binding.BindInput(_inputName, tensor?.Value ?? _input.Value);
        _direct = tensor;
    }

    internal static InferenceSession Open(ModelDefinition definition, SessionOptions options)
    {
        if (definition.File is { } file)
        {
            OnnxGuard.Check(file); // ONNX Runtime trusts more of a file than we do
            return new InferenceSession(file, options);
        }
        if (Architecture.Find(definition.Architecture ?? "") is not { } architecture)
            throw new VisionException("it has neither a file nor an architecture that is built here.");
        using var weights = new FormulaWeightsFile();
        byte[] graph = architecture.Create(weights.Append, definition.Variant).ToByteArray();
        weights.Complete();
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", weights.Folder);
        return new InferenceSession(graph, options);
    }

    // The first runs plan memory and touch the weights; the answer tells whether the graph ends in softmax.
    private bool WarmUp()
    {
        Run();
        Run();
        if (_scores.Any(score => !float.IsFinite(score)))
            throw new VisionException("its output on a blank input is not a number; the weights are broken.");
        return _scores.All(score => score >= 0) && Math.Abs(_scores.Sum() - 1) < 1e-3f;
    }

    private static (string Name, TensorElementType Type, long[] Shape) InputOf(InferenceSession session)
    {
        if (session.InputMetadata.Count != 1)
            throw new VisionException($"it takes {session.InputMetadata.Count} inputs; an image classifier takes one.");
        (string name, NodeMetadata metadata) = session.InputMetadata.First();
        long[] shape = ShapeOf(name, metadata);
        if (shape.Length != 4)
            throw new VisionException($"its input '{name}' is {Describe(shape)}; expected N x C x H x W.");
        if (shape[0] is not (1 or -1))
            throw new VisionException($"its batch size is fixed to {shape[0]}; expected 1.");
        if (shape[1] is not (1 or 3 or -1))
            throw new VisionException($"its input '{name}' is {Describe(shape)}; expected 1 or 3 channels first (NCHW).");
        return (name, metadata.ElementDataType, shape);
    }

    private static (string Name, TensorElementType Type, long[] Shape) OutputOf(InferenceSession session)
    {
        (string name, NodeMetadata metadata) = session.OutputMetadata.First();
        long[] shape = ShapeOf(name, metadata);
        if (shape.Length > 0 && shape[0] == -1)
            shape[0] = 1;
        if (shape.Any(n => n < 1))
            throw new VisionException($"its output '{name}' is {Describe(shape)}; the number of classes must be fixed.");
        long count = shape.Aggregate(1L, (product, n) => checked(product * n));
        if (count is < 2 or > MaxClasses || shape.Max() != count)
            throw new VisionException($"its output '{name}' is {Describe(shape)}; expected one score per class.");
        return (name, metadata.ElementDataType, shape);
    }

    private static long[] ShapeOf(string name, NodeMetadata metadata)
    {
        if (!metadata.IsTensor || metadata.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16))
            throw new VisionException($"'{name}' is not a tensor of float32 or float16.");
        return metadata.Dimensions.Select(n => (long)n).ToArray();
    }

    private static PreprocessSpec SpecFor(ModelDefinition definition, TensorElementType type, long[] shape)
    {
        TensorType tensorType = type == TensorElementType.Float16 ? TensorType.Float16 : TensorType.Float32;
        PreprocessSpec spec = (definition.Preprocess ?? Derived(shape)) with { Type = tensorType };
        spec.Validate();
        if (Differs(shape[1], spec.ChannelCount) || Differs(shape[2], spec.Height) || Differs(shape[3], spec.Width))
            throw new VisionException($"its input is {Describe(shape)}, but the catalogue says 1 x {spec.ChannelCount} x {spec.Height} x {spec.Width}.");
        return spec;

        static bool Differs(long actual, int expected) => actual != -1 && actual != expected;
    }

    // What most published ImageNet classifiers expect: crop 7/8 of the shorter side. Grey models get the digits' convention.
    private static PreprocessSpec Derived(long[] shape)
    {
        const int UsualSide = 224;
        if (shape[2] > MaxInputSide || shape[3] > MaxInputSide)
            throw new VisionException($"its input is {Describe(shape)}; at most {MaxInputSide} x {MaxInputSide} is supported.");
        int height = shape[2] == -1 ? UsualSide : (int)shape[2], width = shape[3] == -1 ? UsualSide : (int)shape[3];
        if (shape[1] == 1)
            return new PreprocessSpec { Width = width, Height = height, Channels = ChannelOrder.Grey, Mean = [0.5f], Std = [0.5f], ResizeTo = Math.Max(width, height) };
        (float[] mean, float[] std) = PreprocessSpec.ImageNet;
        return new PreprocessSpec { Width = width, Height = height, Mean = mean, Std = std, ResizeTo = Math.Max(width, height) * 8 / 7 };
    }

    private static IReadOnlyList<string> LabelsFor(ModelDefinition definition, int classes)
    {
        if (definition.Labels.Count == 0)
            return Enumerable.Range(0, classes).Select(i => $"class {i}").ToArray();
        if (definition.Labels.Count != classes)
            throw new VisionException($"it has {classes} classes, but there are {definition.Labels.Count} labels.");
        return definition.Labels;
    }

    private static string Describe(long[] shape) => shape.Length == 0 ? "a scalar" : string.Join(" x ", shape.Select(n => n < 0 ? "?" : n.ToString()));

    // ONNX Runtime's messages span lines and begin with an error code.
    private static string OneLine(string message)
    {
        string line = string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= 300 ? line : line[..300] + "...";
    }
}
