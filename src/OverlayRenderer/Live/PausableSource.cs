using System.Diagnostics;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// A source that can be made to stand still, and does so by itself after its last frame. While it stands still it gives that frame again
/// whenever <see cref="Repeat"/> is called: so another model can be tried on the very same picture. Another source can take the place of
/// the one within, between two frames: the engine keeps its model, and frames are counted on.
/// </summary>
/// <param name="inner">The source; disposed with this one, or when another one has taken its place.</param>
public sealed class PausableSource(IFrameSource inner) : IFrameSource
{
    private const string IsEnding = "the program ends";

    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly List<Task> _leaving = [];
    private volatile IFrameSource _inner = inner;
    private volatile SourceChange? _change;
    private Frame? _last;
    private volatile bool _isDrained;
    private volatile bool _isPaused;
    private volatile bool _repeats;
    private volatile bool _isPeeked;
    private bool _isDisposed;
    private long _resumedAt;
    private long _shownFrom = long.MaxValue; // while it is paused: the first frame after a step, in the source's own count
    private long _capturedBefore;
    private long _allocatedBefore;
    private DropCounts _dropsBefore;

    /// <summary>True while it stands still; a source that can be held is so meanwhile. Any thread.</summary>
    public bool IsPaused
    {
        get => _isPaused;
        set
        {
            lock (_gate)
            {
                if (_isPaused && !value)
                    Volatile.Write(ref _resumedAt, Stopwatch.GetTimestamp());
                Volatile.Write(ref _shownFrom, long.MaxValue);
                _inner.IsHeld = _isPaused = value;
            }
        }
    }

    /// <summary>True once the source has ended or failed and its last frame was taken: from then on it stands still. Any thread.</summary>
    public bool IsDrained => _isDrained;

    /// <summary>
    /// The source that gives the frames, whose state tells of its end; or, where that has come to it, the one that is to take its place.
    /// Any thread.
    /// </summary>
    public IFrameSource Inner => _change is { } change && _inner.State is CaptureState.Ended or CaptureState.Failed ? change.Next : _inner;

    /// <summary>What a user can do when it has ended or failed, "N: again"; shown with that. Null for nothing. Any thread.</summary>
    public string? Remedy { get; set; }

    /// <inheritdoc/>
    public string Name => Inner.Name;

    /// <summary>As the inner source says, but never ended or failed: it stands still then.</summary>
    public CaptureState State =>
        Inner.State is var state and not (CaptureState.Ended or CaptureState.Failed) ? state : CaptureState.Running;

    /// <inheritdoc/>
    public string? Error => Inner.Error;

    /// <inheritdoc/>
    public string? Note => Inner.Note;

    /// <inheritdoc/>
    public bool StandsStill => _isPaused || _isDrained;

    /// <inheritdoc/>
    public long Captured
    {
        get { lock (_gate) return _capturedBefore + _inner.Captured; }
    }

    /// <inheritdoc/>
    public DropCounts Drops
    {
        get { lock (_gate) return Sum(_dropsBefore, _inner.Drops); }
    }

    /// <inheritdoc/>
    public long AllocatedBytes
    {
        get { lock (_gate) return _allocatedBefore + _inner.AllocatedBytes; }
    }

    /// <summary>Gives the last frame once more if it stands still. Any thread.</summary>
    public void Repeat() => _repeats = true;

    /// <inheritdoc/>
    public void Start() => _inner.Start();

    /// <summary>Goes to another picture of the source, which is shown although it is paused. Any thread.</summary>
    /// <inheritdoc/>
    public bool Step(int pictures)
    {
        lock (_gate)
        {
            long from = _inner.Captured;
            if (!_inner.Step(pictures))
                return false;
            Volatile.Write(ref _shownFrom, Math.Min(from, _shownFrom));
            return true;
        }
    }

