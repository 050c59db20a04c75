using OpenCvSharp;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// A camera through OpenCV; a video file or stream where there is no <c>ffmpeg</c>. Decodes straight into the frame's memory once the size
/// is known.
/// </summary>
/// <param name="description">What is opened.</param>
/// <param name="options">How.</param>
/// <param name="api">The way to a camera; for nothing else.</param>
internal sealed class OpenCvDevice(SourceDescription description, CaptureOptions options, CameraApi? api = null) : ICaptureDevice
{
    /// <summary>What it cannot do with a video or stream, for a user.</summary>
    public const string Limits =
        "colours are those of BT.601, and a picture size or pixel format that changes inside a video is shown wrong";

    private const double DefaultFps = 30;

    // CAP_PROP_OPEN_TIMEOUT_MSEC and CAP_PROP_READ_TIMEOUT_MSEC of OpenCV, which OpenCvSharp's list leaves out.
    private const int OpenTimeoutProperty = 53;
    private const int ReadTimeoutProperty = 54;

    private readonly FrameMats _mats = new();
    private readonly Mat _firstPicture = new();
    private readonly FileLength _length = new(description.Location);
    private VideoCapture? _capture;
    private TimeSpan _step;
    private int _width;
    private int _height;
    private PixelFormat _format;
    private bool _hasDecoded;

    public string? Fault { get; private set; }

    public TimeSpan? Time { get; private set; }

    public string? Note { get; } = description.Kind == SourceKind.Camera ? null : $"decoded by {CaptureDevices.VideoDecoder()}";

    public string? Open()
    {
        _capture = description.Kind switch
        {
            SourceKind.Camera => api!.Open(description.CameraIndex, options),
            SourceKind.Stream => OpenStream(),
            _ => OpenFile(),
        };
        if (!_capture.IsOpened())
            return WhyNotOpened();
        double fps = _capture.Fps;
        _step = TimeSpan.FromSeconds(1 / (fps is > 0.001 and <= 1000 ? fps : DefaultFps));
        Time = null;
        return null;
    }

    public unsafe ReadOutcome Read(Frame into)
    {
        if (!_capture!.Grab())
            return AtEnd();
        if (description.Kind == SourceKind.VideoFile)
            Time = NextTime();
        into.Truth = null;
        if (_width == 0)
            return _capture.Retrieve(_firstPicture) ? Adopt(_firstPicture, into) : ReadOutcome.Corrupt;

        into.Reshape(_width, _height, _format);
        Mat mat = _mats.Get(into);
        bool isRead = _capture.Retrieve(mat);
        bool isOurs = mat.Data == (nint)into.Data;
        if (isOurs)
            return isRead ? ReadOutcome.Frame : ReadOutcome.Corrupt;

        // The size changed in mid-stream: OpenCV took memory of its own for this one.
        ReadOutcome outcome = isRead ? Adopt(mat, into) : ReadOutcome.Corrupt;
        _mats.Forget(mat);
        return outcome;
    }

    public void Dispose()
    {
        _capture?.Dispose();
        _mats.Dispose();
        _firstPicture.Dispose();
    }

    private ReadOutcome Adopt(Mat picture, Frame into)
    {
        if (!MatCopy.TryCopy(picture, into))
            return ReadOutcome.Corrupt;
        (_width, _height, _format) = (into.Width, into.Height, into.Format);
        _hasDecoded = true;
        return ReadOutcome.Frame;
    }

    private ReadOutcome AtEnd()
    {
        // A camera answers false after its own timeout and may well go on; the watchdog counts the silence.
        if (description.Kind == SourceKind.Camera)
            return ReadOutcome.NoFrame;
        if (description.Kind == SourceKind.Stream)
            return Fail("the stream ended or the connection was lost");
        if (_length.Problem() is { } problem)
            return Fail($"'{description.DisplayName}' {problem}");
        if (!_hasDecoded)
            return Fail($"'{description.DisplayName}' holds no picture that OpenCV can decode{Codec()}");
        if (!options.Loop)
            return ReadOutcome.End;
        _capture!.Dispose();
        string? fault = Open();
        if (fault is not null)
            return Fail(fault);
        // A second pass that brings nothing must end rather than spin.
        _hasDecoded = false;
        _width = 0;
        return ReadOutcome.NoFrame;
    }

    // Some formats have no time stamps, and all their pictures the same.
    private TimeSpan NextTime()
    {
        TimeSpan stamp = TimeSpan.FromMilliseconds(_capture!.PosMsec);
        return Time is { } last && stamp <= last ? last + _step : stamp;
    }

    // Such as "AV01", which OpenCV's build opens, and cannot decode.
    private string Codec() => _capture!.FourCC is { Length: > 0 } codec && codec.All(char.IsAsciiLetterOrDigit) ? $" (codec {codec})" : "";

    private ReadOutcome Fail(string fault)
    {
        Fault = fault;
        return ReadOutcome.Failed;
    }

    // Without limits of time, which OpenCV has for files too: 30 s each, on a busy machine as well.
    private VideoCapture OpenFile()
    {
        _length.Take();
        return new(description.Location, VideoCaptureAPIs.FFMPEG, [OpenTimeoutProperty, 0, ReadTimeoutProperty, 0]);
    }

    private VideoCapture OpenStream() => new(description.Location, VideoCaptureAPIs.FFMPEG,
    [
        OpenTimeoutProperty, (int)options.OpenTimeout.TotalMilliseconds,
        ReadTimeoutProperty, (int)Math.Max(options.FrameTimeout.TotalMilliseconds, 1),
    ]);

    private string WhyNotOpened() => description.Kind switch
    {
        SourceKind.Camera => CameraList.WhyClosed(description.CameraIndex),
        SourceKind.Stream => $"{description.DisplayName} does not answer or is no video stream",
        _ when new FileInfo(description.Location) is { Exists: true, Length: 0 } => $"'{description.DisplayName}' is empty",
        _ => $"'{description.DisplayName}' cannot be decoded as video",
    };
}
