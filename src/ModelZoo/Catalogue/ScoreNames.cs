namespace RealtimeCnn.ModelZoo;

/// <summary>Names of what the numbers of a classifier's output can be, as <see cref="ModelDefinition.Scores"/> explains them.</summary>
internal static class ScoreNames
{
    public const string Logits = "logits";

    public const string Softmax = "softmax";

    public const string LogSoftmax = "log-softmax";

    public const string Sigmoid = "sigmoid";

    public static readonly string[] All = [Logits, Softmax, LogSoftmax, Sigmoid];
}
