using System.Diagnostics;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>Paints the overlay over every classified frame, for the recording and the screenshot.</summary>
internal sealed class OverlayBehaviour(string? videoPath) : VisionBehaviour, IDisposable
{
    private readonly BgraCanvas _canvas = new();
    private readonly OverlayPainter _painter = new();
    private readonly OverlayContent _content = new();
    private readonly VideoRecorder? _recorder = videoPath is null ? null : new VideoRecorder(videoPath);
    private ModelDefinition? _named;
    private long _countedAt;
    private long _counted;

    /// <summary>Completes the recording.</summary>
    public void FinishVideo() => _recorder?.Dispose();

    /// <summary>Writes the last painted frame as PNG.</summary>
    public void SaveScreenshot(string path) => _canvas.SavePng(path);

    public void Dispose()
    {
        _recorder?.Dispose();
        _painter.Dispose();
        _canvas.Dispose();
    }

    protected override void Awake() =>
        _content.Models = [.. Engine.Catalogue.Models.Select(model => new ModelEntry(model.Id, model.DisplayName, model.Key ?? ""))];

    protected override void OnResult(FrameResult result, Frame frame)
    {
        Fill(result);
        _canvas.Draw(frame);
        _painter.Paint(_canvas.Pixels, _canvas.Width, _canvas.Height, _canvas.Stride, _content);
        _recorder?.Write(_canvas, frame.CapturedAt);
    }

    private void Fill(FrameResult result)
    {
        ModelSlot models = Engine.Models;
        _content.Result.CopyFrom(result);
        _content.History = Engine.History;
        _content.FpsOut = Engine.History.FramesPerSecond;
        _content.Drops = Engine.Source.Drops;
        _content.SourceName = Engine.Source.Name;
        (_content.CaptureState, _content.CaptureError) = (Engine.Source.State, Engine.Source.Error);
        if (!ReferenceEquals(models.Current!.Definition, _named)) // the name is composed anew each time it is asked for
        {
            _named = models.Current.Definition;
            _content.ModelDisplayName = _named.DisplayName;
            _content.ActiveModel = _content.Models.ToList().FindIndex(model => model.Id == _named.Id);
        }
        _content.SlotState = models.State;
        _content.LoadingModel = models.Loading?.Name;
        _content.LoadingSeconds = models.LoadingSeconds;
        _content.LastSwap = models.LastSwap;

        // Frames per second of the source, over half a second or more.
        if (Stopwatch.GetElapsedTime(_countedAt) is { TotalSeconds: > 0.5 } elapsed)
        {
            if (_countedAt != 0)
                _content.FpsIn = (Engine.Source.Captured - _counted) / elapsed.TotalSeconds;
            (_countedAt, _counted) = (Stopwatch.GetTimestamp(), Engine.Source.Captured);
        }
    }
}
