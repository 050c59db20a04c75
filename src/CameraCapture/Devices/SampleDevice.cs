namespace RealtimeCnn.CameraCapture;

/// <summary>Plays the <see cref="SampleScene"/>.</summary>
/// <param name="mediaFolder">Where the photographs lie; null for those inside the assembly.</param>
internal sealed class SampleDevice(string? mediaFolder = null) : ICaptureDevice
{
    private SampleScene? _scene;
    private long _index;

    public string? Fault => null;

    public TimeSpan? Time => TimeSpan.FromSeconds((double)_index / SampleScene.Fps);

    public string? Open()
    {
        string? fault = SamplePhotos.Load(mediaFolder, out SamplePhotos? photos);
        if (photos is not null)
            _scene = new(photos);
        return fault;
    }

    public ReadOutcome Read(Frame into)
    {
        _scene!.Draw(_index++, into);
        return ReadOutcome.Frame;
    }

    public void Dispose() => _scene?.Dispose();
}
