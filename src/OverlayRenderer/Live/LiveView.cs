using System.Diagnostics;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// What a window shows of a running engine: takes classified frames from the vision thread, keeps the overlay's content, and shows both
/// through a presenter.
/// </summary>
/// <example><code>
/// using var view = new LiveView(engine, wake: window.Wake);
/// Task vision = engine.RunAsync(stop.Token);
/// for (; !window.IsClosing; window.WaitForEvents())
///     if (view.Update(window.Width, window.Height)) view.Present(presenter);
/// stop.Cancel(); vision.Wait(); // before anything is disposed
/// </code></example>
/// <remarks>One thread, which presents, unless a member says otherwise. Dispose after the vision thread ended, before the engine.</remarks>
public sealed class LiveView : IDisposable
{
    private readonly VisionEngine _engine;
    private readonly PausableSource? _source;
    private readonly LiveFrames _frames;
    private readonly LiveContent _live = new();
    private readonly OverlayContent _content;
    private readonly OverlayPainter _painter = new();
    private readonly OverlaySurface _overlay;
    private readonly PictureComposer _composer = new();
    private readonly LiveDiagram _diagram;
    private readonly Action? _wake;
    private IPresenter? _presenter;
    private string? _title;
    private bool _showsDiagram;
    private bool _isMirrored;
    private bool _isNewToScreen;
    private bool _isNewToHistory;
    private bool _mustRedraw = true;
    private long? _recordingSince;

    /// <summary>Makes a view of an engine whose vision thread does not run yet.</summary>
    /// <param name="engine">Borrowed. Over a <see cref="PausableSource"/>, the view can pause.</param>
    /// <param name="wake">Called on the vision thread when there is a frame to show, on others when something changed.</param>
    public LiveView(VisionEngine engine, Action? wake = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        (_engine, _wake) = (engine, wake);
        _source = engine.Source as PausableSource;
        _overlay = new OverlaySurface(_painter);
        _diagram = new LiveDiagram(engine, wake, Notify);
        _frames = new LiveFrames(wake);
        engine.Add(_frames);
        _content = _live.Shown;
        _content.Models = ModelEntry.AllOf(engine.Catalogue);
        _content.History = History;
    }

    /// <summary>Stage times of the model's frames shown; present is when each was complete and with the display.</summary>
    public LatencyHistory History { get; } = new();

    /// <summary>The engine's state as the overlay shows it; read anew by each <see cref="Update"/>.</summary>
    public EngineStatus Status => _content.Status;

    /// <summary>What was found in the frame on screen, never smoothed; null before the first one that a model saw.</summary>
    public FrameResult? Result => Model is null ? null : Shown!.Result;

    /// <summary>The model that found it; null until then.</summary>
    public ModelDefinition? Model => Shown?.Model;

    /// <summary>Whether the GPU preprocessed the frame on screen.</summary>
    public bool IsPreprocessOnGpu => Shown?.IsPreprocessOnGpu ?? false;

    /// <summary>The view in words, for a title bar: the model and whatever is not as usual. The same instance until that changes.</summary>
    public string Title => _title ??= ViewTitle.Of(this);

    /// <summary>Keys of the line at the bottom of the overlay.</summary>
    public IReadOnlyList<(string Key, string Meaning)> Keys
    {
        get => _content.Keys;
        set => _content.Keys = value;
    }

    /// <summary>All keys, for <see cref="ShowsHelp"/>.</summary>
    public IReadOnlyList<(string Key, string Meaning)> Help { get; set; } = [];

    /// <summary>Whether the picture stands still. Models can be swapped meanwhile, and see the same picture again.</summary>
    public bool IsPaused
    {
        get => _content.Paused;
        set
        {
            _content.Paused = value;
            if (_source is not null)
                _source.IsPaused = value;
            Changed();
        }
    }

    /// <summary>Whether left and right of the picture change places on screen. The model sees it as it is.</summary>
    public bool IsMirrored
    {
        get => _isMirrored;
        set
        {
            (_isMirrored, _mustRedraw) = (value, true);
            Changed();
        }
    }

    /// <summary>Whether scores are averaged over the last frames, each frame's own marked beside them.</summary>
    public bool IsSmoothed
    {
        get => _content.IsSmoothed;
        set
        {
            _content.IsSmoothed = value;
            if (Result is { } raw)
                _live.ShowScores(raw);
            Changed();
        }
    }

    /// <summary>Predictions in the list, 1 to <see cref="FrameResult.MaxPredictions"/>; other values become the nearest of these.</summary>
    public int PredictionCount
    {
        get => _content.PredictionCount;
        set
        {
            _content.PredictionCount = Math.Clamp(value, 1, FrameResult.MaxPredictions);
            Changed();
        }
    }

    /// <summary>Whether the tensor that the model saw is shown.</summary>
    public bool ShowsInput
    {
        get => _live.ShowsInput;
        set
        {
            _live.ShowsInput = _frames.WithInput = value;
            _source?.Repeat();
            Changed();
        }
    }

    /// <summary>Whether all keys are explained.</summary>
    public bool ShowsHelp
    {
        get => _content.Help.Count > 0;
        set
        {
            _content.Help = value ? Help : [];
            Changed();
        }
    }

