using System.Diagnostics;
using OpenCvSharp;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// A video by OpenCV, which tells of no error: of a disk that gets full one only sees that there is less and less room. Its pictures follow
/// each other evenly, so a picture stands as often as it takes to fill its time; no longer though than half of that time is spent on it,
/// since an encoder that cannot keep up must not fall behind more and more.
/// </summary>
internal sealed class OpenCvVideo : IVideoEncoder
{
    private const int MostRepeats = 300;
    private const long Room = 256 << 10; // for what is still in memory, and the index,
    private const long RoomPerPicture = 64; // which grows
    private static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(0.25);

    private readonly string _path;
    private readonly DriveInfo _drive;
    private readonly VideoWriter _writer;
    private readonly Mat _bgr;
    private readonly InputArray _bgrIn;
    private TimeSpan _lastAt;
    private long _lookedAt;
    private long _written;

    public OpenCvVideo(string path, int width, int height, string codec, string description)
    {
        (_path, Description) = (path, description);
        _drive = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!);
        LookForRoom();
        var size = new Size(width, height);
        _writer = new VideoWriter(path, VideoWriter.FourCC(codec[0], codec[1], codec[2], codec[3]), Recording.FramesPerSecond, size);
        if (!_writer.IsOpened())
        {
            _writer.Dispose();
            throw new VisionException("OpenCV cannot open it");
        }
        _bgr = new Mat(size, MatType.CV_8UC3);
        _bgrIn = InputArray.Create(_bgr);
    }

    public string Description { get; }

    public string? Note => TimeSpan.FromSeconds(_written / Recording.FramesPerSecond) is var plays && plays < _lastAt - LongestLag
        ? $"it plays in {plays.TotalSeconds:0.0} s, because not enough pictures could be written for their time"
        : null;

    public void Write(BgraCanvas picture, TimeSpan at)
    {
        if (Stopwatch.GetElapsedTime(_lookedAt) > LookInterval)
            LookForRoom();
        DropAlpha(picture);
        long start = Stopwatch.GetTimestamp();
        long due = (long)Math.Round(at.TotalSeconds * Recording.FramesPerSecond) + 1;
        TimeSpan budget = (at - _lastAt) / 2;
        int repeats = 0;
        do
        {
            _writer.Write(_bgrIn);
            _written++;
            repeats++;
        }
        while (_written < due && repeats < MostRepeats && Stopwatch.GetElapsedTime(start) < budget);
        _lastAt = at;
    }

    public long? Finish(out long written)
    {
        written = _written;
        _writer.Dispose(); // releases: writes the index
        return Count();
    }

    public long? CountWhole()
    {
        _writer.Dispose();
        try
        {
            return Count();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // why it ended is told already
        }
    }

    public void Abort()
    {
    }

    public void Dispose()
    {
        _writer.Dispose();
        _bgrIn.Dispose();
        _bgr.Dispose();
    }

    // What the head of a Motion JPEG video says OpenCV believes, whatever is behind it.
    private long Count()
    {
        if (_path.EndsWith(".avi", StringComparison.OrdinalIgnoreCase))
            return AviPictures.Count(_path);
        using var video = new VideoCapture(_path);
        return video.IsOpened() ? video.FrameCount : 0;
    }

    private void LookForRoom()
    {
        _lookedAt = Stopwatch.GetTimestamp();
        try
        {
            if (_drive.AvailableFreeSpace < Room + RoomPerPicture * _written)
                throw new VisionException("the disk is full");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VisionException(OutputFile.Reason(e), e);
        }
    }

    // By hand: OpenCV's own conversion wraps its target anew for every call, which allocates.
    private unsafe void DropAlpha(BgraCanvas picture)
    {
        for (int y = 0; y < picture.Height; y++)
        {
            byte* source = (byte*)picture.Pixels + (nint)y * picture.Stride, target = (byte*)_bgr.Ptr(y);
            for (int x = 0; x < picture.Width; x++, source += 4, target += 3)
                (target[0], target[1], target[2]) = (source[0], source[1], source[2]);
        }
    }
}
