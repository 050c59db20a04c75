namespace RealtimeCnn.CameraCapture;

/// <summary>How a source is run.</summary>
public sealed record CaptureOptions
{
    /// <summary>Deliver every frame of a file or folder, as fast as they are taken. Ignored by live sources, which drop.</summary>
    public bool EveryFrame { get; init; }

    /// <summary>Width asked of a camera, in pixels; it may deliver another.</summary>
    public int CameraWidth { get; init; } = 1280;

    /// <summary>Height asked of a camera, in pixels.</summary>
    public int CameraHeight { get; init; } = 720;

    /// <summary>Frame rate asked of a camera.</summary>
    public int CameraFps { get; init; } = 30;

    /// <summary>Longest time that opening may take.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time without a new picture from a device that is open.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Wait before the first attempt to open again; doubles with each further one.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Longest wait between attempts.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Attempts for a device that never delivered a picture. One that did is tried for ever.</summary>
    public int FirstAttempts { get; init; } = 3;
}
