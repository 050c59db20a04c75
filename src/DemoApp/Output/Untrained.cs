namespace RealtimeCnn.DemoApp;

/// <summary>How the program says, beside whatever it prints of a model, that its weights are untrained.</summary>
internal static class Untrained
{
    /// <summary>The words.</summary>
    public const string Words = "untrained: predictions are noise";

    /// <summary>Why nothing is said about pictures without weights, and what to do.</summary>
    public static string Refusal(ModelDefinition model) =>
        $"{model.Name} has no weights here, and its predictions would be noise. Get them: {Advice.Pull(model.Id)}, or add --untrained.";

    /// <summary>What follows the model's name: the words, or nothing if it is trained.</summary>
    public static string Mark(bool isTrained) => isTrained ? "" : $" ({Words})";
}
