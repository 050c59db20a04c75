namespace RealtimeCnn;

/// <summary>What became of one swap.</summary>
public sealed record SwapReport
{
    /// <summary>Model that ran before; null for the first.</summary>
    public string? From { get; init; }

    /// <summary>Model that was asked for.</summary>
    public required string To { get; init; }

    /// <summary>
    /// Sequence number of the first frame the new model saw; -1 if it has not run: so in what <see cref="VisionEngine.SwapAsync(string,
    /// CancellationToken, IProgress{SwapStage}?)"/> returns. <see cref="VisionEngine.SwapFinished"/> tells it.
    /// </summary>
    public long AtFrame { get; init; } = -1;

    /// <summary>Milliseconds from the request until the model was loaded, checked and warm; the old one ran meanwhile.</summary>
    public double LoadMs { get; init; }

    /// <summary>
    /// Milliseconds between the old model's last scores and the new one's first: what a viewer could notice, with the time in which no
    /// frame came, but without that in which the source stood still on purpose. 0 if it never ran.
    /// </summary>
    public double GapMs { get; init; }

    /// <summary>True if the model was loaded and not taken back; <see cref="AtFrame"/> tells whether it ran yet.</summary>
    public bool Ok => Error is null;

    /// <summary>Why not, in words for a user; null if all went well.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// True if the model ran, failed on frames or took too long, and the one that served before comes back: <see cref="From"/>.
    /// </summary>
    public bool WasTakenBack { get; init; }

    /// <summary>
    /// True if the model is not to blame: its token was cancelled, another was asked for, or the engine was disposed before it was ready.
    /// </summary>
    public bool WasCancelled { get; init; }

    /// <summary><see cref="Error"/> of one that is taken back.</summary>
    internal static string WentBack(string? to, VisionException why) => $"went back to '{to}': {why.Message}";
}
