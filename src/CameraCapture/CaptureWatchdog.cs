namespace RealtimeCnn.CameraCapture;

/// <summary>What a capture session is doing.</summary>
internal enum SessionPhase
{
    Opening,
    Reading,
    Ended,
    Failed,
}

/// <summary>A session as the watchdog sees it; times on one clock that starts anywhere.</summary>
/// <param name="Phase">What it does.</param>
/// <param name="ProgressAt">When it last got on: began, opened, or read a picture.</param>
/// <param name="NewPictureAt">When it last read a picture that differed from the one before.</param>
/// <param name="Pictures">Pictures read.</param>
/// <param name="Error">Why it failed.</param>
internal readonly record struct SessionStatus(SessionPhase Phase, TimeSpan ProgressAt, TimeSpan NewPictureAt, long Pictures, string? Error);

/// <summary>What to do with a session.</summary>
internal enum WatchdogVerdict
{
    GoOn,
    OpenAgain,
    End,
    GiveUp,
}

/// <summary>Decides when a capture session is lost and when to try again. Pure: time comes in as a value.</summary>
internal sealed class CaptureWatchdog(CaptureOptions options, bool canReconnect)
{
    private bool _everDelivered;
    private int _attempts;

    /// <summary>Why the session was lost, after any verdict but <see cref="WatchdogVerdict.GoOn"/>.</summary>
    public string? Reason { get; private set; }

    /// <summary>Wait before opening again, after <see cref="WatchdogVerdict.OpenAgain"/>.</summary>
    public TimeSpan RetryAfter { get; private set; }

    public WatchdogVerdict Judge(in SessionStatus status, TimeSpan now)
    {
        if (status.Pictures > 0)
        {
            _everDelivered = true;
            _attempts = 0;
        }
        if (status.Phase == SessionPhase.Ended && !canReconnect)
            return WatchdogVerdict.End;

        Reason = status.Phase switch
        {
            SessionPhase.Failed => status.Error,
            SessionPhase.Ended => "the stream ended",
            SessionPhase.Opening when now - status.ProgressAt > options.OpenTimeout => $"it did not open within {options.OpenTimeout.TotalSeconds:0.#} s",
            SessionPhase.Reading when now - status.ProgressAt > options.FrameTimeout => $"it delivered no picture for {options.FrameTimeout.TotalSeconds:0.#} s",
            SessionPhase.Reading when canReconnect && status.Pictures > 0 && now - status.NewPictureAt > options.FrameTimeout =>
                $"it repeated the same picture for {options.FrameTimeout.TotalSeconds:0.#} s",
            _ => null,
        };
        if (Reason is null)
            return WatchdogVerdict.GoOn;

        _attempts++;
        if (!canReconnect || (!_everDelivered && _attempts >= options.FirstAttempts))
            return WatchdogVerdict.GiveUp;
        double factor = Math.Pow(2, Math.Min(_attempts - 1, 20));
        RetryAfter = TimeSpan.FromTicks((long)Math.Min(options.FirstRetry.Ticks * factor, options.LongestRetry.Ticks));
        return WatchdogVerdict.OpenAgain;
    }
}
