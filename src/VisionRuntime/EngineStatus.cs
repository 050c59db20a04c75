using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>
/// One reading of an engine's state, for whoever shows or records it: source, rates, models. Reading allocates nothing; keep an instance
/// and read it again.
/// </summary>
/// <remarks>One thread at a time per instance, which need not be the one that ticks; see <see cref="Read"/>.</remarks>
public sealed class EngineStatus
{
    /// <summary>Name of the frame source, without credentials.</summary>
    public string SourceName { get; internal set; } = "";

    /// <summary>Where the source stands.</summary>
    public CaptureState SourceState { get; internal set; }

    /// <summary>Why the source failed or reconnects; null when all is well.</summary>
    public string? SourceError { get; internal set; }

    /// <summary>What a user should know of the source while it runs, as that its pictures come late; null if there is nothing.</summary>
    public string? SourceNote { get; internal set; }

    /// <summary>Frames captured since the start, dropped ones included.</summary>
    public long Captured { get; internal set; }

    /// <summary>Frames lost since the start, by reason.</summary>
    public DropCounts Drops { get; internal set; }

    /// <summary>Frames per second that the source delivers, renewed every half second; 0 until then.</summary>
    public double FpsIn { get; internal set; }

    /// <summary>
    /// Frames per second that are done, of the moment: classified, or shown if the reading was told of that. 0 while the source stands
    /// still, or is over.
    /// </summary>
    public double FpsOut { get; internal set; }

    /// <summary>The running model; null while there is none.</summary>
    public ModelDefinition? Model { get; internal set; }

    /// <summary>The model being loaded; null if none is. The one before goes on running.</summary>
    public ModelDefinition? Loading { get; internal set; }

    /// <summary>Seconds since that load was asked for; 0 if none is under way.</summary>
    public double LoadingSeconds { get; internal set; }

    /// <summary>The swap that finished last; null before the first.</summary>
    public SwapReport? LastSwap { get; internal set; }

    /// <summary>Why the last swap failed; null if it did not, or another one is under way.</summary>
    public string? SwapError { get; internal set; }

    /// <summary>Why the model failed on the last frame; null if it did not.</summary>
    public string? FrameError { get; internal set; }

    /// <summary>Why the GPU that ran the model was lost, while the CPU stands in for it; otherwise null.</summary>
    public string? GpuLoss { get; internal set; }

    /// <summary>Reads the state of this moment.</summary>
    /// <param name="engine">Borrowed.</param>
    /// <param name="source">The source to tell of, where the engine's is one around another; null for the engine's.</param>
    /// <param name="shown">
    /// Times of the frames that were shown, for <see cref="FpsOut"/>: then any thread may read. Null for those classified: then only the
    /// one that ticks the engine.
    /// </param>
    public void Read(VisionEngine engine, IFrameSource? source = null, LatencyHistory? shown = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        source ??= engine.Source;
        (SourceName, SourceState, SourceError, SourceNote) = (source.Name, source.State, source.Error, source.Note);
        (Captured, Drops) = (source.Captured, source.Drops);
        bool isStill = engine.Source.StandsStill || source.State is CaptureState.Ended or CaptureState.Failed;
        double rate = isStill ? 0 : (shown ?? engine.History).FramesPerSecondAt(Stopwatch.GetTimestamp());
        (FpsIn, FpsOut) = (engine.CapturedPerSecond, rate);
        RunningModel? running = engine.Models.Running;
        (Model, GpuLoss) = (running?.Definition, running?.GpuLoss);
        SlotStatus slot = engine.Models.Log.Status;
        (Loading, LoadingSeconds, SwapError) = (slot.Loading, slot.LoadingSeconds, slot.Error);
        (LastSwap, FrameError) = (engine.Models.Log.Last, engine.FrameError);
    }
}
