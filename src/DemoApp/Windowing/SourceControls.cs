using RealtimeCnn.CameraCapture;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>What the user of a live view can ask for of its source: another picture, its beginning, another source.</summary>
/// <remarks>For the window's thread. Nothing blocks; what cannot be had is said, never thrown. Borrows everything.</remarks>
internal sealed class SourceControls
{
    private const string Remedy = "N: start it again.";

    private readonly LiveView _view;
    private readonly PausableSource? _source;
    private readonly Func<string, CaptureSource> _open;
    private string? _words;

    /// <param name="engine">Over a <see cref="PausableSource"/>; over another source there is nothing to ask for.</param>
    /// <param name="view">Shows what was asked for.</param>
    /// <param name="words">What the present source was opened with; null if nobody knows.</param>
    /// <param name="open">Opens another one; null for one that loops.</param>
    public SourceControls(VisionEngine engine, LiveView view, string? words = null, Func<string, CaptureSource>? open = null)
    {
        (_view, _source, _words) = (view, engine.Source as PausableSource, words);
        _open = open ?? (other => CaptureSource.Open(other, loop: true));
        StatesTruth = (_source?.Inner as CaptureSource)?.StatesTruth ?? false;
        if (_source is not null && words is not null)
            _source.Remedy = Remedy;
    }

    /// <summary>Whether frames of any source so far state what they show.</summary>
    public bool StatesTruth { get; private set; }

    /// <summary>
    /// Goes on to another picture: of images and the sample the next one or the one before. A video, and what has ended or failed, begins
    /// again.
    /// </summary>
    /// <param name="pictures">1 or -1.</param>
    public async Task StepAsync(int pictures)
    {
        if (_source?.Step(pictures) == true)
            return;
        IFrameSource? now = _source?.Inner;
        string name = Shown.Name(now?.Name ?? "");
        bool hasFailed = now?.State == CaptureState.Failed;
        if (_words is null || (!hasFailed && now is not CaptureSource { IsFinite: true }))
        {
            _view.Notify($"'{name}' has no other picture.");
            return;
        }
        if (hasFailed)
            _view.Notify($"Starting '{name}' again");
        if (await ShowAsync(_words).ConfigureAwait(false) is { } why)
            _view.Notify($"'{name}' does not start again: {why}");
        else if (pictures < 0)
            _source!.Step(pictures); // from its beginning the one before is its last
    }

    /// <summary>Shows another source: the one before goes on until it has a picture, and for ever if it has none.</summary>
    /// <returns>Null once it is shown, or why it is not.</returns>
    public async Task<string?> ShowAsync(string words)
    {
        if (_source is null)
            return "the source cannot be changed";
        try
        {
            CaptureSource next = await Task.Run(() => _open(words)).ConfigureAwait(false); // a folder may be large, or far away
            string? why = await _source.SwitchAsync(next).ConfigureAwait(false);
            if (why is not null)
                return why;
            _words = words;
            StatesTruth |= next.StatesTruth;
            return null;
        }
        catch (VisionException e)
        {
            return e.Message;
        }
    }
}
