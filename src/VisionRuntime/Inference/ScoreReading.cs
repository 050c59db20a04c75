namespace RealtimeCnn;

/// <summary>
/// How a model's output is read: as the user says, as the graph's last operators say, or, where neither does, as each frame's numbers
/// look.
/// </summary>
internal sealed record ScoreReading
{
    private static readonly (string Name, ScoreKind? Kind)[] Kinds =
    [
        ("logits", ScoreKind.Logits), ("softmax", ScoreKind.Softmax), ("log-softmax", ScoreKind.LogSoftmax), ("sigmoid", ScoreKind.Sigmoid),
    ];

    /// <summary>How the scores of one run are ranked.</summary>
    public ScoreRule Rule { get; private init; }

    /// <summary>Whether each class is for itself: several, or none, may be true.</summary>
    public bool IsMultiLabel { get; private init; }

    /// <summary>Whether there is one number for two classes: that of the second.</summary>
    public bool IsPair { get; private init; }

    /// <summary>What the output holds and why that is thought, in a few words.</summary>
    public string Reason => $"{Name(Kind)}: {(IsAskedFor ? "asked for" : Ending)}";

    /// <summary>What the user has to know, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    private bool IsAskedFor { get; init; }

    private string Ending { get; init; } = ""; // the operators that say so

    private ScoreKind? Kind { get; init; } // the network's own: of a pair, what the one number is

    private double Scale { get; init; } = 1;

    /// <summary>Reads the graph.</summary>
    /// <exception cref="VisionException">Its output is one number of unknown meaning.</exception>
    public static ScoreReading Of(ModelDefinition definition, ScoreOutput output)
    {
        (string? toldName, double scale, string ending) = definition.ReadEnding(output.Name);
        ScoreKind? told = Kinds.FirstOrDefault(one => one.Name == toldName).Kind;
        ScoreKind? kind = definition.Scores is { } asked ? Named(asked) : told;
        bool isPair = output.Count == 1, isAskedFor = definition.Scores is not null;
        if (isPair && !(kind == ScoreKind.Sigmoid || (isAskedFor && kind == ScoreKind.Logits)))
        {
            throw new VisionException(
                $"its output {ModelSignature.Quoted(output.Name)} is one number, and {ending}. If that is the score of the second of two "
                + "classes, say what kind of score (scores: sigmoid or logits).");
        }
        if (kind != told || kind == ScoreKind.Logits)
            scale = 1;

        List<string> notes = [];
        if (isAskedFor && told is { } other && other != kind)
            notes.Add($"The scores are read as {Name(kind)}, as asked for; the graph says {Name(other)}: {ending}.");
        if (kind is null)
        {
            notes.Add($"Whether the scores are probabilities is not sure, for {ending}: each frame's are taken for what they look like. "
                + "Say what they are (scores).");
        }
        if (scale != 1)
            notes.Add(FormattableString.Invariant($"The graph multiplies its scores by {scale:G6}; they are shown without that."));
        if (isPair)
            notes.Add($"The network gives one number ({Name(kind)}): it is read as the score of the second of two classes.");
        return new ScoreReading
        {
            Kind = kind,
            Scale = scale,
            IsAskedFor = isAskedFor,
            IsPair = isPair,
            IsMultiLabel = kind == ScoreKind.Sigmoid && !isPair,
            Rule = isPair ? new ScoreRule(kind == ScoreKind.Sigmoid ? ScoreKind.Softmax : kind) : new ScoreRule(kind, scale),
            Ending = ending,
            Notes = notes,
        };
    }

    /// <summary>Names of the classes; numbers where there are none.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="count">Numbers of the output.</param>
    /// <exception cref="VisionException">There are more or fewer names than classes.</exception>
    public IReadOnlyList<string> LabelsOf(ModelDefinition definition, int count)
    {
        int classes = IsPair ? 2 : count;
        if (IsPair && definition.Labels is [var only])
            return [$"not {only}", only];
        if (definition.Labels.Count == 0)
            return Enumerable.Range(0, classes).Select(i => $"class {i}").ToArray();
        return definition.LabelProblem(classes) is { } problem ? throw new VisionException($"{problem}.") : definition.Labels;
    }

    /// <summary>Of one number the scores of both classes.</summary>
    /// <param name="scores">Two; the second is the network's.</param>
    public void Complete(Span<float> scores)
    {
        if (Kind == ScoreKind.Sigmoid)
            scores[1] = (float)(scores[1] / Scale);
        scores[0] = Kind == ScoreKind.Sigmoid ? 1 - scores[1] : 0;
    }

    /// <summary>Holds the reading against the scores of a blank picture.</summary>
    /// <param name="blank">All finite.</param>
    /// <returns>The reading, or another one with a note that says why.</returns>
    /// <exception cref="VisionException">What was asked for cannot be, or the scores can never tell classes apart.</exception>
    public ScoreReading Checked(ReadOnlySpan<float> blank)
    {
        const double Slack = 0.02;
        if (Rule.Kind is null or ScoreKind.Logits)
            return this;
        bool isLog = Rule.Kind == ScoreKind.LogSoftmax;
        double[] shares = [.. blank.ToArray().Select(score => isLog ? Math.Exp(score / Rule.Scale) : score / Rule.Scale)];
        if (shares.Any(share => share is < -Slack or > 1 + Slack))
            return Doubt("some are outside 0..1 on a blank picture", new ScoreRule(null), isMultiLabel: false);
        if (IsMultiLabel)
            return this;
        if (shares.All(share => share > 1 - Slack))
        {
            throw new VisionException("every class has the score 1, whatever the picture: its softmax runs over a dimension of size 1, "
                + "not over the classes.");
        }
        // Scores of 8 bits are off by up to 1/512 each.
        double sum = shares.Sum();
        return Math.Abs(sum - 1) <= Slack + shares.Length / 512.0
            ? this
            : Doubt(
                FormattableString.Invariant($"they add up to {sum:0.##} on a blank picture"), Rule, isMultiLabel: true,
                ", so each class is shown for itself");
    }

    private ScoreReading Doubt(string why, ScoreRule rule, bool isMultiLabel, string consequence = "") => IsAskedFor
        ? throw new VisionException($"its scores are said to be {Name(Kind)}, but {why}.")
        : this with
        {
            Rule = rule,
            IsMultiLabel = isMultiLabel,
            Notes = [.. Notes, $"The scores look like no {Name(Kind)}, though {Ending}: {why}{consequence}."],
        };

    private static string Name(ScoreKind? kind) => kind is null ? "not sure" : Kinds.First(one => one.Kind == kind).Name;

    private static ScoreKind Named(string name) => Kinds.FirstOrDefault(one => one.Name == name).Kind ?? throw new VisionException(
        $"scores cannot be '{name}'; they are one of {string.Join(", ", Kinds.Select(one => one.Name))}.");
}
