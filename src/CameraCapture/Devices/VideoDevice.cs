using OpenCvSharp;

namespace RealtimeCnn.CameraCapture;

/// <summary>A camera, video file or stream through OpenCV.</summary>
internal sealed class VideoDevice(SourceDescription source, CaptureOptions options) : ICaptureDevice
{
    private const double SlowestFps = 1, FastestFps = 240, UsualFps = 30;

    private readonly Mat _picture = new();
    private VideoCapture? _capture;
    private long _read;

    public TimeSpan Interval { get; private set; }

    public void Open()
    {
        try
        {
            _capture = source.Kind == SourceKind.Camera
                ? new VideoCapture(source.CameraIndex, OperatingSystem.IsLinux() ? VideoCaptureAPIs.V4L2 : VideoCaptureAPIs.ANY)
                : new VideoCapture(source.Location, source.Kind == SourceKind.Stream ? VideoCaptureAPIs.FFMPEG : VideoCaptureAPIs.ANY);
        }
        catch (OpenCVException e)
        {
            throw new VisionException(Refusal, e); // OpenCV's own message may hold the URL
        }
        if (!_capture.IsOpened())
            throw new VisionException(Refusal);
        if (source.Kind == SourceKind.Camera)
        {
            _capture.Set(VideoCaptureProperties.FourCC, VideoWriter.FourCC('M', 'J', 'P', 'G')); // uncompressed 720p does not fit through USB 2 at 30 fps
            _capture.Set(VideoCaptureProperties.FrameWidth, options.CameraWidth);
            _capture.Set(VideoCaptureProperties.FrameHeight, options.CameraHeight);
            _capture.Set(VideoCaptureProperties.Fps, options.CameraFps);
            _capture.Set(VideoCaptureProperties.BufferSize, 1);
        }
        else if (source.Kind == SourceKind.Video)
        {
            double fps = _capture.Fps;
            Interval = TimeSpan.FromSeconds(1 / (fps is >= SlowestFps and <= FastestFps ? fps : UsualFps));
        }
    }

    public ReadOutcome Read(Frame into)
    {
        if (!_capture!.Read(_picture) || _picture.Empty())
            return _read > 0 || source.CanReconnect ? ReadOutcome.End : throw new VisionException("no picture in it can be decoded");
        ImageFile.CopyTo(_picture, into);
        _read++;
        return ReadOutcome.Picture;
    }

    public void Dispose()
    {
        _capture?.Dispose();
        _picture.Dispose();
    }

    private string Refusal => source.Kind switch
    {
        SourceKind.Camera => "there is no such camera, or another program uses it",
        SourceKind.Stream => "the stream cannot be opened",
        _ => "it is damaged or no video",
    };
}
