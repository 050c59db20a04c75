namespace RealtimeCnn.CameraCapture;

/// <summary>What an attempt to read a frame brought.</summary>
internal enum ReadOutcome
{
    /// <summary>The frame is filled.</summary>
    Frame,

    /// <summary>Nothing yet; ask again.</summary>
    NoFrame,

    /// <summary>A picture was there and could not be decoded; the next one may be fine.</summary>
    Corrupt,

    /// <summary>The source is over.</summary>
    End,

    /// <summary>The device is broken; <see cref="ICaptureDevice.Fault"/> says why.</summary>
    Failed,
}

/// <summary>
/// A camera, file or scene as one capture thread sees it. Members are called by that thread only unless they say otherwise;
/// <see cref="Open"/> and <see cref="Read"/> may block in native code for any time: the caller's watchdog gives the thread up then.
/// </summary>
internal interface ICaptureDevice : IDisposable
{
    /// <summary>Why <see cref="Read"/> answered <see cref="ReadOutcome.Failed"/>; free of credentials.</summary>
    string? Fault { get; }

    /// <summary>Whether it is of no use to try again after what <see cref="Open"/> or <see cref="Fault"/> says.</summary>
    bool IsPermanent => false;

    /// <summary>
    /// When the frame that was read last is due, counted from any beginning: the caller keeps that pace. Null where the device itself
    /// sets it.
    /// </summary>
    TimeSpan? Time => null;

    /// <summary>Whether it is over by itself at some time: a film, which may show the same picture for long. Valid once open.</summary>
    bool HasEnd => false;

    /// <summary>
    /// How long before <see cref="Read"/> returned it the last picture had arrived at this machine; never negative, zero where the device
    /// cannot tell.
    /// </summary>
    TimeSpan Age => TimeSpan.Zero;

    /// <summary>Pictures so far that arrived, and were overtaken by a newer one before they were decoded.</summary>
    long Overtaken => 0;

    /// <summary>What a user should know of the way it was opened, free of credentials; null if there is nothing.</summary>
    string? Note => null;

    /// <summary>
    /// Processor time that the program which works for it took since it last brought a picture; null if it has none. Any thread; never
    /// blocks.
    /// </summary>
    TimeSpan? Work => null;

    /// <summary>Opens the device.</summary>
    /// <returns>Null, or why it cannot be opened, for a user, free of credentials.</returns>
    string? Open();

    /// <summary>Fills a frame: shape, pixels and truth. Number and time are the caller's.</summary>
    ReadOutcome Read(Frame into);

    /// <summary>Whether <see cref="Step"/> was asked for, and the picture has not come yet. Any thread.</summary>
    bool IsStepping => false;

    /// <summary>Has the next <see cref="Read"/> go to another picture: so many further, or back. Any thread; never blocks.</summary>
    /// <returns>False if it has no single pictures.</returns>
    bool Step(int pictures) => false;

    /// <summary>Makes a blocked call come back if the device knows a way. Any thread; never blocks.</summary>
    void Interrupt()
    {
    }
}
