namespace RealtimeCnn;

/// <summary>Compares an engine's source and frames with what was told of them last, and tells what is new.</summary>
/// <param name="notices">Where.</param>
/// <remarks>For the thread that ticks, but for <see cref="FrameError"/>. Allocates only when there is something to tell.</remarks>
internal sealed class EngineNews(EngineNotices notices)
{
    private (CaptureState State, string? Error) _source;
    private string? _note;
    private Choice<string>? _preprocessor;
    private IReadOnlyList<string>? _notes;
    private string? _frameError;

    /// <summary>Why the model failed on the last frame; null if it did not. Any thread.</summary>
    public string? FrameError => Volatile.Read(ref _frameError);

    /// <summary>Looks at the source.</summary>
    /// <returns>Whether something changed, and has been told.</returns>
    public bool SourceChanged(IFrameSource source)
    {
        string? note = source.Note;
        if (note != _note && note is not null)
            notices.Warn($"Source '{source.Name}': {note}.");
        _note = note;
        (CaptureState State, string? Error) now = (source.State, source.Error);
        if (now == _source)
            return false;
        _source = now;
        string text = now.Error is null ? $"Source '{source.Name}': {now.State}." : $"Source '{source.Name}': {now.State}: {now.Error}";
        if (now.Error is not null || now.State is CaptureState.Failed or CaptureState.Reconnecting)
            notices.Warn(text);
        else
            notices.Tell(text);
        return true;
    }

    /// <summary>A frame was classified.</summary>
    /// <param name="model">The model that did.</param>
    /// <param name="timings">How long it took.</param>
    public void FrameDone(LoadedModel model, in StageTimings timings)
    {
        notices.Meter.FrameDone(timings);
        Volatile.Write(ref _frameError, null);
        if (!ReferenceEquals(_notes, model.Notes))
        {
            _notes = model.Notes;
            foreach (string note in _notes)
                notices.Warn($"Model '{model.Definition.Id}': {note}");
        }
        if (ReferenceEquals(_preprocessor, model.Preprocessor))
            return;
        _preprocessor = model.Preprocessor;
        notices.Tell($"Preprocessing for '{model.Definition.Id}': {_preprocessor}");
    }

    /// <summary>The model failed on a frame; told when it begins to, and when the reason changes.</summary>
    public void FrameFailed(VisionException why)
    {
        notices.Meter.FrameFailed();
        if (why.Message != FrameError)
            notices.Fail(why.Message);
        Volatile.Write(ref _frameError, why.Message);
    }
}
