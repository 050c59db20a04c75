namespace RealtimeCnn.ModelZoo;

/// <summary>A linear layer of a classifier: each of its outputs is a weighted sum of its inputs.</summary>
/// <param name="Weights">Name of the stored matrix.</param>
/// <param name="Outputs">How many numbers it gives.</param>
/// <param name="Inputs">How many it takes.</param>
/// <param name="IsInputFirst">Whether the matrix is stored as inputs x outputs.</param>
/// <param name="Scale">What the matrix is multiplied with.</param>
internal sealed record HeadLayer(string Weights, long Outputs, long Inputs, bool IsInputFirst, float Scale)
{
    /// <summary>The operator that made its inputs of another layer's outputs: Relu, Tanh, Sigmoid; null for none.</summary>
    public string? Activation { get; init; }

    /// <summary>The value that these inputs are, if there is such an operator.</summary>
    public string? Activated { get; init; }
}
