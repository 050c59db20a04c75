namespace RealtimeCnn.CameraCapture;

/// <summary>
/// A video file through the program <c>ffmpeg</c>: every picture once, in its own size, with its own time stamp and colours, as FFmpeg
/// decodes it.
/// </summary>
internal sealed class VideoDevice(SourceDescription description, CaptureOptions options, FfmpegProgram program) : ICaptureDevice
{
    private readonly FfmpegDecoder _decoder = new(program, FfmpegInput.File(description.Location, program));
    private readonly FileLength _length = new(description.Location);
    private bool _hasDecoded;

    public string? Fault { get; private set; }

    public TimeSpan? Time => _decoder.Time;

    public string? Note { get; private set; }

    public TimeSpan? Work => _decoder.Work;

    public string? Open()
    {
        _length.Take();
        return _decoder.Start();
    }

    public ReadOutcome Read(Frame into)
    {
        if (_decoder.TakeLost())
            return ReadOutcome.Corrupt;
        bool isRead = _decoder.Read(into);
        if (isRead)
            _hasDecoded = true;
        // At the end too: what is cut off is often the last to be told of.
        if (Note is null && _hasDecoded && _decoder.FirstError is { } error)
            Note = $"the file is damaged, pictures may be wrong or missing: {InWords(error)}";
        return isRead ? ReadOutcome.Frame : WithoutPicture();
    }

    public void Interrupt() => _decoder.Interrupt();

    public void Dispose() => _decoder.Dispose();

    private ReadOutcome WithoutPicture()
    {
        if (_decoder.TakeLost())
            return ReadOutcome.Corrupt;
        if (_length.Problem() is { } problem)
        {
            Fault = $"'{description.DisplayName}' {problem}";
            return ReadOutcome.Failed;
        }
        if (!_decoder.IsAtEnd)
            return Fail(_hasDecoded ? "broke off" : "cannot be decoded as video", "the program ffmpeg ended, and does not say why");
        if (!_hasDecoded)
            return Fail("holds no picture that can be decoded", "it is empty");
        if (!options.Loop)
            return ReadOutcome.End;
        // A second pass that brings nothing must end rather than spin.
        _hasDecoded = false;
        return _decoder.Start() is null ? ReadOutcome.NoFrame : Fail("cannot be opened again", "the program ffmpeg does not run");
    }

    private ReadOutcome Fail(string what, string otherwise)
    {
        string why = _decoder.FirstError is { } error ? InWords(error) : otherwise;
        Fault = $"'{description.DisplayName}' {(_hasDecoded ? null : WhatElse()) ?? $"{what}: {why}"}";
        return ReadOutcome.Failed;
    }

    // What the file is instead of a video, where the program's words would lead astray: it goes by a name's ending if nothing else helps.
    private string? WhatElse()
    {
        if (new FileInfo(description.Location) is { Exists: true, Length: 0 })
            return "is empty";
        if (_decoder.Complaints.Any(complaint => complaint.Text.Contains("detected only with low score", StringComparison.Ordinal)))
            return "is no video";
        return _decoder.FirstError switch
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
