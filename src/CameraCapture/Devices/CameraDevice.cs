namespace RealtimeCnn.CameraCapture;

/// <summary>One attempt at a camera of this machine, through the first API that opens it.</summary>
/// <param name="apis">Shared by all attempts.</param>
/// <param name="create">Makes the device of an API.</param>
internal sealed class CameraDevice(CameraApis apis, Func<CameraApi, ICaptureDevice> create) : ICaptureDevice
{
    private volatile CameraApi _api = apis.Current;
    private volatile bool _hasPicture;
    private ICaptureDevice? _device;

    public string? Fault => _device?.Fault;

    public string? Note { get; private set; }

    public string? Open()
    {
        string? first = null;
        do
        {
            _device?.Dispose();
            _api = apis.Current;
            _device = create(_api);
            string? fault = Open(_device);
            if (fault is null)
                return null;
            first ??= fault;
        }
        while (apis.Failed(_api, "does not open it"));
        return first;
    }

    public ReadOutcome Read(Frame into)
    {
        ReadOutcome outcome = _device!.Read(into);
        if (outcome == ReadOutcome.Frame && !_hasPicture)
        {
            _hasPicture = true;
            apis.Worked(_api);
            Note = apis.Note;
        }
        return outcome;
    }

    /// <summary>It is given up; if that is for want of a picture, the next attempt goes another way.</summary>
    public void Interrupt()
    {
        if (!_hasPicture)
            apis.Failed(_api, "brings no picture");
    }

    public void Dispose() => _device?.Dispose();

    private static string? Open(ICaptureDevice device)
    {
        try
        {
            return device.Open();
        }
        catch (Exception exception) // another API may do better
        {
            return $"the capture library failed ({exception.GetType().Name})";
        }
    }
}
