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
        SourceKind.Stream => new AddressDevice(description, options),
        _ => new VideoDevice(description, options),
    };
}
