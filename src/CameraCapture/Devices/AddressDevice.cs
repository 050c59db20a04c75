namespace RealtimeCnn.CameraCapture;

/// <summary>
/// The address of a stream. A web server is asked first what it has there: pictures of a web camera are read from that very answer, all
/// else is left to the decoder for streams.
/// </summary>
/// <param name="description">The address.</param>
/// <param name="options">Timeouts and the clock.</param>
internal sealed class AddressDevice(SourceDescription description, CaptureOptions options) : ICaptureDevice
{
    private readonly Lock _gate = new();
    private HttpOpening? _question;
    private ICaptureDevice? _device;
    private string? _problem;
    private bool _isInterrupted;
    private bool _isNoHttp;
    private bool _isWithoutDecoder;
    private bool _hasDecoded;

    public string? Fault => _isNoHttp && !_hasDecoded ? StreamFault.NoHttp : _device?.Fault;

    public bool IsPermanent => _isWithoutDecoder || StreamFault.IsPermanent(_problem ?? Fault);

    public TimeSpan? Time => _device!.Time;

    public bool HasEnd => _device!.HasEnd;

    public TimeSpan Age => _device!.Age;

    public long Overtaken => _device!.Overtaken;

    public string? Note => _device!.Note;

    public string? Open()
    {
        bool isHttp = description.Location.StartsWith("http", StringComparison.OrdinalIgnoreCase);
        _problem = isHttp ? OpenHttp() : Decode(StreamBody.Live);
        return _problem;
    }

    public ReadOutcome Read(Frame into)
    {
        ReadOutcome outcome = _device!.Read(into);
        _hasDecoded |= outcome == ReadOutcome.Frame;
        return outcome;
    }

    public void Interrupt()
    {
        lock (_gate)
        {
            _isInterrupted = true;
            _question?.Interrupt();
            _device?.Interrupt();
        }
    }

    public void Dispose()
    {
        _device?.Dispose();
        _question?.Dispose();
    }

    private string? OpenHttp()
    {
        if (!Uri.TryCreate(description.Location, UriKind.Absolute, out Uri? uri))
            return "that is no valid address";
        HttpOpening question = new(uri, options.OpenTimeout);
        lock (_gate)
        {
            _question = question;
            if (_isInterrupted)
                question.Interrupt();
        }
        // A server whose answer .NET does not understand may be one that FFmpeg does.
        if (question.Open() is string fault)
        {
            _isNoHttp = fault == StreamFault.NoHttp;
            return _isNoHttp || fault == StreamFault.Broken ? Decode(StreamBody.Live) : fault;
        }
        if (question.Kind == StreamBody.Pictures)
            return Use(new MjpegDevice(question, options.TimeProvider));
        question.Dispose();
        return Decode(question.Kind);
    }

    private string? Decode(StreamBody body)
    {
        if (FfmpegProgram.Get(out string? problem) is { } program)
            return Use(new StreamDevice(description, body, program, options.TimeProvider));
        // OpenCV's build for Linux has FFmpeg without its network.
        _isWithoutDecoder = !OperatingSystem.IsWindows();
        return _isWithoutDecoder ? $"this stream cannot be decoded: {problem}" : Use(new OpenCvDevice(description, options));
    }

    private string? Use(ICaptureDevice device)
    {
        lock (_gate)
        {
            _device = device;
            if (_isInterrupted)
                device.Interrupt();
        }
        return device.Open();
    }
}
