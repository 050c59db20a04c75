namespace RealtimeCnn.OverlayRenderer;

/// <summary>How much the overlay shows.</summary>
internal enum OverlayMode
{
    /// <summary>Nothing at all.</summary>
    Off,

    /// <summary>One line: best prediction, model, frame rate, latency.</summary>
    Compact,

    /// <summary>Every panel. A surface too small for them shows <see cref="Compact"/>.</summary>
    Full,
}

/// <summary>
/// What the overlay shows: plain data that its owner overwrites before each paint. No member is read outside
/// a paint, so the painting thread may own it without locks.
/// </summary>
internal sealed class OverlayContent
{
    /// <summary>How much to show.</summary>
    public OverlayMode Mode { get; set; } = OverlayMode.Full;

    /// <summary>The result to show; fill it with <see cref="FrameResult.CopyFrom"/>.</summary>
    public FrameResult Result { get; } = new();

    /// <summary>Predictions to show, 1 to <see cref="FrameResult.MaxPredictions"/>.</summary>
    public int PredictionCount { get; set; } = 5;

    /// <summary>
    /// True if the scores in <see cref="Result"/> are averages over the last frames; then <see cref="RawScores"/> are marked beside them.
    /// </summary>
    public bool IsSmoothed { get; set; }

    /// <summary>What the newest frame alone gave the classes in <see cref="Result"/>, in their order.</summary>
    public float[] RawScores { get; } = new float[FrameResult.MaxPredictions];

    /// <summary>The class of which the picture shows where it comes from; null shows none.</summary>
    public string? Where { get; set; }

    /// <summary>Why there is no such map although it is wished for; null if there is.</summary>
    public string? NoMap { get; set; }

    /// <summary>More about what runs the network: threads, precision.</summary>
    public string? NetworkDetail { get; set; }

    /// <summary>More about what makes the tensor: the GPU's name.</summary>
    public string? PreprocessDetail { get; set; }

    /// <summary>What shows the pictures; empty if that is not known yet, null if nothing does because they go to a file.</summary>
    public string? PresentDevice { get; set; }

    /// <summary>Stage times of the last frames; null shows none.</summary>
    public LatencyHistory? History { get; set; }

    /// <summary>The engine's state: source, rates, loads.</summary>
    public EngineStatus Status { get; } = new();

    /// <summary>What a user can do about a source that has ended or failed, a sentence; null if there is nothing.</summary>
    public string? SourceRemedy { get; set; }

    /// <summary>Why the last swap failed; null if it did not, or is no news any more.</summary>
    public string? Failure { get; set; }

    /// <summary>Name of the running model with its year, "LeNet-5 (1998)".</summary>
    public string ModelDisplayName { get; set; } = "";

    /// <summary>What each class is, with a blank behind it: "digit "; empty if the classes say it themselves.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>"digits only", of a network that knows nothing else; empty for others.</summary>
    public string SubjectTag { get; private set; } = "";

    /// <summary>
    /// Width and height of the frame shown and the side of the square in its middle that should hold what the network knows, in the
    /// frame's pixels; all 0 for no square.
    /// </summary>
    public (int Width, int Height, float Side) Aim { get; set; }

    /// <summary>Models to choose from, in the order shown. Replace the list rather than growing it.</summary>
    public IReadOnlyList<ModelEntry> Models { get; set; } = [];

    /// <summary>Index of the running model in <see cref="Models"/>; -1 for none.</summary>
    public int ActiveModel { get; set; } = -1;

    /// <summary>Index of the model in <see cref="Models"/> that the mouse is on; -1 for none.</summary>
    public int PointedModel { get; set; } = -1;

    /// <summary>What is known of the running model's weights and speed; null for nothing.</summary>
    public ModelWeights? Weights => ActiveModel >= 0 && ActiveModel < Models.Count ? Models[ActiveModel].Weights : null;

    /// <summary>Whether a model ran whose scores mean nothing: they are not shown.</summary>
    public bool IsNoise => Result is { IsTrained: false, Model.Length: > 0 };

    /// <summary>An offer, its title in the first line; null for none.</summary>
    public string? Offer { get; set; }

    /// <summary>A line of news for the user; null for none.</summary>
    public string? Notice { get; set; }

    /// <summary>The keys of the line at the bottom.</summary>
    public IReadOnlyList<(string Key, string Meaning)> Keys { get; set; } = [];

    /// <summary>All keys, for a panel in the middle; empty hides it.</summary>
    public IReadOnlyList<(string Key, string Meaning)> Help { get; set; } = [];

    /// <summary>The model's input as a picture; null hides it.</summary>
    public InputPicture? Input { get; set; }

    /// <summary>The running network's blocks, for a panel in the middle; null hides it.</summary>
    public NetworkDiagram? Diagram { get; set; }

    /// <summary>Whether nobody asked for the diagram: then it gives way where the columns leave it no room between them.</summary>
    public bool IsDiagramAside { get; set; }

    /// <summary>What every network says of one picture, for a panel in the middle; null hides it.</summary>
    public PictureComparison? Comparison { get; set; }

    /// <summary>Seconds since the recording began; null while there is none.</summary>
    public double? RecordingSeconds { get; set; }

    /// <summary>True while the picture stands still on the user's wish.</summary>
    public bool Paused { get; set; }

    /// <summary>Names the running model, in its panel and in the list.</summary>
    public void Name(ModelDefinition model)
    {
        ModelDisplayName = model.DisplayName;
        (Subject, SubjectTag) = model.Subject is { } subject ? ($"{subject} ", $"{subject}s only") : ("", "");
        ActiveModel = Models.ToList().FindIndex(entry => entry.Id == model.Id);
    }
}
