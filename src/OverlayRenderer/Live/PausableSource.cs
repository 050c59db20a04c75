namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// A source that can be made to stand still. While it does, it gives the last frame again whenever <see cref="Repeat"/> is called: so
/// another model can be tried on the very same picture.
/// </summary>
/// <param name="inner">The source; disposed with this one.</param>
public sealed class PausableSource(IFrameSource inner) : IFrameSource
{
    private Frame? _last;
    private volatile bool _isPaused;
    private volatile bool _repeats;

    /// <summary>True while it stands still. Any thread.</summary>
    public bool IsPaused
    {
        get => _isPaused;
        set => _isPaused = value;
    }

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public CaptureState State => _isPaused && _last is not null && inner.State == CaptureState.Ended ? CaptureState.Running : inner.State;

    /// <inheritdoc/>
    public string? Error => inner.Error;

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
        if (!_isPaused)
        {
            _repeats = false;
            if (!inner.TryAcquireLatest(out frame))
                return false;
            _last = frame;
            return true;
        }
        frame = _last;
        if (frame is null || !_repeats)
            return false;
        _repeats = false;
        frame.CapturedAt = System.Diagnostics.Stopwatch.GetTimestamp(); // the pause is no latency
        return true;
    }

    /// <inheritdoc/>
    public bool WaitForFrame(TimeSpan timeout)
    {
        if (!_isPaused)
            return inner.WaitForFrame(timeout);
        if (_repeats || timeout <= TimeSpan.Zero)
            return _repeats;
        Thread.Sleep(TimeSpan.FromMilliseconds(Math.Min(10, timeout.TotalMilliseconds))); // an unread frame would end the source's own wait at once
        return _repeats;
    }

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
