using System.Diagnostics;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// What a window shows of a running engine, and all that its user can ask for: the same as methods here as by keys in the demo. Takes
/// classified frames from the vision thread, keeps the overlay's content, and shows both through a presenter.
/// </summary>
/// <example><code>
/// using var view = new LiveView(engine, wake: window.Wake);
/// Task vision = engine.StartAsync(cancellation);
/// while (!window.IsClosing)
/// {
///     window.WaitForEvents();
///     if (view.Update(window.Width, window.Height))
///         view.Present(presenter);
/// }
/// </code></example>
/// <remarks>
/// One thread, the one that presents, unless a member says otherwise. Updating and presenting allocate nothing in the steady state.
/// Dispose after the vision thread has stopped and before the engine.
/// </remarks>
public sealed partial class LiveView : IDisposable
{
    private static readonly long NoticeTime = 4 * Stopwatch.Frequency;
    private static readonly long FailureTime = 8 * Stopwatch.Frequency;
    private static readonly long InputInterval = Stopwatch.Frequency / 10;

    private readonly VisionEngine _engine;
    private readonly PausableSource? _source;
    private readonly LiveFrames _frames;
    private readonly OverlayPainter _painter = new();
    private readonly OverlaySurface _overlay;
    private readonly OverlayContent _content = new();
    private readonly PredictionSmoother _smoother = new();
    private readonly InputPicture _input = new();
    private readonly PictureComposer _composer = new();
    private readonly Action? _wake;
    private IPresenter? _presenter;
    private LiveFrame? _shown;
    private SwapReport? _failure;
    private long _failureUntil;
    private ModelDefinition? _namedModel;
    private InferenceOptions? _namedOptions;
    private Choice<string>? _namedPreprocessor;
    private string? _toldPreprocessor;
    private ModelDefinition? _decidedModel;
    private bool _isNewToScreen;
    private bool _isNewToHistory;
    private bool _mustRedraw = true;
    private volatile Notice? _notice;
    private long _countedAt;
    private long _counted;
    private long _inputAt;

    /// <summary>Makes a view of an engine whose vision thread does not run yet.</summary>
    /// <param name="engine">Borrowed. Over a <see cref="PausableSource"/>, the view can pause.</param>
    /// <param name="wake">Called on the vision thread when there is a new frame to show, and on others when something changed; null for none.</param>
    public LiveView(VisionEngine engine, Action? wake = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        (_engine, _wake) = (engine, wake);
        _source = engine.Source as PausableSource;
        _overlay = new OverlaySurface(_painter);
        _frames = new LiveFrames(wake);
        engine.Add(_frames);
        _content.Models = [.. engine.Catalogue.Models.Select(model => new ModelEntry(model.Id, model.DisplayName, model.Key ?? ""))];
        _content.History = History;
    }

    /// <summary>Stage times of the frames shown; present is when each was complete and with the display.</summary>
    public LatencyHistory History { get; } = new();

    /// <summary>The frame on screen; null before the first.</summary>
    public LiveFrame? Shown => _shown;

    /// <summary>True while a model is being loaded.</summary>
    public bool IsSwapping => _content.SlotState == SlotState.Loading;

    /// <summary>Called after each new frame was shown, with its times complete.</summary>
    public event Action<FrameResult>? FrameShown;

    /// <summary>While set, every new frame is drawn with the overlay and handed over, in the frame's own size.</summary>
    public IPictureSink? Recorder { get; set; }

    /// <summary>Brings frame and overlay up to date.</summary>
    /// <param name="width">Width of the window in pixels.</param>
    /// <param name="height">Height of the window in pixels.</param>
    /// <param name="displayScale">Pixels of the window per unit of the desktop.</param>
    /// <returns>True if the window does not show it yet: call <see cref="Present"/>.</returns>
    public bool Update(int width, int height, float displayScale = 1)
    {
        long now = Stopwatch.GetTimestamp();
        if (_frames.TryTake(out LiveFrame newest))
            Take(newest, now);
        FillStatus(now);
        _painter.DisplayScale = displayScale;
        _mustRedraw |= _overlay.Update(_content, Math.Max(width, 1), Math.Max(height, 1), now);
        return _mustRedraw || _isNewToScreen;
    }

    /// <summary>Shows what the last update made.</summary>
    /// <returns>False if the window could not take it now; the next update says again that there is something to show.</returns>
    /// <exception cref="DeviceLostException">The GPU was lost.</exception>
    /// <exception cref="VisionException">Nothing can be shown any more.</exception>
    public bool Present(IPresenter presenter)
    {
        ArgumentNullException.ThrowIfNull(presenter);
        if (!ReferenceEquals(_presenter, presenter))
            (_presenter, _content.PresentDevice, _isNewToScreen) = (presenter, presenter.Device, _shown is not null);
        if (!presenter.TryPresent(_overlay.Over(_shown?.Frame, _isNewToScreen, IsMirrored), out long presentedAt))
        {
            _mustRedraw = true;
            return false;
        }
        (_mustRedraw, _isNewToScreen) = (false, false);
        if (!_isNewToHistory)
            return true;
        _isNewToHistory = false;
        _shown!.Result.Timings.PresentedAt = presentedAt;
        History.Add(_shown.Result.Timings);
        FrameShown?.Invoke(_shown.Result);
        if (Recorder is { } recorder)
        {
            Compose(recorder.Next);
            recorder.Take(_shown.Frame.CapturedAt);
        }
        return true;
    }

