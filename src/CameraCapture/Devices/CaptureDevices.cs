namespace RealtimeCnn.CameraCapture;

/// <summary>Chooses the device that delivers what a source asks for.</summary>
internal static class CaptureDevices
{
    /// <summary>The device, not open yet. Any thread.</summary>
    public static ICaptureDevice Create(SourceDescription description, CaptureOptions options) => description.Kind switch
    {
        SourceKind.Images => new ImageDevice(description.ImagePaths, options),
        SourceKind.Synthetic => new SyntheticDevice(description.Pattern, options),
        SourceKind.Sample => new SampleDevice(),
        // For its words: no decoder of videos has any for a picture that is not read.
        SourceKind.VideoFile when ForeignFormat.IsPicture(description.Location) => new ImageDevice([description.Location], options),
        SourceKind.Stream when !OperatingSystem.IsWindows() => new StreamDevice(description),
        _ => new VideoDevice(description, options),
    };
}
