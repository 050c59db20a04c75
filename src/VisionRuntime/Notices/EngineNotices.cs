using System.Diagnostics.Tracing;

namespace RealtimeCnn;

/// <summary>One engine's voice: what happens goes to the log at once, and is kept for the engine's events until it ticks.</summary>
/// <param name="engine">Name of the engine.</param>
/// <remarks>Any thread, but for the source's, which is the ticking thread's. Allocates only when there is something to tell.</remarks>
internal sealed class EngineNotices(string engine)
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<SwapReport> _finished = new();
    private (CaptureState State, string? Error) _source;
    private Choice<string>? _preprocessor;
    private string? _frameError;

    /// <summary>The engine's numbers.</summary>
    public EngineMeter Meter { get; } = new(engine);

    /// <summary>Why the model failed on the last frame; null if it did not.</summary>
    public string? FrameError => Volatile.Read(ref _frameError);

    /// <summary>A swap is over.</summary>
    public void Finished(SwapReport report)
    {
        Meter.Swapped(report.Ok, report.To);
        EventLevel level = report.Ok || report.WasCancelled ? EventLevel.Informational : EventLevel.Warning;
        VisionLog.Write(
            level, engine,
            report.Error is { } error
                ? $"Swap to '{report.To}' did not happen: {error}"
                : FormattableString.Invariant($"'{report.To}' runs, {report.LoadMs:0} ms after it was asked for."));
        _finished.Enqueue(report);
    }

    /// <summary>Takes the next swap that is over and was not taken before.</summary>
    public bool TryTake(out SwapReport report) => _finished.TryDequeue(out report!);

    /// <summary>Compares the source with what was told of it last.</summary>
    /// <returns>Whether something changed, and has been told.</returns>
    public bool SourceChanged(IFrameSource source)
    {
        (CaptureState State, string? Error) now = (source.State, source.Error);
        if (now == _source)
            return false;
        _source = now;
        bool isTrouble = now.Error is not null || now.State is CaptureState.Failed or CaptureState.Reconnecting;
        VisionLog.Write(
            isTrouble ? EventLevel.Warning : EventLevel.Informational, engine,
            now.Error is null ? $"Source '{source.Name}': {now.State}." : $"Source '{source.Name}': {now.State}: {now.Error}");
        return true;
    }

    /// <summary>The GPU that ran a model is lost.</summary>
    public void Lost(string model, DeviceLostException reason) =>
        VisionLog.Write(EventLevel.Warning, engine, $"The GPU that ran '{model}' is lost: {reason.Message}");

    /// <summary>A frame was classified.</summary>
    /// <param name="model">The model that did.</param>
    /// <param name="timings">How long it took.</param>
    public void FrameDone(LoadedModel model, in StageTimings timings)
    {
        Meter.FrameDone(timings);
        Volatile.Write(ref _frameError, null);
        if (ReferenceEquals(_preprocessor, model.Preprocessor))
            return;
        _preprocessor = model.Preprocessor;
        VisionLog.Write(EventLevel.Informational, engine, $"Preprocessing for '{model.Definition.Id}': {_preprocessor}");
    }

    /// <summary>The model failed on a frame; told when it begins to, and when the reason changes.</summary>
    public void FrameFailed(VisionException why)
    {
        Meter.FrameFailed();
        if (why.Message != FrameError)
            VisionLog.Write(EventLevel.Error, engine, why.Message);
        Volatile.Write(ref _frameError, why.Message);
    }

    /// <summary>Code of the program's, called from here, threw.</summary>
    public void Complain(string what) => VisionLog.Write(EventLevel.Warning, engine, what);
}
