namespace RealtimeCnn.CameraCapture;

/// <summary>The bundled sample as a device: endless, 30 pictures per second.</summary>
internal sealed class SampleDevice : ICaptureDevice
{
    private SampleScene? _scene;
    private long _index;

    public TimeSpan Interval => TimeSpan.FromSeconds(1.0 / SampleScene.FramesPerSecond);

    public void Open() => _scene = new SampleScene();

    public ReadOutcome Read(Frame into)
    {
        _scene!.Render(_index++, into);
        return ReadOutcome.Picture;
    }

    public void Dispose() => _scene?.Dispose();
}
