using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn;

/// <summary>
/// A model ready to run: session, preallocated input and output bound once, and the preprocessor that fills the input. Running it
/// allocates nothing.
/// </summary>
/// <remarks>
/// Made on any thread by <see cref="Load"/>; afterwards one thread at a time. Owns everything it holds; disposes binding, tensors, network,
/// preprocessor and session in this order.
/// </remarks>
public sealed class LoadedModel : IDisposable
{
    private static readonly Choice<string> Scalar = new(ScalarPreprocessor.ScalarName, []) { Detail = "asked for" };

    private readonly ModelSession _session;
    private readonly OrtIoBinding _binding;
    private readonly NetworkRun _run;
    private readonly NativeTensor _input;
    private readonly NativeTensor _output;
    private readonly float[] _scores;
    private readonly SwitchingPreprocessor? _preprocessor; // null: the scalar reference
    private readonly ScalarPreprocessor? _scalar;
    private readonly string _inputName;
    private readonly ScoreReading _reading;
    private readonly AttentionReader? _attention;
    private readonly string? _absence; // null where the card does not tell when there is none
    private InputTensor? _direct; // the preprocessor's own tensor, while that is bound

    /// <summary>Makes a warm model of an open session.</summary>
    /// <param name="definition">What it is.</param>
    /// <param name="options">How it was loaded.</param>
    /// <param name="session">Taken over, unless this throws.</param>
    /// <param name="backend">What runs it, and why not another.</param>
    /// <param name="watch">Ends the first runs, and hears when they begin.</param>
    /// <param name="head">Its last layers, where it is to tell where it looks and can.</param>
    internal LoadedModel(
        ModelDefinition definition, InferenceOptions options, ModelSession session, Choice<string> backend,
        LoadWatch watch = default, ClassifierHead? head = null)
    {
        (Definition, Options, Backend, _session) = (definition, options, backend, session);
        (WeightBytes, _absence) = (definition.WeightBytes, definition.Subject is { } subject ? $"no {subject}" : null);
        ModelSignature signature = ModelSignature.Of(definition, session.Inference, head?.AddedOutputs);
        (Spec, _inputName, Output) = (signature.Spec, signature.InputName, signature.Output.Choice);
        _reading = ScoreReading.Of(definition, signature.Output);
        Labels = _reading.LabelsOf(definition, signature.Output.Count);

        _preprocessor = PreprocessorFactory.Create(Spec, options, session);
        _scalar = _preprocessor is null ? new ScalarPreprocessor(Spec) : null;
        try
        {
            _input = new NativeTensor(signature.InputType, signature.InputShape);
            _output = new NativeTensor(signature.Output.Type, signature.Output.Shape);
            _scores = new float[Labels.Count];
            _binding = session.Inference.CreateIoBinding();
            _binding.BindInput(_inputName, _input.Value);
            _binding.BindOutput(signature.Output.Name, _output.Value);
            _attention = AttentionReader.TryOpen(head, session.Inference, signature.Output.Count, out string? noMap);
            _attention?.Bind(_binding);
            NoAttention = noMap;
            watch.Told?.Invoke(SwapStage.Warming);
            _run = new NetworkRun(definition.Id, session, _binding, definition.IsSteady());
            _run.WarmUp(options.TimeLimit, watch.Cancellation);
            ReadScores();
            if (_scores.Any(score => !float.IsFinite(score)))
            {
                throw new VisionException("its output on a blank input is not a number: "
                    + (IsOnGpu ? $"{session.Device} computes wrongly, or the weights are broken." : "the weights are broken."));
            }
            _reading = _reading.Checked(_scores);
            Notes = [.. signature.Notes, .. _reading.Notes];
        }
        catch
        {
            DisposeParts();
            throw;
        }
    }

    /// <summary>What was loaded.</summary>
    public ModelDefinition Definition { get; }

    /// <summary>How it was loaded.</summary>
    public InferenceOptions Options { get; }

    /// <summary>Name of the backend that runs it, with its device for a detail, and why not another.</summary>
    public Choice<string> Backend { get; internal set; }

    /// <summary>Whether a GPU runs it.</summary>
    public bool IsOnGpu => _session.Device is not null;

    /// <summary>How frames become the input.</summary>
    public PreprocessSpec Spec { get; }

    /// <summary>One name per class.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Name of the output that holds the scores, and why no other one.</summary>
    public Choice<string> Output { get; }

    /// <summary>What the output holds and why that is thought, in a few words: "softmax: it ends in Softmax".</summary>
    public string ScoreReason => _reading.Reason;

