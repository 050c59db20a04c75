namespace RealtimeCnn.CameraCapture;

/// <summary>Plays the <see cref="SampleScene"/>.</summary>
/// <param name="mediaFolder">Where the photographs lie; null for those inside the assembly.</param>
internal sealed class SampleDevice(string? mediaFolder = null) : ICaptureDevice
{
    private SampleScene? _scene;
    private long _index;
    private long _frames;
    private int _steps;

    public string? Fault => null;

    public TimeSpan? Time => TimeSpan.FromSeconds((double)_frames / SampleScene.Fps);

    public bool IsStepping => Volatile.Read(ref _steps) != 0;

    public string? Open()
    {
        string? fault = SamplePhotos.Load(mediaFolder, out SamplePhotos? photos);
        if (photos is not null)
            _scene = new(photos);
        return fault;
    }

    public ReadOutcome Read(Frame into)
    {
        if (Interlocked.Exchange(ref _steps, 0) is not 0 and int steps)
            _index = SampleScene.Step(_index, steps);
        _frames++;
        _scene!.Draw(_index++, into);
        return ReadOutcome.Frame;
    }

    public bool Step(int pictures)
    {
        Interlocked.Add(ref _steps, pictures);
        return true;
    }

    public void Dispose() => _scene?.Dispose();
}