    /// <summary>Makes the next update ask for a presentation although nothing changed: after the window lost what was in it.</summary>
    public void Redraw() => _mustRedraw = true;

    /// <summary>Frees the view. Calling it twice does nothing.</summary>
    public void Dispose()
    {
        _ended.Cancel();
        _measuring.Wait(); // a session that profiles cannot be broken off
        _measuring.Dispose();
        _ended.Dispose();
        _engine.Remove(_frames);
        _overlay.Dispose();
        _painter.Dispose();
        _input.Dispose();
        _composer.Dispose();
    }

    private void Take(LiveFrame frame, long now)
    {
        _shown = frame;
        (_isNewToScreen, _isNewToHistory) = (true, true);
        _smoother.Add(frame.Result);
        _content.Result.CopyFrom(frame.Result);
        if (_content.IsSmoothed)
            ShowSmoothed(frame.Result);
        if (!ReferenceEquals(frame.Model, _namedModel) || !ReferenceEquals(frame.Options, _namedOptions))
            Describe(frame);
        if (!ReferenceEquals(frame.Preprocessor, _namedPreprocessor))
            DescribePreprocess(frame);
        if (frame.Input.IsEmpty || now - _inputAt < InputInterval && _content.Input is not null)
            return;
        _input.Show(frame.Input, frame.Spec!);
        _inputAt = now;
        _content.Input = ShowsInput ? _input : null;
    }

    private void ShowSmoothed(FrameResult raw)
    {
        _smoother.CopyTo(_content.Result);
        ReadOnlySpan<Prediction> smoothed = _content.Result.Top;
        for (int i = 0; i < smoothed.Length; i++)
            _content.RawScores[i] = ScoreOf(raw, smoothed[i].ClassId);

        static float ScoreOf(FrameResult result, int classId)
        {
            foreach (ref readonly Prediction prediction in result.Top)
            {
                if (prediction.ClassId == classId)
                    return prediction.Score;
            }
            return 0;
        }
    }

    // Once per model: names and details are new strings each time.
    private void Describe(LiveFrame frame)
    {
        (_namedModel, _namedOptions) = (frame.Model, frame.Options);
        _content.ModelDisplayName = frame.Model!.DisplayName;
        if (ShowsDiagram)
            _ = DrawDiagramAsync(frame.Model, frame.Options!);
        _content.ActiveModel = _content.Models.ToList().FindIndex(model => model.Id == frame.Model.Id);
        string device = frame.Backend!.Detail?.Split(" (")[0] ?? (frame.Options!.Threads switch { 0 => "all cores", 1 => "1 thread", int n => $"{n} threads" });
        _content.NetworkDetail = $"{device}, {(frame.Spec!.Type == TensorType.Float16 ? "float16" : "float32")}";
        _status = null;
        if (frame.LossReason is { } lost)
            Notify($"{lost} The CPU goes on; the GPU is tried again.");
    }

    // Another processor is news; that a new model has to measure anew is not.
    private void DescribePreprocess(LiveFrame frame)
    {
        Choice<string> decision = _namedPreprocessor = frame.Preprocessor!;
        string name = decision.Chosen!;
        _content.PreprocessDetail = decision.Detail;
        _status = null;
        bool isNewModel = !ReferenceEquals(frame.Model, _decidedModel);
        _decidedModel = frame.Model;
        if (isNewModel && _toldPreprocessor is not null)
            return;
        if (_toldPreprocessor is not null && _toldPreprocessor != name)
            Notify($"Preprocessing on {decision}");
        _toldPreprocessor = name;
    }

    private void FillStatus(long now)
    {
        ModelSlot models = _engine.Models;
        IFrameSource source = _source?.Inner ?? _engine.Source;
        _content.FpsOut = History.FramesPerSecond;
        _content.Drops = source.Drops;
        _content.SourceName = source.Name;
        (_content.CaptureState, _content.CaptureError) = (source.State, source.Error);
        _content.SlotState = StateToShow(models.State, now);
        _content.LoadingModel = models.Loading?.Name;
        _content.LoadingSeconds = models.LoadingSeconds;
        _content.LastSwap = models.LastSwap;
        _content.RecordingSeconds = Recorder is null ? null : Stopwatch.GetElapsedTime(_recordingSince, now).TotalSeconds;
        _content.Diagram = ShowsDiagram && ReferenceEquals(_diagramOf, _namedModel) ? _diagram : null;
        _content.Notice = _notice is { } notice && now < notice.Until ? notice.Text : null;

        // Frames per second of the source, over half a second or more.
        if (Stopwatch.GetElapsedTime(_countedAt, now) is { TotalSeconds: > 0.5 } elapsed)
        {
            if (_countedAt != 0)
                _content.FpsIn = (source.Captured - _counted) / elapsed.TotalSeconds;
            (_countedAt, _counted) = (now, source.Captured);
        }
    }

    // A failure is news for a while; the model goes on as before.
    private SlotState StateToShow(SlotState state, long now)
    {
        if (state != SlotState.Failed || _engine.Models.LastSwap is not { } failed)
            return state;
        if (!ReferenceEquals(failed, _failure))
            (_failure, _failureUntil) = (failed, now + FailureTime);
        return now < _failureUntil || _shown is null ? SlotState.Failed : SlotState.Ready;
    }

    private sealed record Notice(string Text, long Until);
}
