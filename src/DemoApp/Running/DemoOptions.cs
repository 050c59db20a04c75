namespace RealtimeCnn.DemoApp;

/// <summary>A swap on the script.</summary>
/// <param name="Frame">Asked for when this many frames have been classified.</param>
/// <param name="Model">Id or path.</param>
internal readonly record struct SwapAt(int Frame, string Model);

/// <summary>What the demo was asked to do.</summary>
internal sealed record DemoOptions
{
    public string? Source { get; init; }

    /// <summary>The first model; null leaves it to the source and to what weights are here.</summary>
    public string? Model { get; init; }

    /// <summary>Models whose weights are pulled first, as <c>id</c> or <c>id@family</c>.</summary>
    public IReadOnlyList<string> Pulls { get; init; } = [];
    public string? Labels { get; init; }

    /// <summary>What the command line says of the first model's scores.</summary>
    public Func<ModelDefinition, ModelDefinition> ReadAs { get; init; } = model => model;
    public required InferenceOptions Loading { get; init; }
    public bool EveryFrame { get; init; }

    /// <summary>How long each of several images is shown; 0 for the usual time.</summary>
    public TimeSpan Hold { get; init; }

    /// <summary>Whether a video or images are shown once, in a window too.</summary>
    public bool Once { get; init; }
    public int? Frames { get; init; }
    public TimeSpan? Duration { get; init; }
    public TimeSpan DefaultDuration { get; init; }
    public SwapAt[] Swaps { get; init; } = [];
    public bool Tour { get; init; }
    public int KeepWarmMegabytes { get; init; }
    public string? Record { get; init; }
    public string? Screenshot { get; init; }
    public string? Json { get; init; }

    /// <summary>Cancelled when the program is about to be cut off: what still waits for a reader is given up.</summary>
    public CancellationToken Late { get; init; }

    /// <summary>Whether the run is for its output rather than for somebody who looks on: then it is over when the source ends.</summary>
    public bool EndsWithSource =>
        Frames is not null || Duration is not null || Record is not null || Screenshot is not null || Json is not null;

    /// <summary>Whether a video or images begin again at their end, in a window.</summary>
    public bool Loops => !Once && !EndsWithSource;
}