    /// <summary>
    /// Has another source take the place of the one within. That one goes on until the other has its first frame, which is shown although
    /// this is paused; then it is disposed. The thread that takes frames has to go on doing so.
    /// </summary>
    /// <param name="next">Not started yet; disposed with this one, or at once if it does not take the place.</param>
    /// <returns>Null once it has; otherwise why it does not, in words for a user: the one before goes on.</returns>
    public Task<string?> SwitchAsync(IFrameSource next)
    {
        ArgumentNullException.ThrowIfNull(next);
        lock (_gate)
        {
            SourceChange change = new(next);
            if (_change is { } overtaken)
                _leaving.Add(overtaken.GiveUp("another source was asked for"));
            _change = _isDisposed ? null : change;
            if (_isDisposed)
                _ = change.GiveUp(IsEnding);
            return change.End;
        }
    }

    /// <inheritdoc/>
    public bool TryAcquireLatest(out Frame? frame)
    {
        if (_isPeeked && _last is not null)
        {
            (_isPeeked, frame) = (false, _last);
            frame.CapturedAt = Stopwatch.GetTimestamp(); // waiting for a model is no latency
            return true;
        }
        if (_change is not null && TryChange(out frame))
            return true;
        if (!StandsStill)
        {
            if (_inner.TryAcquireLatest(out frame))
            {
                Take(frame!);
                return true;
            }
            // Nothing more is asked of it afterwards, so that the last frame stays readable.
            _isDrained = SourceChange.IsOver(_inner);
            return false;
        }
        if (!_isDrained && Volatile.Read(ref _shownFrom) is < long.MaxValue and var from && _inner.TryAcquireLatest(out frame))
        {
            bool isShown = frame!.Sequence >= from;
            Take(frame);
            frame = isShown ? frame : null;
            return isShown;
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
            return _inner.WaitForFrame(_change is not null && timeout > Nap ? Nap : timeout);
        if (!_repeats && timeout > TimeSpan.Zero)
#pragma warning disable RS0030 // Blocking is asked for; a frame that is not taken would end the source's own wait at once.
            Thread.Sleep(timeout < Nap ? timeout : Nap);
#pragma warning restore RS0030
        return _repeats;
    }

    /// <summary>Frees the source and those that it had before. Who takes frames must have stopped.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            if (_change is { } pending)
                _leaving.Add(pending.GiveUp(IsEnding));
            _change = null;
        }
        _inner.Dispose();
#pragma warning disable RS0030 // The end of sources that were replaced, which each wait a limited time for their threads.
        Task.WaitAll(_leaving);
#pragma warning restore RS0030
    }

    // A frame of the source's, until it is asked for the next.
    private void Take(Frame frame)
    {
        frame.Sequence += _capturedBefore;
        frame.CapturedAt = Math.Max(frame.CapturedAt, Volatile.Read(ref _resumedAt)); // one that waited while all stood still
        (_last, _repeats) = (frame, false);
    }

    // Between two frames: nobody reads one of the source's any more.
    private bool TryChange(out Frame? frame)
    {
        lock (_gate)
        {
            frame = null;
            if (_change is not { } change || !change.IsDecided(out frame))
                return false;
            _change = null;
            if (frame is null)
                return false;
            IFrameSource before = _inner;
            (_capturedBefore, _allocatedBefore) = (_capturedBefore + before.Captured, _allocatedBefore + before.AllocatedBytes);
            _dropsBefore = Sum(_dropsBefore, before.Drops);
            _leaving.RemoveAll(leaving => leaving.IsCompleted);
            _leaving.Add(Task.Run(before.Dispose));
            (_inner, _isDrained) = (change.Next, false);
            Volatile.Write(ref _shownFrom, long.MaxValue);
            _inner.IsHeld = _isPaused;
            Take(frame);
            return true;
        }
    }

    private static DropCounts Sum(DropCounts a, DropCounts b) =>
        new(a.Busy + b.Busy, a.Repeated + b.Repeated, a.Corrupt + b.Corrupt);
}
