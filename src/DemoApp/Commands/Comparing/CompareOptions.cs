namespace RealtimeCnn.DemoApp;

/// <summary>What a comparison was asked for.</summary>
internal sealed record CompareOptions
{
    /// <summary>Images, folders, patterns, video files.</summary>
    public required string[] Pictures { get; init; }

    /// <summary>As <see cref="ComparedModels.Named"/> takes it.</summary>
    public required string Models { get; init; }

    /// <summary>A <see cref="TruthFile"/>; null for the names of folders.</summary>
    public string? Labels { get; init; }

    /// <summary>Of a video every so many frames are taken.</summary>
    public required int Step { get; init; }

    /// <summary>Whether models without weights are let in.</summary>
    public bool Untrained { get; init; }

    public required InferenceOptions Loading { get; init; }

    public string? Html { get; init; }

    public string? Json { get; init; }
}
