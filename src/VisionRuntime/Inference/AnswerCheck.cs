using System.Collections.Concurrent;

namespace RealtimeCnn;

/// <summary>
/// Loads models on backends that are not taken at their word: a driver can compute something else without any error. What a backend
/// answers to one picture is held against what the processor answers, before the model is offered.
/// </summary>
/// <remarks>
/// Any thread; blocks for as long as it takes. The processor is asked once for each model while the program runs: a load, with its own time
/// limit, and a run. Its network is gone before the backend loads its own.
/// </remarks>
internal static class AnswerCheck
{
    private static readonly ConcurrentDictionary<(ModelDefinition Model, int ContentLength), float[]> Known = new();

    /// <summary>As <see cref="ModelLoader.LoadOn"/>, on a backend that answers as the processor does, or is trusted.</summary>
    /// <param name="backend">Which; it can be used.</param>
    /// <param name="definition">The model.</param>
    /// <param name="options">How.</param>
    /// <param name="rejected">Better backends that were not taken.</param>
    /// <param name="watch">Who waits for it.</param>
    /// <param name="fresh">What the processor has answered a moment ago, if it was asked.</param>
    /// <exception cref="WrongAnswerException">It answers otherwise; the message has the numbers.</exception>
    public static LoadedModel LoadOn(
        IInferenceBackend backend, ModelDefinition definition, InferenceOptions options,
        IReadOnlyList<(string Backend, string Reason)> rejected, LoadWatch watch, float[]? fresh = null)
    {
        if (backend is CpuBackend || options.TrustBackend)
            return ModelLoader.LoadOn(backend, definition, options, rejected, watch);
        if (fresh is null && Known.TryGetValue(KeyOf(definition), out float[]? known))
        {
            try
            {
                return LoadAndCompare(known);
            }
            catch (WrongAnswerException)
            {
                // The file may be another than the one that the processor was asked about.
            }
        }
        string? unknown = null;
        fresh ??= AskProcessor(definition, options, watch, out unknown);
        if (fresh is not null)
            return LoadAndCompare(fresh);
        LoadedModel model = ModelLoader.LoadOn(backend, definition, options, rejected, watch);
        model.Notes = [.. model.Notes, $"What {backend.Name} answers was not held against the processor, which has no answer: {unknown}"];
        return model;

        LoadedModel LoadAndCompare(float[] expected) => ModelLoader.LoadOn(
            backend, definition, options, rejected, watch, loaded => Compare(loaded, expected, watch.Cancellation));
    }

    /// <summary>What a model on the processor answers; kept as the measure of other backends. Null, with the reason, if nothing.</summary>
    public static float[]? Ask(LoadedModel onProcessor, LoadWatch watch, out string? why)
    {
        try
        {
            why = null;
            return Known[KeyOf(onProcessor.Definition)] = Answer(onProcessor, watch.Cancellation);
        }
        catch (VisionException e)
        {
            why = e.Message;
            return null;
        }
    }

    /// <summary>
    /// What a model is remembered by: without the bytes of one in memory, which would stay for as long as the program.
    /// </summary>
    public static (ModelDefinition Model, int ContentLength) KeyOf(ModelDefinition definition) =>
        (definition with { Content = default }, definition.Content.Length);

    private static float[]? AskProcessor(ModelDefinition definition, InferenceOptions options, LoadWatch watch, out string? why)
    {
        InferenceOptions plain = new() { Threads = options.Threads, TimeLimit = options.TimeLimit, Preprocess = CpuBackend.CpuName };
        try
        {
            using LoadedModel model = ModelLoader.LoadOn(InferenceOptions.Cpu, definition, plain, [], watch with { Told = null });
            return Ask(model, watch, out why);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            why = OrtMessage.OneLine(e);
            return null;
        }
    }

    private static void Compare(LoadedModel model, float[] expected, CancellationToken cancellation)
    {
        float[] actual;
        try
        {
            actual = Answer(model, cancellation);
        }
        catch (VisionException e) when (e is not DeviceLostException && e.InnerException is null) // not a number
        {
            throw new WrongAnswerException($"{e.Message.TrimEnd('.')} of a test picture; the processor answers it.");
        }
        var gap = ScoreGap.Between(expected, actual);
        if (!gap.IsRounding)
        {
            throw new WrongAnswerException(
                $"Model '{model.Definition.Id}' answers a test picture otherwise than on the processor: {gap.InWords(model.Labels)}.");
        }
    }

    private static float[] Answer(LoadedModel model, CancellationToken cancellation)
    {
        model.SetInput(ProbePicture.As(model.Spec));
        model.Run(cancellation, default);
        return model.Scores.ToArray();
    }
}