    /// <summary>Whether scores are each class's own probability, not shares of one: several classes, or none, may be true.</summary>
    public bool IsMultiLabel => _reading.IsMultiLabel;

    /// <summary>
    /// What was decided about the network although its file leaves it open, a sentence each, fit to show: an output chosen among several, a
    /// layout or a kind of score that is not sure, answers that could not be held against the processor's.
    /// </summary>
    public IReadOnlyList<string> Notes { get; internal set; } = [];

    /// <summary>What makes the tensor, and why. Any thread.</summary>
    public Choice<string> Preprocessor => _preprocessor?.Decision ?? Scalar;

    /// <summary>Name of the preprocessor that made the last input.</summary>
    public string PreprocessorName => _preprocessor?.Name ?? ScalarPreprocessor.ScalarName;

    /// <summary>Whether the GPU made the last frame's tensor.</summary>
    public bool IsPreprocessOnGpu => _preprocessor?.IsOnGpu ?? false;

    /// <summary>How long the GPU took for the last frame's tensor, in ms by its own clock; null if it made none or cannot tell.</summary>
    public double? PreprocessGpuMilliseconds => _preprocessor?.GpuMilliseconds;

    /// <summary>Whether preprocessing did nothing in the last frame that it does not do in every frame; others may allocate.</summary>
    public bool IsPreprocessSteady { get; private set; }

    /// <summary>
    /// The input as the network sees it: <see cref="PreprocessSpec.Shape"/>, elements of <see cref="PreprocessSpec.Type"/>. Valid until the
    /// next frame. An input on the GPU is copied from there, which takes time.
    /// </summary>
    public ReadOnlySpan<byte> InputBytes => _direct is null ? _input.Bytes : _direct.Bytes;

    /// <summary>
    /// The network's raw output of the last run, one value per class; where it gives one number for two classes, both are made of it.
    /// Valid until the next run.
    /// </summary>
    public ReadOnlySpan<float> Scores => _scores;

    /// <summary>Where it looked in the last run; null unless <see cref="InferenceOptions.Explains"/>, or if no map can be made.</summary>
    public AttentionMap? Attention => _attention?.Map;

    /// <summary>Why no map can be made, as the end of a sentence; null if one is, or none was asked for.</summary>
    public string? NoAttention { get; internal set; }

    /// <summary>As <see cref="FrameResult.Absence"/>, of the last run.</summary>
    public string? Absence => _absence is null || Definition.Shows(MemoryMarshal.Cast<byte, float>(InputBytes), _scores) ? null : _absence;

    /// <summary>Whether a run was given up and goes on: it can only be disposed, or waited for.</summary>
    internal bool IsLeft => _run.IsLeft;

    /// <summary>
    /// Whether any model of this process is being loaded or run, one among them that was given up because it took too long and goes on all
    /// the same. A program that ends meanwhile must not run the destructors of native libraries, which C's <c>exit</c> does. Any thread.
    /// </summary>
    public static bool IsAnyAtWork => WorkInProgress.IsAny;

    /// <summary>
    /// Loads, checks and warms a model. Blocks for as long as that takes: call it away from the frame loop. The work is done on a thread of
    /// its own.
    /// </summary>
    /// <param name="definition">Which.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it early; native code that does not hear of it goes on without anybody.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="VisionException">
    /// The file is missing, broken, or no image classifier of a form that fits; or the backend asked for by name cannot run it. The message
    /// says which and why.
    /// </exception>
    public static LoadedModel Load(ModelDefinition definition, InferenceOptions options, CancellationToken cancellation = default) =>
        ModelLoader.LoadAndWait(definition, options, cancellation);

    /// <summary>As <see cref="ModelDefinition.WeightBytes"/> when it was loaded; its file may be gone by now.</summary>
    internal long WeightBytes { get; }

    /// <summary>As <see cref="ModelSession.DeviceMemory"/>.</summary>
    internal (long Used, long Granted)? DeviceMemory => _session.DeviceMemory;

    /// <summary>Whether <see cref="PreprocessMode"/> can be set: not for the scalar reference.</summary>
    internal bool CanSwitchPreprocess => _preprocessor is not null;

    /// <summary>
    /// Which processor makes the tensor; takes effect at the next frame. Any thread. Of an engine's model
    /// <see cref="VisionEngine.Options"/> decides.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is set on a model that was loaded with the scalar reference.</exception>
    internal PreprocessMode PreprocessMode
    {
        get => _preprocessor?.Mode ?? PreprocessMode.Cpu;
        set => (_preprocessor ?? throw new InvalidOperationException("The scalar reference is not switched.")).Mode = value;
    }

