namespace RealtimeCnn.OverlayRenderer;

/// <summary>One network of a comparison.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">How far it is.</param>
/// <param name="Bytes">Of its weights, as 32-bit numbers.</param>
internal readonly record struct ComparisonRow(string Name, ComparisonState State, long Bytes)
{
    /// <summary>Its first choice, or why it has none; empty until it has answered.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Probability of the first choice, 0..1.</summary>
    public float Score { get; init; }

    /// <summary>Milliseconds from the picture to the scores.</summary>
    public double Milliseconds { get; init; } = double.NaN;
}
