namespace RealtimeCnn.CameraCapture;

/// <summary>Chooses the device that delivers what a source asks for, and what decodes it.</summary>
internal static class CaptureDevices
{
    /// <summary>The device, not open yet. Any thread.</summary>
    public static ICaptureDevice Create(SourceDescription description, CaptureOptions options) => description.Kind switch
    {
        SourceKind.Images => new ImageDevice(description.ImagePaths, options),
        SourceKind.Synthetic => new SyntheticDevice(description.Pattern, options),
        SourceKind.Sample => new SampleDevice(),
        SourceKind.Stream when !OperatingSystem.IsWindows() => new StreamDevice(description),
        SourceKind.VideoFile when FfmpegProgram.Get(out _) is { } program => new VideoDevice(description, options, program),
        _ => new OpenCvDevice(description, options),
    };

    /// <summary>What decodes videos on this machine, and why not something better. Any thread; blocks for some 50 ms the first time.</summary>
    public static Choice<string> Decoder() => FfmpegProgram.Get(out string? problem) is { } program
        ? new("ffmpeg", []) { Detail = program.Version }
        : new("OpenCV", [("ffmpeg", problem!)]) { Detail = OpenCvDevice.Limits };
}
