using System.Diagnostics;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// The loop of the window's thread: events in, frames out. It sleeps until the vision thread has a new frame, the user does something, or
/// it is time to look at the overlay again; each new frame is shown at once.
/// </summary>
internal sealed class WindowSession : IDisposable
{
    private static readonly TimeSpan OverlayInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MinimisedInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LossesApart = TimeSpan.FromSeconds(10);

    private readonly DroppedFiles _dropped;
    private string _sourceName;
    private IPresenter _presenter;
    private string? _titled;
    private long _lostAt;
    private long _shownFrames;
    private long _calmFrames;
    private long _steadyFrames;
    private long _steadyBytes;

    /// <param name="open">The window is borrowed, its presenter is not.</param>
    /// <param name="view">Borrowed.</param>
    /// <param name="controls">What keys and clicks ask for. Borrowed.</param>
    /// <param name="engine">Borrowed.</param>
    /// <param name="sources">What keys and files that are dropped ask for of the source. Borrowed; null for what opens any.</param>
    public WindowSession(OpenWindow open, LiveView view, LiveControls controls, VisionEngine engine, SourceControls? sources = null)
    {
        Sources = sources ?? new(engine, view);
        _dropped = new(engine, view, controls, Sources);
        (Window, View, Controls, _presenter, _sourceName) = (open.Window, view, controls, open.Presenter, engine.Source.Name);
        (view.Keys, view.Help) = (KeyBindings.Line, KeyBindings.Help);
        view.FrameShown += _ => _shownFrames++;
    }

    public IWindow Window { get; }

    public LiveView View { get; }

    public LiveControls Controls { get; }

    public SourceControls Sources { get; }

    /// <summary>Times between pictures on screen.</summary>
    public PresentIntervals Intervals { get; } = new();

    /// <summary>Managed bytes of this thread per picture in the steady state: a while after the start, each key and each swap.</summary>
    public long AllocatedBytesPerFrame => _steadyFrames == 0 ? 0 : _steadyBytes / _steadyFrames;

    /// <summary>Runs until the window closes, its display is lost, or <paramref name="isOver"/> says so.</summary>
    /// <exception cref="VisionException">Nothing can be shown any more.</exception>
    public void Run(Func<bool> isOver)
    {
        while (!Window.IsLost && !Window.IsClosing && !isOver())
        {
            Window.WaitForEvents(Window.IsMinimised ? MinimisedInterval : OverlayInterval);
            bool acted = false;
            while (Window.TryTakeEvent(out WindowEvent happened))
            {
                acted = true;
                React(happened);
            }
            if (Window.IsLost || Window.IsMinimised || Window.Width == 0)
                continue;
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool shown = ShowNewest(out bool changed);
            CountAllocation(GC.GetAllocatedBytesForCurrentThread() - before, shown, isCalm: !changed && !acted);
        }
        // The last frame came after the last look.
        if (!Window.IsLost && !Window.IsMinimised && Window.Width > 0)
            ShowNewest(out _);
    }

    /// <summary>Frees the presenter.</summary>
    public void Dispose() => _presenter.Dispose();

    private void React(in WindowEvent happened)
    {
        switch (happened.Kind)
        {
            case WindowEventKind.Key:
                if (happened.Key != Key.Enter)
                    Controls.Weights.Dismiss(); // whatever else the user does, he plays on
                KeyBindings.Press(happened.Key, this);
                break;
            case WindowEventKind.Click:
                _ = Controls.ClickAsync(happened.X, happened.Y);
                Controls.Weights.Dismiss();
                break;
            case WindowEventKind.Drop:
                _ = _dropped.TakeAsync(happened.Files!);
                break;
            default:
                View.Redraw();
                break;
        }
    }

    /// <param name="changed">Whether more than the next frame is to be seen: another model, another state.</param>
    /// <returns>True if there was something new to show, and it is on screen.</returns>
    private bool ShowNewest(out bool changed)
    {
        View.PointAt(Window.Pointer.X, Window.Pointer.Y);
        bool stale = View.Update(Window.Width, Window.Height, Window.ContentScale);
        changed = !ReferenceEquals(_titled, View.Title) || View.Status.SourceName != _sourceName;
        if (changed)
        {
            (_titled, _sourceName) = (View.Title, View.Status.SourceName);
            Window.Title = $"{_titled} · {Shown.Line(_sourceName)} · RealtimeCnn";
        }
        if (!stale)
            return false;
        long frames = _shownFrames;
        bool shown;
        try
        {
            shown = View.Present(_presenter);
        }
        catch (DeviceLostException e)
        {
            Replace(e);
            return false;
        }
        catch (VisionException) when (Window.IsLost)
        {
            return false; // the display took the GPU's surface with it
        }
        if (View.IsPaused || View.Result is null)
            Intervals.Rest(); // the picture stands still on purpose, or there is none yet
        else if (shown)
            Intervals.Add(Stopwatch.GetTimestamp(), whileLoading: View.Status.Loading is not null && _shownFrames > frames);
        return shown;
    }

    // Once in a while a driver is reset; one that is lost again and again is broken.
    private void Replace(DeviceLostException why)
    {
        if (_lostAt != 0 && Stopwatch.GetElapsedTime(_lostAt) < LossesApart)
            throw new VisionException($"{why.Message} It was lost twice within {LossesApart.TotalSeconds:0} s.", why);
        _lostAt = Stopwatch.GetTimestamp();
        _presenter.Dispose();
        _presenter = Window.OpenPresenter();
        View.Notify($"{why.Message} Opened it again.");
    }

    // What a key or a swap changed is painted in the pictures after it as well.
    private void CountAllocation(long bytes, bool shown, bool isCalm)
    {
        const int WarmUpFrames = 60;
        if (!isCalm || View.IsPaused || View.Status.Loading is not null)
            _calmFrames = 0;
        else if (shown && ++_calmFrames > WarmUpFrames)
        {
            _steadyFrames++;
            _steadyBytes += bytes;
        }
    }
}
