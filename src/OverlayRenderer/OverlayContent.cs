namespace RealtimeCnn.OverlayRenderer;

/// <summary>How much the overlay shows.</summary>
public enum OverlayMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>One line.</summary>
    Compact,

    /// <summary>Everything.</summary>
    Full,
}

/// <summary>A key and what it does.</summary>
/// <param name="Key">As printed on the key.</param>
/// <param name="Meaning">One or two words.</param>
public readonly record struct KeyHelp(string Key, string Meaning);

/// <summary>What the overlay shows: filled by the program before each paint, kept between paints. One thread.</summary>
public sealed class OverlayContent
{
    /// <summary>How much is shown.</summary>
    public OverlayMode Mode { get; set; } = OverlayMode.Full;

    /// <summary>The result to show; fill it with <see cref="FrameResult.CopyFrom"/>.</summary>
    public FrameResult Result { get; } = new();

    /// <summary>Predictions shown at most.</summary>
    public int TopCount { get; set; } = 5;

    /// <summary>Stage times of the last frames; borrowed.</summary>
    public LatencyHistory? History { get; set; }

    /// <summary>Frames per second that the source delivers.</summary>
    public double FpsIn { get; set; }

    /// <summary>Frames per second that were classified.</summary>
    public double FpsOut { get; set; }

    /// <summary>Frames lost.</summary>
    public DropCounts Drops { get; set; }

    /// <summary>The source, without credentials.</summary>
    public string SourceName { get; set; } = "";

    /// <summary>Trouble with the source, or null.</summary>
    public string? SourceError { get; set; }

    /// <summary>Name and year of the running model.</summary>
    public string ModelDisplayName { get; set; } = "";

    /// <summary>Where the model slot stands.</summary>
    public SlotState SlotState { get; set; }

    /// <summary>Name of the model being loaded, or null.</summary>
    public string? LoadingModel { get; set; }

    /// <summary>Seconds since that load was asked for.</summary>
    public double LoadingSeconds { get; set; }

    /// <summary>The swap that finished last, or null; a failed one is shown.</summary>
    public SwapReport? LastSwap { get; set; }

    /// <summary>Keys to explain at the bottom; none where there is no keyboard.</summary>
    public IReadOnlyList<KeyHelp> Keys { get; set; } = [];
}
