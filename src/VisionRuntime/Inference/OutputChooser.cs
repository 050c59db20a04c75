using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RealtimeCnn;

/// <summary>The output of a network that holds the scores.</summary>
/// <param name="Choice">Its name, and why no other one.</param>
/// <param name="Type">float32 or float16.</param>
/// <param name="Shape">Fixed; one dimension is the number of scores, all others are 1.</param>
internal sealed record ScoreOutput(Choice<string> Choice, TensorElementType Type, long[] Shape)
{
    /// <summary>Its name.</summary>
    public string Name => Choice.Chosen!;

    /// <summary>Number of scores: 1 where two classes share one, else one per class.</summary>
    public int Count => checked((int)Shape.Aggregate(1L, (product, n) => checked(product * n)));
}

/// <summary>
/// Finds the output that holds the scores: the one asked for, or the one that fits. Of several none that is picked from scores; then those
/// with as many scores as there are labels, of these those that are called as scores are, of these those that hold probabilities, of these
/// those that come last in the graph. What is computed from scores comes later than they do, so the graph's order tells least.
/// </summary>
internal static class OutputChooser
{
    private const int MaxClasses = 1 << 20;

    // As exporters and people call scores, the surest first; the whole name, or a word of it.
    private static readonly string[] NamesOfScores =
    [
        "logits", "scores", "probabilities", "probs", "output", "loss", "softmax", "predictions", "prediction", "logit", "score",
        "probability", "prob", "pred", "preds", "classifier",
    ];

    // What stands in names of outputs that are something else, or the weaker of two.
    private static readonly string[] NamesOfOthers =
    [
        "aux", "auxiliary", "feature", "features", "feat", "feats", "embedding", "embeddings", "hidden", "pool", "pooled", "pooler",
    ];

    private static readonly int WithoutName = 2 * NamesOfScores.Length; // rank of a name that tells nothing

    /// <summary>Finds it.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="session">Its network.</param>
    /// <param name="added">Outputs that its file does not have.</param>
    /// <exception cref="VisionException">None fits, or several do and nothing tells which; the message says why.</exception>
    public static ScoreOutput Choose(ModelDefinition definition, InferenceSession session, IReadOnlyList<string> added)
    {
        IReadOnlyList<string> names = [.. session.OutputNames.Except(added)];
        if (definition.Output is { } wanted)
        {
            if (!names.Contains(wanted))
                throw new VisionException($"it has no output {ModelSignature.Quoted(wanted)}. It has {Listed(names)}.");
            (ScoreOutput? output, string? problem) = Read(session, wanted);
            return output is null
                ? throw new VisionException($"its output {ModelSignature.Quoted(wanted)} {problem}.")
                : Because(output, "asked for");
        }
        if (names.Count == 0)
            throw new VisionException("it has no output.");
        (ScoreOutput? Output, string? Problem)[] all = [.. names.Select(name => Read(session, name))];
        if (all is [var only])
            return only.Output ?? throw new VisionException($"its output {ModelSignature.Quoted(names[0])} {only.Problem}.");

        // One score for two classes is nothing to look for among others.
        ScoreOutput[] fitting = [.. all.Select(one => one.Output).OfType<ScoreOutput>().Where(output => output.Count > 1)];
        (string Name, string Problem)[] unfit =
        [
            .. from one in names.Zip(all) where one.Second.Output is not { Count: > 1 }
               select (one.First, one.Second.Problem ?? "is one number"),
        ];
        string problems = string.Join("; ", unfit.Take(4).Select(one => $"{ModelSignature.Quoted(one.Name)} {one.Problem}"));
        return fitting.Length switch
        {
            0 => throw new VisionException($"none of its {names.Count} outputs has one score per class: {problems}."),
            1 => fitting[0] with { Choice = new Choice<string>(fitting[0].Name, unfit) { Detail = "the only output that fits" } },
            _ => Pick(fitting, definition),
        };
    }

