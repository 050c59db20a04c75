namespace RealtimeCnn.CameraCapture;

/// <summary>Image files one after the other: each once, or each for a second at 30 pictures per second.</summary>
internal sealed class ImagesDevice(IReadOnlyList<string> files, bool everyFrame) : ICaptureDevice
{
    private const int PicturesPerSecond = 30;

    private readonly Frame _image = new();
    private int _next;
    private int _repeats;
    private int _decoded;
    private string? _lastError;

    public TimeSpan Interval => TimeSpan.FromSeconds(1.0 / PicturesPerSecond);

    public void Open()
    {
    }

    public ReadOutcome Read(Frame into)
    {
        if (_repeats == 0)
        {
            if (_next == files.Count)
                return _decoded > 0 ? ReadOutcome.End : throw new VisionException(_lastError!);
            string file = files[_next++];
            try
            {
                ImageFile.Read(file, _image);
            }
            catch (VisionException e)
            {
                _lastError = e.Message;
                return ReadOutcome.Corrupt;
            }
            _image.Truth = Path.GetFileNameWithoutExtension(file);
            _decoded++;
            _repeats = everyFrame ? 1 : PicturesPerSecond;
        }
        _repeats--;
        into.CopyFrom(_image);
        return ReadOutcome.Picture;
    }

    public void Dispose() => _image.Dispose();
}
