using System.Diagnostics;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// What a window shows of a running engine: takes classified frames from the vision thread, keeps the overlay's content, and shows both
/// through a presenter.
/// </summary>
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
    private readonly LiveComparison _comparison;
    private readonly Action? _wake;
    private IPresenter? _presenter;
    private string? _title;
    private bool _isNewToScreen;
    private bool _isNewToHistory;
    private bool _mustRedraw = true;

    /// <summary>Makes a view of an engine whose vision thread does not run yet.</summary>
    /// <param name="engine">Borrowed. Over a <see cref="PausableSource"/>, the view can pause.</param>
    /// <param name="wake">Called on the vision thread when there is a frame to show, on others when something changed.</param>
    public LiveView(VisionEngine engine, Action? wake = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        (_engine, _wake, _source) = (engine, wake, engine.Source as PausableSource);
        _overlay = new OverlaySurface(_painter);
        _diagram = new LiveDiagram(engine, wake, Notify);
        _comparison = new LiveComparison(engine, wake);
        engine.Add(_frames = new LiveFrames(wake));
        _content = _live.Shown;
        _live.List(engine.Catalogue);
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
            _source?.IsPaused = value;
            Changed();
        }
    }

    /// <summary>Whether left and right of the picture change places on screen. The model sees it as it is.</summary>
    public bool IsMirrored
    {
        get;
        set
        {
            (field, _mustRedraw) = (value, true);
            Changed();
        }
    }

    /// <summary>Whether scores are averaged over the last frames, each frame's own marked beside them.</summary>
    public bool IsSmoothed
    {
        get => _content.IsSmoothed;
        set
        {
            _live.Smooth(value, Result);
            Changed();
        }
    }

    /// <summary>Predictions in the list, 1 to <see cref="FrameResult.MaxPredictions"/>; other values become the nearest of these.</summary>
    public int PredictionCount
    {
        get => _content.PredictionCount;
        set => _content.PredictionCount = Wished(Math.Clamp(value, 1, FrameResult.MaxPredictions));
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
        set => _content.Help = Wished(value ? Help : []);
    }

    /// <summary>
    /// Whether the blocks of the running model are shown, with their share of the time; of one without weights by itself, where there is
    /// room. The time is measured on a session of its own in the background, once per model: frames go on meanwhile, a little slower.
    /// </summary>
    public bool ShowsDiagram
    {
        get => _diagram.IsAskedFor || _painter.HasDiagram;
        set
        {
            _diagram.Ask(value, Model);
            Changed();
        }
    }

    /// <summary>Whether it is shown what every network with weights says of the picture that was on screen when this was set.</summary>
    public bool ShowsComparison
    {
        get => _comparison.Shown is not null;
        set
        {
            _comparison.Show(value, Shown?.Frame, IsPaused, Notify);
            Changed();
        }
    }

    /// <summary>Whether the overlay says that a video is being made, and for how long.</summary>
    public bool IsRecording
    {
        get => _live.RecordingSince is not null;
        set => _live.RecordingSince = Wished<long?>(value ? Stopwatch.GetTimestamp() : null);
    }

    /// <summary>How much the overlay shows.</summary>
    internal OverlayMode Overlay
    {
        get => _content.Mode;
        set => _content.Mode = Wished(value);
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
        {
            (Shown, _isNewToScreen, _isNewToHistory) = (newest, true, newest.Model is not null);
            _title = newest.Model is not null && _live.Take(newest, now) ? null : _title; // else no model saw it yet, or the same one
            _diagram.DrawIfShown(newest.Model); // nothing happens if it is the same
        }
        _live.Refresh(_engine, _source?.Inner ?? _engine.Source, now, anyFrame: Model is not null);
        (_content.Diagram, _content.IsDiagramAside) = (_diagram.IsFor(Model) ? _diagram.Of(Model) : null, !_diagram.IsAskedFor);
        _content.Comparison = _comparison.Shown;
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
        if (!presenter.TryPresent(_overlay.Over(Shown?.Picture, _isNewToScreen, IsMirrored), out long presentedAt))
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
    public ModelDefinition? ModelAt(int x, int y) => _overlay.ModelAt(x, y) is >= 0 and int index ? _live.Listed!.Models[index] : null;

    /// <summary>An offer in the middle, its title in the first line; a line that begins with '!' is a warning. Null for none.</summary>
    public string? Offer
    {
        get => _content.Offer;
        set => _content.Offer = value;
    }

    /// <summary>Whether the offer, or else the card of a running model without weights, is at a place in the window, in pixels.</summary>
    public bool IsCardAt(int x, int y) => _overlay.IsCardAt(x, y);

    /// <summary>Says of a model's weights what its card holds, while it runs without them, and its row of the list. Any thread.</summary>
    /// <param name="model">Its id; one that is not in the catalogue is left out.</param>
    /// <param name="words">What the card says, its title in the first line, as <see cref="Offer"/>; null for the usual.</param>
    /// <param name="download">Bytes that are there; in all, null while unknown; a second, 0 while unknown. Null for none.</param>
    public void ShowWeights(string model, string? words, (long Received, long? Total, double PerSecond)? download = null)
    {
        _live.ShowWeights(model, words, download is var (received, total, rate) ? new WeightDownload(received, total, rate) : null);
        _wake?.Invoke();
    }

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
        LiveFrame shown = Shown ?? throw new InvalidOperationException("There is no picture yet.");
        _composer.Compose(shown.Picture, IsMirrored, _content, into);
    }

    /// <summary>Frees the view; waits for a measurement of <see cref="ShowsDiagram"/>. Calling it twice does nothing.</summary>
    public void Dispose()
    {
        _diagram.Dispose();
        _comparison.Dispose();
        _engine.Remove(_frames);
        _overlay.Dispose();
        _painter.Dispose();
        _live.Dispose();
        _composer.Dispose();
    }

    private T Wished<T>(T value)
    {
        Changed();
        return value;
    }

    private void Changed()
    {
        _title = null;
        _overlay.Refresh();
    }
}
