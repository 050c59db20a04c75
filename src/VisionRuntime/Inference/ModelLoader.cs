using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn;

/// <summary>Loads models: chooses the backend, opens the network there, checks and warms it.</summary>
/// <remarks>Any thread; blocks for as long as that takes: call it away from the frame loop.</remarks>
internal static class ModelLoader
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(1);

    /// <summary>As <see cref="LoadedModel.Load"/>.</summary>
    public static LoadedModel LoadAndWait(ModelDefinition definition, InferenceOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(options);
        var timed = new TimedLoad(definition, options, new LoadWatch(cancellation), Load, isPolite: false);
#pragma warning disable RS0030 // Blocking is what LoadedModel.Load is for.
        try
        {
            return timed.Answer.GetAwaiter().GetResult();
        }
        catch
        {
            Task.WaitAny([timed.Ended], LongestEnd); // most of what is stopped ends soon, and lets go of its files
            throw;
        }
#pragma warning restore RS0030
    }

    /// <summary>The same on the thread that calls it, without a time limit.</summary>
    public static LoadedModel Load(ModelDefinition definition, InferenceOptions options, LoadWatch watch)
    {
        watch.Cancellation.ThrowIfCancellationRequested();
        watch.Told?.Invoke(SwapStage.Loading);
        try
        {
            return LoadAsAsked(definition, options, watch);
        }
        catch (Exception e) when (OrtMessage.IsMissing(e))
        {
            throw new VisionException($"Model '{definition.Id}' cannot be loaded: {OrtMessage.Missing(e)}", e);
        }
    }

    /// <summary>Loads a model on one backend.</summary>
    /// <param name="backend">Which; it can be used.</param>
    /// <param name="definition">The model.</param>
    /// <param name="options">How.</param>
    /// <param name="rejected">Better backends that were not taken.</param>
    /// <param name="watch">Who waits for it.</param>
    /// <param name="check">Looks at the model before it is handed out, within the backend's limits; what it throws ends the load.</param>
    /// <exception cref="OperationCanceledException">It is not wanted any more.</exception>
    /// <exception cref="DeviceLostException">The GPU went meanwhile.</exception>
    /// <exception cref="VisionException">It cannot be loaded there: one line that names the model.</exception>
    public static LoadedModel LoadOn(
        IInferenceBackend backend, ModelDefinition definition, InferenceOptions options,
        IReadOnlyList<(string Backend, string Reason)> rejected, LoadWatch watch, Action<LoadedModel>? check = null) =>
        backend.Load(options.Gpu, definition.Id, () =>
        {
            watch.Works?.Invoke();
            ModelSession? session = null;
            LoadedModel? model = null;
            (ClassifierHead? head, string? noMap) = options.Explains ? HeadOf(definition) : default;
            try
            {
                session = backend.Open(
                    options,
                    ofSession => OpenNetwork(definition, ofSession, watch.Cancellation, head),
                    open => ModelSignature.Input(definition, open).Spec)
                    ?? throw new VisionException($"backend '{backend.Name}' opened nothing.");
                var chosen = new Choice<string>(backend.Name, rejected) { Detail = session.Device };
                model = new LoadedModel(definition, options, session, chosen, watch, head);
                model.NoAttention ??= noMap;
                if (model.NoAttention is { } why)
                    model.Notes = [.. model.Notes, $"No map of where it looks: {why.TrimEnd('.')}."];
                check?.Invoke(model);
                return model;
            }
            catch (Exception e)
            {
                (model as IDisposable ?? session)?.Dispose();
                if (watch.Cancellation.IsCancellationRequested) // ONNX Runtime says only in words that it was told to stop
                    throw new OperationCanceledException(e.Message, e, watch.Cancellation);
                bool namesIt = e.Message.StartsWith($"Model '{definition.Id}'", StringComparison.Ordinal);
                if (e is VisionException and not DeviceLostException && !namesIt)
                    throw new VisionException($"Model '{definition.Id}': {e.Message}", e);
                if (e is not (OnnxRuntimeException or OverflowException or ArgumentException))
                    throw;
                throw new VisionException($"Model '{definition.Id}' ({definition.Origin}) cannot be loaded: {OrtMessage.OneLine(e)}", e);
            }
        });

    /// <summary>Opens the network of a model.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="options">Of the session.</param>
    /// <param name="cancellation">Ends the loading within ONNX Runtime too.</param>
    /// <param name="head">Its last layers, if what these have in hand is to be read.</param>
    public static InferenceSession OpenNetwork(
        ModelDefinition definition, SessionOptions options, CancellationToken cancellation = default, ClassifierHead? head = null)
    {
        // What was checked is an ONNX file. Without this ONNX Runtime looks for its own format first, and one file can be both.
        options.AddSessionConfigEntry("session.load_model_format", "ONNX");
        // Before the options go, a cancellation that is under way has ended: Dispose waits for it.
        using CancellationTokenRegistration stops = cancellation.Register(() => options.SetLoadCancellationFlag(true));
        return head is null
            ? definition.Open(file => new InferenceSession(file, options), OpenGraph, cancellation)
            : head.Open(OpenGraph, cancellation);

        InferenceSession OpenGraph(byte[] graph, string? folder)
        {
            if (folder is not null)
                options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
            return new InferenceSession(graph, options);
        }
    }

    // What cannot tell where it looks runs without.
    private static (ClassifierHead? Head, string? Problem) HeadOf(ModelDefinition definition)
    {
        try
        {
            return (ClassifierHead.Read(definition), null);
        }
        catch (VisionException e)
        {
            return (null, e.Message);
        }
    }

    private static LoadedModel LoadAsAsked(ModelDefinition definition, InferenceOptions options, LoadWatch watch)
    {
        if (definition.File is not null && !File.Exists(definition.File))
            throw new VisionException($"Model file '{definition.File}' does not exist.");
        foreach (IInferenceBackend backend in options.Backends)
            backend.Prepare();
        _ = OrtTelemetry.QuietEnvironment();
        if (options.Backend == InferenceOptions.Auto)
            return BackendTrial.Load(definition, options, watch);

        IInferenceBackend named = Find(options);
        if (named.Problem(options.Gpu, out _) is { } problem)
            throw Unusable(options, problem);
        try
        {
            return AnswerCheck.LoadOn(named, definition, options, options.Lost is { } lost ? [lost] : [], watch);
        }
        catch (WrongAnswerException e)
        {
            throw Unusable(options, e.Message, "; or insist (trust-backend)");
        }
    }

    private static IInferenceBackend Find(InferenceOptions options) =>
        options.Backends.FirstOrDefault(backend => backend.Name == options.Backend)
        ?? throw Unusable(options, "it is not part of this program.");

    private static VisionException Unusable(InferenceOptions options, string problem, string more = "")
    {
        string others = string.Join(
            " or ", options.Backends.Select(backend => backend.Name).Where(name => name != options.Backend).Prepend("auto"));
        return new VisionException($"Backend '{options.Backend}' cannot be used: {problem.TrimEnd('.')}. Use {others}{more}.");
    }
}
