using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary>The options that say where a model's scores are and what they are, where its file leaves that open.</summary>
internal sealed class ScoreOptions
{
    private static readonly string[] Kinds = ["auto", "logits", "softmax", "log-softmax", "sigmoid"];

    public Option<string?> Output { get; } = new("--output-name")
    {
        Description = "Output of the network that holds the scores, where several fit.",
        HelpName = "NAME",
    };

    public Option<string?> Kind { get; } = new("--scores")
    {
        Description = "What the network's scores are: auto (as its last operators say), logits, softmax, log-softmax, "
            + "sigmoid (multi-label: each class for itself).",
        HelpName = "KIND",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Kinds.FirstOrDefault(kind => kind.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known)
                return known == Kinds[0] ? null : known;
            result.AddError($"--scores: '{text}' is not one of {string.Join(", ", Kinds)}{VisionException.Suggestion(text, Kinds)}");
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
