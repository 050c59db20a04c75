namespace RealtimeCnn.CameraCapture;

/// <summary>Chooses the device that delivers what a source asks for, and what decodes it.</summary>
internal static class CaptureDevices
{
    /// <summary>Makes the device for each attempt at a source; what must be asked for first is asked now. Any thread.</summary>
    public static Func<ICaptureDevice> Creator(SourceDescription description, CaptureOptions options)
    {
        if (description.Kind == SourceKind.VideoFile)
            _ = VideoDecoder();
        CameraApis apis = new(CameraApi.OfThisSystem); // what one attempt finds out the next one knows
        return () => Create(description, options, apis);
    }

    /// <summary>The device, not open yet. Any thread.</summary>
    public static ICaptureDevice Create(SourceDescription description, CaptureOptions options) =>
        Create(description, options, new(CameraApi.OfThisSystem));

    private static ICaptureDevice Create(SourceDescription description, CaptureOptions options, CameraApis apis) => description.Kind switch
    {
        SourceKind.Camera => new CameraDevice(apis, api => new OpenCvDevice(description, options, api)),
        SourceKind.Images => new ImageDevice(description.ImagePaths, options),
        SourceKind.Synthetic => new SyntheticDevice(description.Pattern, options),
        SourceKind.Sample => new SampleDevice(),
        // For its words: no decoder of videos has any for a picture that is not read.
        SourceKind.VideoFile when ForeignFormat.IsPicture(description.Location) => new ImageDevice([description.Location], options),
        SourceKind.VideoFile when FfmpegProgram.Get(out _) is { } program => new VideoDevice(description, options, program),
        SourceKind.Stream => new AddressDevice(description, options),
        _ => new OpenCvDevice(description, options),
    };

    /// <summary>What decodes videos here, and why not something better. Any thread; blocks for some 50 ms the first time.</summary>
    public static Choice<string> VideoDecoder() => FfmpegProgram.Get(out string? problem) is { } program
        ? new("ffmpeg", []) { Detail = program.Version }
        : new("OpenCV", [("ffmpeg", problem!)]) { Detail = OpenCvDevice.Limits };
}