    /// <summary>
    /// Whether the blocks of the running model are shown, with their share of the time. The time is measured on a session of its own in
    /// the background, once per model: frames go on meanwhile, a little slower.
    /// </summary>
    public bool ShowsDiagram
    {
        get => _showsDiagram;
        set
        {
            _showsDiagram = value;
            if (value && Model is { } model)
                _diagram.Draw(model);
            Changed();
        }
    }

    /// <summary>Whether the overlay says that a video is being made, and for how long.</summary>
    public bool IsRecording
    {
        get => _recordingSince is not null;
        set
        {
            _recordingSince = value ? Stopwatch.GetTimestamp() : null;
            Changed();
        }
    }

    /// <summary>How much the overlay shows.</summary>
    internal OverlayMode Overlay
    {
        get => _content.Mode;
        set
        {
            _content.Mode = value;
            Changed();
        }
    }

    /// <summary>The frame on screen; null before the first.</summary>
    internal LiveFrame? Shown { get; private set; }

    /// <summary>The newest line of news, shown or not any more; null before the first. Any thread.</summary>
    internal string? News => _live.News;

    /// <summary>Called after each new frame was shown, with its times complete; <see cref="Compose"/> draws it.</summary>
    public event Action<FrameResult>? FrameShown;

    /// <summary>Brings frame and overlay up to date.</summary>
    /// <param name="width">Of the window, in pixels.</param>
    /// <param name="height">The same.</param>
    /// <param name="displayScale">Pixels of the window per unit of the desktop.</param>
    /// <returns>True if the window does not show it yet: call <see cref="Present"/>.</returns>
    public bool Update(int width, int height, float displayScale = 1)
    {
        long now = Stopwatch.GetTimestamp();
        if (_frames.TryTake(out LiveFrame newest))
            Take(newest, now);
        _live.Refresh(_engine, _source?.Inner ?? _engine.Source, now, anyFrame: Model is not null);
        _content.RecordingSeconds = _recordingSince is { } since ? Stopwatch.GetElapsedTime(since, now).TotalSeconds : null;
        _content.Diagram = ShowsDiagram ? _diagram.Of(Model) : null;
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
            (_presenter, _content.PresentDevice, _isNewToScreen) = (presenter, presenter.Device, Shown is not null);
        if (!presenter.TryPresent(_overlay.Over(Shown?.Frame, _isNewToScreen, IsMirrored), out long presentedAt))
        {
            _mustRedraw = true;
            return false;
        }
        (_mustRedraw, _isNewToScreen) = (false, false);
        if (_isNewToHistory)
        {
            _isNewToHistory = false;
            Result!.Timings.PresentedAt = presentedAt;
            History.Add(Result);
            FrameShown?.Invoke(Result);
        }
        return true;
    }

    /// <summary>Makes the next update ask for a presentation although nothing changed: after the window lost what was in it.</summary>
    public void Redraw() => _mustRedraw = true;

    /// <summary>Shows less of the overlay, then all again: off, compact, full, and around.</summary>
    public void NextOverlay() =>
        Overlay = Overlay switch { OverlayMode.Off => OverlayMode.Compact, OverlayMode.Compact => OverlayMode.Full, _ => OverlayMode.Off };

    /// <summary>The model of the overlay's list at a place in the window, in pixels; null elsewhere.</summary>
    public ModelDefinition? ModelAt(int x, int y) => _overlay.ModelAt(x, y) is >= 0 and int index ? _engine.Catalogue.Models[index] : null;

    /// <summary>Tells where the mouse is, in pixels of the window: the model that a click there takes is marked.</summary>
    public void PointAt(int x, int y) => _content.PointedModel = _overlay.ModelAt(x, y);

    /// <summary>Shows a line of news for a few seconds. Any thread.</summary>
    public void Notify(string notice)
    {
        _live.Notify(notice);
        _wake?.Invoke();
    }

    /// <summary>Draws the frame on screen with the overlay, in the frame's own size.</summary>
    /// <exception cref="InvalidOperationException">There is no frame yet.</exception>
    public void Compose(BgraCanvas into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (Shown is null)
            throw new InvalidOperationException("There is no picture yet.");
        _composer.Compose(Shown.Frame, IsMirrored, _content, into);
    }

    /// <summary>Frees the view; waits for a measurement of <see cref="ShowsDiagram"/>. Calling it twice does nothing.</summary>
    public void Dispose()
    {
        _diagram.Dispose();
        _engine.Remove(_frames);
        _overlay.Dispose();
        _painter.Dispose();
        _live.Dispose();
        _composer.Dispose();
    }

    private void Take(LiveFrame frame, long now)
    {
        (Shown, _isNewToScreen, _isNewToHistory) = (frame, true, frame.Model is not null);
        if (frame.Model is null || !_live.Take(frame, now))
            return; // no model saw it yet, or the same one as before
        _title = null;
        if (ShowsDiagram)
            _diagram.Draw(frame.Model!); // nothing happens if it is the same
    }

    private void Changed()
    {
        _title = null;
        _overlay.Refresh();
    }
}
