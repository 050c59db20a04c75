namespace RealtimeCnn.DemoApp;

/// <summary>One reading of a pull.</summary>
/// <param name="Model">Whose weights.</param>
/// <param name="Family">Which of them.</param>
/// <param name="Stage">How it stands.</param>
internal sealed record WeightPull(ModelDefinition Model, WeightFamily Family, PullStage Stage = PullStage.UnderWay)
{
    /// <summary>Bytes that are there.</summary>
    public long Received { get; init; }

    /// <summary>Bytes that there will be; null while unknown.</summary>
    public long? Total { get; init; }

    /// <summary>Bytes a second; 0 until known.</summary>
    public double PerSecond { get; init; }

    /// <summary>What a user should know meanwhile, or why it failed; null if there is nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>Whether every byte is there, and the file is checked and made ready.</summary>
    public bool IsChecking => Stage == PullStage.UnderWay && Total is > 0 && Received == Total;
}