    private static ScoreOutput Pick(ScoreOutput[] fitting, ModelDefinition definition)
    {
        string several = Listed([.. fitting.Select(output => output.Name)]);
        IReadOnlyList<string> picked = definition.RelateOutputs([.. fitting.Select(output => output.Name)]).Picked;
        ScoreOutput[] left = Those(fitting, output => !picked.Contains(output.Name));
        if (left is [var whole])
            return Because(whole, $"of {several} the one that is not picked from scores");
        int labels = definition.Labels.Count;
        left = Those(left, output => labels == 0 || output.Count == labels);
        if (left is [var labelled])
            return Because(labelled, $"of {several} the one with as many scores as there are labels");
        left = Those(left, output => Rank(output) < WithoutName);
        if (left is [var named])
            return Because(named, $"of {several} the one whose name says so");
        left = Those(left, output => definition.ReadEnding(output.Name).Kind is not (null or "logits"));
        if (left is [var probable])
            return Because(probable, $"of {several} the one that holds probabilities");
        IReadOnlyList<string> last = definition.RelateOutputs([.. left.Select(output => output.Name)]).Last;
        left = Those(left, output => last.Contains(output.Name));
        if (left is [var end])
            return Because(end, $"of {several} the one that is computed from the others");
        int best = left.Min(Rank);
        left = Those(left, output => Rank(output) == best);
        if (left is [var found])
            return Because(found, $"of {several} the one whose name says so");
        string open = string.Join(", ", left.Select(output => $"{ModelSignature.Quoted(output.Name)} ({output.Count} scores)"));
        throw new VisionException($"several of its outputs may hold the scores: {open}. Say which does (output name).");
    }

    // All of them, if it is none.
    private static ScoreOutput[] Those(ScoreOutput[] outputs, Func<ScoreOutput, bool> fits) =>
        outputs.Where(fits).ToArray() is { Length: > 0 } some ? some : outputs;

    // Smaller is likelier.
    private static int Rank(ScoreOutput output)
    {
        string name = output.Name.Split(':')[0].ToUpperInvariant();
        string[] words = name.Split(['_', '.', '/', '-', ' ', '\\'], StringSplitOptions.RemoveEmptyEntries);
        int whole = At(NamesOfScores, name);
        if (whole >= 0)
            return whole;
        if (words.Any(word => At(NamesOfOthers, word) >= 0))
            return int.MaxValue;
        int[] found = [.. words.Select(word => At(NamesOfScores, word)).Where(at => at >= 0)];
        return found.Length > 0 ? NamesOfScores.Length + found.Min() : WithoutName;

        static int At(string[] list, string word) =>
            Array.FindIndex(list, known => known.Equals(word, StringComparison.OrdinalIgnoreCase));
    }

    private static ScoreOutput Because(ScoreOutput output, string why) =>
        output with { Choice = new Choice<string>(output.Name, []) { Detail = why } };

    private static (ScoreOutput? Output, string? Problem) Read(InferenceSession session, string name)
    {
        NodeMetadata metadata = session.OutputMetadata[name];
        if (metadata.OnnxValueType is OnnxValueType.ONNX_TYPE_SEQUENCE or OnnxValueType.ONNX_TYPE_MAP)
        {
            return (null, "is a list of maps from class to score (ZipMap), which cannot be read without copies: "
                + "export the model without it (skl2onnx: zipmap=False), or remove the last operator");
        }
        if (!metadata.IsTensor)
            return (null, "is no tensor");
        if (metadata.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16))
            return (null, $"is of {metadata.ElementDataType}, not of float32 or float16");
        long[] shape = [.. metadata.Dimensions.Select(n => (long)n)];
        string described = ModelSignature.Describe(shape);
        if (shape.Length > 0 && shape[0] == -1)
            shape[0] = 1;
        if (shape.Length == 0 || shape.Any(n => n < 1))
            return (null, $"is {described}; the number of classes must be fixed");
        long count = 1;
        foreach (long n in shape)
            count = n > MaxClasses ? long.MaxValue : Math.Min(count * n, MaxClasses + 1L);
        if (count > MaxClasses || shape.Max() != count)
            return (null, $"is {described}; expected one score per class");
        return (new ScoreOutput(new Choice<string>(name, []), metadata.ElementDataType, shape), null);
    }

    private static string Listed(IReadOnlyList<string> names)
    {
        const int Shown = 8;
        string more = names.Count > Shown ? $" and {names.Count - Shown} more" : "";
        return string.Join(", ", names.Take(Shown).Select(ModelSignature.Quoted)) + more;
    }
}