    /// <summary>Name of the API through which a GPU preprocesses, if one does; null if the program has none.</summary>
    internal string? PreprocessApi => _session.InputApi ?? Options.GpuApi?.Name;

    /// <summary>Why the GPU failed last, or null.</summary>
    internal string? PreprocessFailure => _preprocessor?.Failure;

    /// <summary>Fills the input from a frame.</summary>
    /// <exception cref="DeviceLostException">The GPU that runs the model is gone: it can only be disposed.</exception>
    public void Preprocess(Frame frame)
    {
        _run.RequireBack();
        InputTensor? before = _direct;
        _scalar?.Run(frame, _input.Bytes);
        Bind(_preprocessor?.Run(frame));
        _attention?.See(frame, Spec);
        IsPreprocessSteady = (_preprocessor?.IsSteady ?? true) && ReferenceEquals(before, _direct);
    }

    /// <summary>Copies a ready tensor into the input.</summary>
    /// <param name="tensor">As <see cref="InputBytes"/>.</param>
    /// <exception cref="ArgumentException">The size differs.</exception>
    public void SetInput(ReadOnlySpan<byte> tensor)
    {
        if (tensor.Length != _input.ByteCount)
            throw new ArgumentException($"The input takes {_input.ByteCount} bytes, not {tensor.Length}.", nameof(tensor));
        _run.RequireBack();
        tensor.CopyTo(_input.Bytes);
        Bind(null);
    }

    /// <summary>Runs the network on the input; <see cref="Scores"/> holds the answer.</summary>
    /// <exception cref="DeviceLostException">The GPU that runs it is gone: the model can only be disposed.</exception>
    /// <exception cref="VisionException">
    /// ONNX Runtime failed, the answer is NaN; or it took too long and was stopped: the inner exception is a
    /// <see cref="TimeoutException"/>.
    /// </exception>
    public void Run() => Run(default, default);

    /// <summary>The same, until either token ends it.</summary>
    /// <exception cref="OperationCanceledException">One did.</exception>
    internal void Run(CancellationToken cancellation, CancellationToken ending)
    {
        _run.Once(cancellation, ending);
        ReadScores();
        // Minus infinity may be one: the logarithm of nothing.
        if (Array.Exists(_scores, static score => float.IsNaN(score) || float.IsPositiveInfinity(score)))
            throw new VisionException($"Model '{Definition.Id}' answered NaN or infinity in place of scores.");
        _attention?.Update(_scores);
    }

    /// <summary>
    /// Ranks the last run's scores as probabilities: shares of one, or, if <see cref="IsMultiLabel"/>, of each class for itself.
    /// </summary>
    /// <returns>Predictions written, best first.</returns>
    public int Rank(Span<Prediction> top) => TopK.Select(_scores, _reading.Rule, Labels, top);

    /// <summary>Frees everything; what a run uses that was given up and goes on, when that ends. No other run may be in progress.</summary>
    public void Dispose()
    {
        if (!_run.FreesWhenBack(Free))
            Free();
    }

    private void Free()
    {
        DisposeParts();
        _session.Dispose();
        NativeHeap.GiveBackSoon();
    }

    // All but the session: tensors before what reads them, the network before what writes its input.
    private void DisposeParts()
    {
        _binding?.Dispose();
        _run?.Dispose();
        _input?.Dispose();
        _output?.Dispose();
        _attention?.Dispose();
        _session.Drain();
        _session.Inference.Dispose();
        _preprocessor?.Dispose();
    }

    // Null binds the model's own tensor. Binding allocates, so it is left alone while nothing changes.
    private void Bind(InputTensor? tensor)
    {
        if (ReferenceEquals(tensor, _direct) && (tensor is { IsOnDevice: true } || !_session.CopiesWhenBound))
            return;
        try
        {
            _binding.BindInput(_inputName, tensor?.Value ?? _input.Value);
            _direct = tensor;
        }
        catch (OnnxRuntimeException e) // where binding copies to a GPU, it is the first to meet the loss of it
        {
            throw _run.Explained(e);
        }
    }

    private void ReadScores()
    {
        _output.CopyTo(_scores.AsSpan(_reading.IsPair ? 1 : 0));
        if (_reading.IsPair)
            _reading.Complete(_scores);
    }
}
