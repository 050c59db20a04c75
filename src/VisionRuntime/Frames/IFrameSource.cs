namespace RealtimeCnn;

/// <summary>Life of a frame source.</summary>
public enum CaptureState
{
    /// <summary>Made, not started.</summary>
    NotStarted,

    /// <summary>The device or file is being opened for the first time.</summary>
    Opening,

    /// <summary>Frames arrive.</summary>
    Running,

    /// <summary>Frames stopped; the source is being opened again.</summary>
    Reconnecting,

    /// <summary>The last frame of a finite source was delivered.</summary>
    Ended,

    /// <summary>Given up; <see cref="IFrameSource.Error"/> says why.</summary>
    Failed,
}

/// <summary>Where frames come from. Members are for the one vision thread unless they say otherwise.</summary>
public interface IFrameSource : IDisposable
{
    /// <summary>What the user asked for, without credentials: safe to show and to log. Any thread.</summary>
    string Name { get; }

    /// <summary>Where the source stands. Any thread.</summary>
    CaptureState State { get; }

    /// <summary>Why the source failed or is reconnecting, in words for a user; null when all is well. Any thread.</summary>
    string? Error { get; }

    /// <summary>
    /// What a user should know of a source that runs: that its pictures come late, or how they come; null if there is nothing. Any thread.
    /// </summary>
    string? Note => null;

    /// <summary>
    /// True while it gives no new frame on purpose: paused, or after its end. Such time counts neither in rates nor in
    /// <see cref="SwapReport.GapMs"/>. Any thread.
    /// </summary>
    bool StandsStill => false;

    /// <summary>Frames captured since the start, dropped ones included. Any thread.</summary>
    long Captured { get; }

    /// <summary>Frames lost since the start, by reason. Any thread.</summary>
    DropCounts Drops { get; }

    /// <summary>Managed bytes that the capture thread has allocated so far; steady state adds none. Any thread.</summary>
    long AllocatedBytes { get; }

    /// <summary>
    /// Whether it stands still: it reads on from the same place afterwards. A source that cannot, as cameras and streams, goes on and says
    /// false. Any thread.
    /// </summary>
    bool IsHeld
    {
        get => false;
        set { }
    }

    /// <summary>Goes to another of its pictures, also while it is held. Any thread.</summary>
    /// <param name="pictures">1 for the next one, -1 for the one before, and so on; around at both ends.</param>
    /// <returns>False if it has no single pictures, or does not run.</returns>
    bool Step(int pictures) => false;

    /// <summary>Starts capturing on a thread of the source's own. Does not block; calling it again does nothing.</summary>
    void Start();

    /// <summary>Borrows the newest frame if there is a new one. Never blocks.</summary>
    /// <param name="frame">The frame, owned by the source and valid until the next call; null if there is none.</param>
    bool TryAcquireLatest(out Frame? frame);

    /// <summary>Blocks until a frame or a change of state may be there, or the time is over.</summary>
    /// <returns>False if nothing happened within the time.</returns>
    bool WaitForFrame(TimeSpan timeout);
}
