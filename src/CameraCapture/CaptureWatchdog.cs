namespace RealtimeCnn.CameraCapture;

/// <summary>What the owner of a <see cref="CaptureWatchdog"/> must do now.</summary>
internal enum WatchdogAction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Start a new session that opens the device.</summary>
    Open,

    /// <summary>Give the present session up; its device does not behave.</summary>
    Abandon,
}

/// <summary>
/// Decides when a capture session has gone wrong and when to try again. Pure: told what happened and when, answers what to do; holds no
/// thread, clock or device. Not safe for concurrent calls.
/// </summary>
/// <param name="options">Timeouts and delays.</param>
/// <param name="isLive">
/// A camera or stream: watched for silence and repetition, and opened again for ever once it has run. Others are slow where the machine is
/// busy: of those only the program is watched that decodes a file, by what it does and not by what it brings.
/// </param>
internal sealed class CaptureWatchdog(CaptureOptions options, bool isLive)
{
    /// <summary>Attempts to open a camera or stream that has never delivered a frame.</summary>
    public const int FirstAttempts = 3;

    private static readonly TimeSpan LongRead = TimeSpan.FromSeconds(1); // asking is not free, and most reads take milliseconds

    private enum Phase
    {
        Waiting,
        Opening,
        Streaming,
        Over,
    }

    private Phase _phase = Phase.Waiting;
    private TimeSpan _waitUntil;
    private TimeSpan _openedAt;
    private TimeSpan _lastFrameAt;
    private TimeSpan _lastChangeAt;
    private TimeSpan? _readingSince;
    private ulong? _lastHash;
    private int _failures;
    private bool _everRan;
    private bool _isDamaged;
    private bool _isWatched;
    private TimeSpan? _work;
    private TimeSpan _workedAt;

    /// <summary>Where the source stands.</summary>
    public CaptureState State { get; private set; } = CaptureState.NotStarted;

    /// <summary>Why it failed or reconnects, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>The action that is due. Asking changes the phase, so carry the answer out.</summary>
    /// <param name="now">Any monotonic time.</param>
    public WatchdogAction Decide(TimeSpan now)
    {
        switch (_phase)
        {
            case Phase.Waiting when now >= _waitUntil:
                _phase = Phase.Opening;
                _openedAt = now;
                _readingSince = null;
                _isDamaged = false;
                State = _everRan ? CaptureState.Reconnecting : CaptureState.Opening;
                return WatchdogAction.Open;
            case Phase.Opening or Phase.Streaming when !isLive:
                return DecideOnWork(now);
            case Phase.Opening when now - _openedAt >= options.OpenTimeout:
                SessionFailed(now, _isDamaged ? StreamFault.Damaged : $"no frame within {Seconds(options.OpenTimeout)} of opening");
                return WatchdogAction.Abandon;
            case Phase.Streaming when _isWatched && now - _lastFrameAt >= options.FrameTimeout:
                SessionFailed(now, _isDamaged ? StreamFault.Damaged : $"no frame for {Seconds(options.FrameTimeout)}");
                return WatchdogAction.Abandon;
            case Phase.Streaming when _isWatched && now - _lastChangeAt >= options.FrameTimeout:
                SessionFailed(now, $"the same picture for {Seconds(options.FrameTimeout)}");
                return WatchdogAction.Abandon;
            // A film may pause between two reads; only a read itself must come back.
            case Phase.Streaming when now - _readingSince >= options.OpenTimeout:
                SessionFailed(now, $"reading hangs for {Seconds(options.OpenTimeout)}");
                return WatchdogAction.Abandon;
            default:
                return WatchdogAction.None;
        }
    }

    /// <summary>Whether a file is read for so long that <see cref="Worked"/> is to tell what its program does.</summary>
    public bool WantsWork(TimeSpan now) => !isLive && _phase is Phase.Opening or Phase.Streaming && now - _readingSince >= LongRead;

