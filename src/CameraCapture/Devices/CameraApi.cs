using OpenCvSharp;

namespace RealtimeCnn.CameraCapture;

/// <summary>One of OpenCV's ways to cameras.</summary>
/// <param name="Name">For a user.</param>
/// <param name="Id">For OpenCV.</param>
internal sealed record CameraApi(string Name, VideoCaptureAPIs Id)
{
    /// <summary>Those of this system, in the order in which they are tried.</summary>
    public static IReadOnlyList<CameraApi> OfThisSystem { get; } =
        OperatingSystem.IsWindows() ? [new("Media Foundation", VideoCaptureAPIs.MSMF), new("DirectShow", VideoCaptureAPIs.DSHOW)]
        : OperatingSystem.IsLinux() ? [new("V4L2", VideoCaptureAPIs.V4L2)]
        : [new("OpenCV", VideoCaptureAPIs.ANY)];

    /// <summary>OpenCV's constructor, or what a test puts in its place. Takes the format as pairs of property and value.</summary>
    public Func<int, VideoCaptureAPIs, int[], VideoCapture> Construct { get; init; } = (index, id, format) => new(index, id, format);

    /// <summary>Opens a camera and asks for a format that it may not have. May take long. Look whether it is open.</summary>
    public VideoCapture Open(int index, CaptureOptions options)
    {
        int[] format = Format(options);
        if (Id is VideoCaptureAPIs.MSMF or VideoCaptureAPIs.DSHOW)
        {
            VideoCapture asked = Construct(index, Id, format);
            if (asked.IsOpened())
                return asked;
            // So that a camera opens which refuses a part of it.
            asked.Dispose();
            return Construct(index, Id, []);
        }
        // These would not open a camera that lacks a part of it. Asked one by one it ignores that part, and starts with the first picture.
        VideoCapture camera = Construct(index, Id, []);
        for (int i = 0; i < format.Length && camera.IsOpened(); i += 2)
            camera.Set(format[i], format[i + 1]);
        return camera;
    }

    // Uncompressed 720p does not fit through USB 2 at 30 Hz. Media Foundation finds what does by size and rate, the rate last because a new
    // size brings its own; it takes a codec for a conversion that it lacks, and would not open the camera. The others are asked for JPEG.
    private int[] Format(CaptureOptions options)
    {
        int[] format =
        [
            (int)VideoCaptureProperties.FrameWidth, options.Width,
            (int)VideoCaptureProperties.FrameHeight, options.Height,
            (int)VideoCaptureProperties.Fps, (int)Math.Round(options.Fps),
        ];
        return Id == VideoCaptureAPIs.MSMF ? format
            : [(int)VideoCaptureProperties.FourCC, VideoWriter.FourCC('M', 'J', 'P', 'G'), .. format];
    }
}
