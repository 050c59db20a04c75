namespace RealtimeCnn.CameraCapture;

/// <summary>
/// A video file through the program <c>ffmpeg</c>: every picture once, in its own size, with its own time stamp and colours, as FFmpeg
/// decodes it.
/// </summary>
internal sealed class VideoDevice(SourceDescription description, CaptureOptions options, FfmpegProgram program) : ICaptureDevice
{
    private const int Ahead = 30; // pictures before the end of a pass: starting the program takes a third of a second and more

    private readonly FfmpegDecoder[] _decoders =
    [
        new(program, FfmpegInput.File(description.Location, program)), new(program, FfmpegInput.File(description.Location, program)),
    ];

    private readonly FileLength _length = new(description.Location);
    private bool _hasDecoded;
    private volatile int _pass;
    private bool _isNextStarted;
    private long _pictures; // of this pass
    private long _passLength; // 0 until one is through

    public string? Fault { get; private set; }

    public TimeSpan? Time => Decoder.Time;

    public string? Note { get; private set; }

    public TimeSpan? Work => Decoder.Work;

    public string? Open()
    {
        _length.Take();
        return Decoder.Start();
    }

    public ReadOutcome Read(Frame into)
    {
        if (Decoder.TakeLost())
            return ReadOutcome.Corrupt;
        bool isRead = Decoder.Read(into);
        if (isRead)
            Count();
        // At the end too: what is cut off is often the last to be told of.
        if (Note is null && _hasDecoded && Decoder.FirstError is { } error)
            Note = $"the file is damaged, pictures may be wrong or missing: {InWords(error)}";
        return isRead ? ReadOutcome.Frame : WithoutPicture();
    }

    public void Interrupt()
    {
        foreach (FfmpegDecoder decoder in _decoders)
            decoder.Interrupt();
    }

    public void Dispose()
    {
        foreach (FfmpegDecoder decoder in _decoders)
            decoder.Dispose();
    }

    // The passes of a loop take them in turn, unless the next one was not started in time.
    private FfmpegDecoder Decoder => _decoders[_pass % 2];

    private FfmpegDecoder Next => _decoders[(_pass + 1) % 2];

    // In a loop the next pass is started while the last pictures of this one are seen, once it is known which they are.
    private void Count()
    {
        _hasDecoded = true;
        _pictures++;
        if (options.Loop && _pictures == Math.Max(1, _passLength - Ahead) && _passLength > 0)
            _isNextStarted = Next.Start() is null;
    }

    private bool StartOver()
    {
        (_passLength, _pictures) = (_pictures, 0);
        bool isNextStarted = _isNextStarted;
        _isNextStarted = false;
        if (!isNextStarted)
            return Decoder.Start() is null;
        _pass = (_pass + 1) % 2;
        return true;
    }

    private ReadOutcome WithoutPicture()
    {
        if (Decoder.TakeLost())
            return ReadOutcome.Corrupt;
        if (_length.Problem() is { } problem)
        {
            Fault = $"'{description.DisplayName}' {problem}";
            return ReadOutcome.Failed;
        }
        if (!Decoder.IsAtEnd)
            return Fail(_hasDecoded ? "broke off" : "cannot be decoded as video", "the program ffmpeg ended, and does not say why");
        if (!_hasDecoded)
            return Fail("holds no picture that can be decoded", "it is empty");
        if (!options.Loop)
            return ReadOutcome.End;
        // A second pass that brings nothing must end rather than spin.
        _hasDecoded = false;
        return StartOver() ? ReadOutcome.NoFrame : Fail("cannot be opened again", "the program ffmpeg does not run");
    }

    private ReadOutcome Fail(string what, string otherwise)
    {
        string why = Decoder.FirstError is { } error ? InWords(error) : otherwise;
        Fault = $"'{description.DisplayName}' {(_hasDecoded ? null : WhatElse()) ?? $"{what}: {why}"}";
        return ReadOutcome.Failed;
    }

    // What the file is instead of a video, where the program's words would lead astray: it goes by a name's ending if nothing else helps.
    private string? WhatElse()
    {
        if (new FileInfo(description.Location) is { Exists: true, Length: 0 })
            return "is empty";
        if (Decoder.Complaints.Any(complaint => complaint.Text.Contains("detected only with low score", StringComparison.Ordinal)))
            return "is no video";
        return Decoder.FirstError switch
        {
            "moov atom not found" => "is cut off: its index (moov) is missing",
            { } error when InWords(error) == "Invalid data found when processing input" => "is no video, or is damaged at its beginning",
            _ => null,
        };
    }

    private string InWords(string complaint)
    {
        if (complaint.StartsWith("Format not on whitelist", StringComparison.Ordinal))
            return "it is a list of other files or addresses, which are not opened; name the video itself";
        if (complaint.StartsWith("Stream map", StringComparison.Ordinal))
            return "it holds no video";
        return complaint.Replace($"file:{description.Location}: ", "", StringComparison.Ordinal).TrimEnd('.');
    }
}
