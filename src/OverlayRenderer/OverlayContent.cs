namespace RealtimeCnn.OverlayRenderer;

/// <summary>How much the overlay shows.</summary>
public enum OverlayMode
{
    /// <summary>Nothing at all.</summary>
    Off,

    /// <summary>One line: best prediction, model, frame rate, latency.</summary>
    Compact,

    /// <summary>Every panel. A surface too small for them shows <see cref="Compact"/>.</summary>
    Full,
}

/// <summary>One model in the list.</summary>
/// <param name="Id">Catalogue id, as in <see cref="FrameResult.Model"/>.</param>
/// <param name="DisplayName">Name to show; a year in brackets at its end, "VGG-16 (2014)", is set apart.</param>
/// <param name="Key">Key that switches to it.</param>
/// <param name="Unavailable">True if it cannot be loaded here, for example because its weights are missing.</param>
public readonly record struct ModelEntry(string Id, string DisplayName, string Key, bool Unavailable = false);

/// <summary>One key of the help line.</summary>
/// <param name="Key">Name on the key.</param>
/// <param name="Meaning">What it does, in a word or two.</param>
public readonly record struct KeyHelp(string Key, string Meaning);

/// <summary>
/// What the overlay shows: plain data that its owner overwrites before each paint. No member is read outside
/// <see cref="OverlayPainter.Paint"/>, so the painting thread may own it without locks.
/// </summary>
public sealed class OverlayContent
{
    /// <summary>How much to show.</summary>
    public OverlayMode Mode { get; set; } = OverlayMode.Full;

    /// <summary>The result to show; fill it with <see cref="FrameResult.CopyFrom"/>.</summary>
    public FrameResult Result { get; } = new();

    /// <summary>Predictions to show, 1 to <see cref="FrameResult.MaxPredictions"/>.</summary>
    public int PredictionCount { get; set; } = 5;

    /// <summary>True if the scores in <see cref="Result"/> are averages over the last frames; then <see cref="RawScores"/> are marked beside them.</summary>
    public bool IsSmoothed { get; set; }

    /// <summary>What the newest frame alone gave the classes in <see cref="Result"/>, in their order.</summary>
    public float[] RawScores { get; } = new float[FrameResult.MaxPredictions];

    /// <summary>More about what runs the network: threads, precision.</summary>
    public string? NetworkDetail { get; set; }

    /// <summary>More about what makes the tensor: the GPU's name.</summary>
    public string? PreprocessDetail { get; set; }

    /// <summary>What shows the pictures; null if nothing does because they go to a file.</summary>
    public string? PresentDevice { get; set; }

    /// <summary>Stage times of the last frames; null shows none.</summary>
    public LatencyHistory? History { get; set; }

    /// <summary>Frames per second that the source delivers.</summary>
    public double FpsIn { get; set; }

    /// <summary>Frames per second that are shown.</summary>
    public double FpsOut { get; set; }

    /// <summary>Frames lost since the start.</summary>
    public DropCounts Drops { get; set; }

    /// <summary>Where the model slot stands.</summary>
    public SlotState SlotState { get; set; }

    /// <summary>Name of the model being loaded; null if none is.</summary>
    public string? LoadingModel { get; set; }

    /// <summary>Seconds since that load began; also drives the progress bar's movement.</summary>
    public double LoadingSeconds { get; set; }

    /// <summary>The last finished swap; null before the first.</summary>
    public SwapReport? LastSwap { get; set; }

    /// <summary>Name of the frame source.</summary>
    public string SourceName { get; set; } = "";

    /// <summary>Name of the running model with its year, "LeNet-5 (1998)".</summary>
    public string ModelDisplayName { get; set; } = "";

    /// <summary>Models to choose from, in the order shown. Replace the list rather than growing it.</summary>
    public IReadOnlyList<ModelEntry> Models { get; set; } = [];

    /// <summary>Index of the running model in <see cref="Models"/>; -1 for none.</summary>
    public int ActiveModel { get; set; } = -1;

    /// <summary>Where the frame source stands.</summary>
    public CaptureState CaptureState { get; set; }

    /// <summary>Why the source failed or reconnects; null when all is well.</summary>
    public string? CaptureError { get; set; }

    /// <summary>A line of news for the user; null for none.</summary>
    public string? Notice { get; set; }

    /// <summary>The keys of the line at the bottom.</summary>
    public IReadOnlyList<KeyHelp> Keys { get; set; } = [];

    /// <summary>All keys, for a panel in the middle; empty hides it.</summary>
    public IReadOnlyList<KeyHelp> Help { get; set; } = [];

    /// <summary>The model's input as a picture; null hides it.</summary>
    public InputPicture? Input { get; set; }

    /// <summary>The running network's blocks, for a panel in the middle; null hides it.</summary>
    public NetworkDiagram? Diagram { get; set; }

    /// <summary>Seconds since the recording began; null while there is none.</summary>
    public double? RecordingSeconds { get; set; }

    /// <summary>True while the picture stands still on the user's wish.</summary>
    public bool Paused { get; set; }
}
