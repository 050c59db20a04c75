using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary>The options that say where a model's scores are and what they are, where its file leaves that open.</summary>
internal sealed class ScoreOptions
{
    private static readonly (string Name, ScoreKind? Kind)[] Kinds =
    [
        ("auto", null), ("logits", ScoreKind.Logits), ("softmax", ScoreKind.Softmax), ("log-softmax", ScoreKind.LogSoftmax),
        ("sigmoid", ScoreKind.Sigmoid),
    ];

    public Option<string?> Output { get; } = new("--output-name")
    {
        Description = "Output of the network that holds the scores, where several fit.",
        HelpName = "NAME",
    };

    public Option<ScoreKind?> Kind { get; } = new("--scores")
    {
        Description = "What the network's scores are: auto (as its last operators say), logits, softmax, log-softmax, "
            + "sigmoid (multi-label: each class for itself).",
        HelpName = "KIND",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            string[] names = [.. Kinds.Select(kind => kind.Name)];
            if (names.Contains(text, StringComparer.OrdinalIgnoreCase))
                return Kinds.First(kind => kind.Name.Equals(text, StringComparison.OrdinalIgnoreCase)).Kind;
            result.AddError($"--scores: '{text}' is not one of {string.Join(", ", names)}{VisionException.Suggestion(text, names)}");
            return null;
        },
    };

    /// <summary>The model as the options say.</summary>
    public ModelDefinition Apply(ParseResult parsed, ModelDefinition model) => model with
    {
        Output = parsed.GetValue(Output) ?? model.Output,
        Scores = parsed.GetValue(Kind) ?? model.Scores,
    };
}
