namespace RealtimeCnn.CameraCapture;

/// <summary>How to capture. Immutable, safe from any thread.</summary>
internal sealed record CaptureOptions
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromDays(7);

    /// <summary>
    /// Deliver every frame of a video file or of images, none dropped, as fast as the reader takes them. Cameras and streams cannot wait
    /// and stay latest-wins; so do the endless synthetic and sample scenes unless this is set.
    /// </summary>
    public bool EveryFrame { get; init; }

    /// <summary>Width asked of a camera, and that of synthetic pictures, in pixels.</summary>
    public int Width { get; init; } = 1280;

    /// <summary>Height asked of a camera, and that of synthetic pictures, in pixels.</summary>
    public int Height { get; init; } = 720;

    /// <summary>Frames per second asked of a camera, and those of synthetic pictures and shown images.</summary>
    public double Fps { get; init; } = 30;

    /// <summary>How long each of several images is shown.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long opening a camera or stream may take, its first frame included.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What suits a kind of source on this system or Windows.</summary>
    /// <param name="kind">The source's.</param>
    /// <param name="isWindows">There a camera has 30 s: Media Foundation and drivers are slow at the first one.</param>
    public static CaptureOptions For(SourceKind kind, bool isWindows) =>
        kind == SourceKind.Camera && isWindows ? new() { OpenTimeout = TimeSpan.FromSeconds(30) } : new();

    /// <summary>
    /// How much processor time the program that decodes a file may take for a picture, and how long it may take none at all. Files have no
    /// other limit, scenes none: that a machine is busy is no fault of theirs.
    /// </summary>
    public TimeSpan WorkTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a camera or stream may deliver nothing, or the same picture, before it is opened again.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often is looked: often enough that silence is noticed within an eighth of its limit.</summary>
    public TimeSpan WatchInterval => TimeSpan.FromMilliseconds(Math.Clamp(FrameTimeout.TotalMilliseconds / 8, 1, 100));

    /// <summary>Wait before the first attempt to open again; each further one is twice as long.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Longest wait between two attempts to open.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Start a video file or a set of images again when it is over.</summary>
    public bool Loop { get; init; }

    /// <summary>The clock of time stamps and timeouts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    // Throws before anything starts, so that a mistake shows at the call that makes it.
    public void Validate()
    {
        if (Width is < 1 or > Frame.MaxDimension || Height is < 1 or > Frame.MaxDimension)
            throw new ArgumentException($"A size of {Width} x {Height} pixels is outside 1..{Frame.MaxDimension}.");
        if (!(Fps is > 0 and <= 1000))
            throw new ArgumentException($"{Fps} frames per second are outside 0..1000.");
        if (Hold <= TimeSpan.Zero || Hold > LongestHold)
            throw new ArgumentException($"Images are shown for more than 0 seconds, at most {LongestHold.TotalSeconds:0}.");
        bool arePositive = new[] { OpenTimeout, WorkTimeout, FrameTimeout, FirstRetryDelay }.All(time => time > TimeSpan.Zero);
        if (!arePositive || LongestRetryDelay < FirstRetryDelay)
            throw new ArgumentException("Capture timeouts and delays must be positive, the longest delay not below the first.");
    }
}
