using System.Diagnostics;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// A source that can be made to stand still, and does so by itself after its last frame. While it stands still it gives that frame again
/// whenever <see cref="Repeat"/> is called: so another model can be tried on the very same picture.
/// </summary>
/// <param name="inner">The source; disposed with this one.</param>
public sealed class PausableSource(IFrameSource inner) : IFrameSource
{
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(5);

    private Frame? _last;
    private volatile bool _isDrained;
    private volatile bool _isPaused;
    private volatile bool _repeats;
    private volatile bool _isPeeked;

    /// <summary>True while it stands still. Any thread.</summary>
    public bool IsPaused
    {
        get => _isPaused;
        set => _isPaused = value;
    }

    /// <summary>True once the source has ended or failed and its last frame was taken: from then on it stands still. Any thread.</summary>
    public bool IsDrained => _isDrained;

    /// <summary>The source that gives the frames: its state tells of its end.</summary>
    public IFrameSource Inner => inner;

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <summary>As the inner source says, but never ended or failed: it stands still then.</summary>
    public CaptureState State =>
        inner.State is var state and not (CaptureState.Ended or CaptureState.Failed) ? state : CaptureState.Running;

    /// <inheritdoc/>
    public string? Error => inner.Error;

    /// <inheritdoc/>
    public string? Note => inner.Note;

    /// <inheritdoc/>
    public bool StandsStill => _isPaused || _isDrained;

    /// <inheritdoc/>
    public long Captured => inner.Captured;

    /// <inheritdoc/>
    public DropCounts Drops => inner.Drops;

    /// <inheritdoc/>
    public long AllocatedBytes => inner.AllocatedBytes;

    /// <summary>Gives the last frame once more if it stands still. Any thread.</summary>
    public void Repeat() => _repeats = true;

    /// <inheritdoc/>
    public void Start() => inner.Start();

    /// <inheritdoc/>
    public bool TryAcquireLatest(out Frame? frame)
    {
        if (_isPeeked && _last is not null)
        {
            (_isPeeked, frame) = (false, _last);
            frame.CapturedAt = Stopwatch.GetTimestamp(); // waiting for a model is no latency
            return true;
        }
        if (!StandsStill)
        {
            if (inner.TryAcquireLatest(out frame))
            {
                (_last, _repeats) = (frame, false);
                return true;
            }
            // Nothing more is asked of it afterwards, so that the last frame stays readable.
            _isDrained = inner.State is CaptureState.Ended or CaptureState.Failed && !inner.WaitForFrame(TimeSpan.Zero);
            return false;
        }
        frame = _last;
        if (frame is null || !_repeats)
        {
            frame = null;
            return false;
        }
        _repeats = false;
        frame.CapturedAt = Stopwatch.GetTimestamp(); // standing still is no latency
        return true;
    }

    /// <summary>Borrows the newest frame, which is given again to whoever takes the next one. For the vision thread.</summary>
    internal bool TryPeek(out Frame? frame) => _isPeeked = TryAcquireLatest(out frame);

    /// <inheritdoc/>
    public bool WaitForFrame(TimeSpan timeout)
    {
        if (_isPeeked)
            return true;
        if (!StandsStill)
            return inner.WaitForFrame(timeout);
        if (!_repeats && timeout > TimeSpan.Zero)
#pragma warning disable RS0030 // Blocking is asked for; a frame that is not taken would end the source's own wait at once.
            Thread.Sleep(timeout < Nap ? timeout : Nap);
#pragma warning restore RS0030
        return _repeats;
    }

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
