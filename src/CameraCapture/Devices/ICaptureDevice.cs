namespace RealtimeCnn.CameraCapture;

/// <summary>What became of one read.</summary>
internal enum ReadOutcome
{
    /// <summary>The frame holds a picture.</summary>
    Picture,

    /// <summary>A picture was there and could not be decoded.</summary>
    Corrupt,

    /// <summary>There are no more.</summary>
    End,
}

/// <summary>Something that yields pictures. Used by one thread; any call may block for as long as a driver likes.</summary>
internal interface ICaptureDevice : IDisposable
{
    /// <summary>Time between pictures where the device does not pace itself; zero where it does.</summary>
    TimeSpan Interval { get; }

    /// <exception cref="VisionException">It cannot be opened; the message says why.</exception>
    void Open();

    /// <summary>Reads the next picture: size, pixels and truth; the caller sets number and time.</summary>
    ReadOutcome Read(Frame into);
}