    /// <summary>What the program that decodes a file has done for the present read; see <see cref="ICaptureDevice.Work"/>.</summary>
    public void Worked(TimeSpan now, TimeSpan? work)
    {
        if (work is null || work != _work)
            _workedAt = now;
        _work = work;
    }

    /// <summary>The session enters the device's read.</summary>
    public void ReadStarted(TimeSpan now) => (_readingSince, _work) = (now, null);

    /// <summary>A frame has arrived.</summary>
    /// <param name="now">Any monotonic time.</param>
    /// <param name="hash">A hash of the picture; null for a film, which may pause and stand still.</param>
    /// <returns>True if it is the same picture as before and shall be dropped.</returns>
    public bool FrameArrived(TimeSpan now, ulong? hash)
    {
        bool isFirst = _phase == Phase.Opening;
        _isWatched = isLive && hash is not null;
        bool isRepeated = _isWatched && !isFirst && hash == _lastHash;
        _phase = Phase.Streaming;
        _readingSince = null;
        _isDamaged = false;
        _lastFrameAt = now;
        _lastHash = hash;
        _everRan = true;
        State = CaptureState.Running;
        Error = null;
        if (!isRepeated)
            _lastChangeAt = now;
        // One frame after each reconnection is no recovery: the delays start over only when frames keep coming.
        if (!isRepeated && now - _openedAt >= options.FrameTimeout)
            _failures = 0;
        return isRepeated;
    }

    /// <summary>The device answered without a usable frame.</summary>
    /// <param name="isCorrupt">Whether there was a picture, and no decoding it.</param>
    public void ReadReturned(bool isCorrupt = false)
    {
        _readingSince = null;
        _isDamaged |= isCorrupt;
    }

    /// <summary>Opening failed or the device broke; the session is over.</summary>
    /// <param name="now">Any monotonic time.</param>
    /// <param name="reason">For a user, without credentials.</param>
    /// <param name="isPermanent">Whether trying again is of no use, unless it has run before.</param>
    public void SessionFailed(TimeSpan now, string reason, bool isPermanent = false)
    {
        if (_phase == Phase.Over)
            return;
        _failures++;
        Error = reason;
        if (!isLive || (!_everRan && (isPermanent || _failures >= FirstAttempts)))
        {
            if (isLive && !isPermanent)
                Error = $"{reason} (gave up after {FirstAttempts} attempts)";
            _phase = Phase.Over;
            State = CaptureState.Failed;
            return;
        }
        _phase = Phase.Waiting;
        _waitUntil = now + RetryDelay(_failures);
        State = _everRan ? CaptureState.Reconnecting : CaptureState.Opening;
    }

    /// <summary>The source delivered its last frame.</summary>
    public void SessionEnded()
    {
        _phase = Phase.Over;
        State = CaptureState.Ended;
    }

    private WatchdogAction DecideOnWork(TimeSpan now)
    {
        string limit = Seconds(options.WorkTimeout);
        string? fault = _readingSince is null || _work is not { } work ? null
            : work >= options.WorkTimeout ? $"its decoder took {limit} of processor time without a picture"
            : now - _workedAt >= options.WorkTimeout ? $"its decoder has done nothing for {limit}"
            : null;
        if (fault is null)
        {
            // Told, and no failure.
            if (now - (_readingSince ?? now) >= options.OpenTimeout)
                Error ??= $"no frame for {Seconds(options.OpenTimeout)} yet; the machine may be busy";
            return WatchdogAction.None;
        }
        SessionFailed(now, fault);
        return WatchdogAction.Abandon;
    }

    private TimeSpan RetryDelay(int failures)
    {
        TimeSpan delay = options.FirstRetryDelay;
        for (int i = 1; i < failures && delay < options.LongestRetryDelay; i++)
            delay *= 2;
        return delay < options.LongestRetryDelay ? delay : options.LongestRetryDelay;
    }

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.##} s");
}
