namespace RealtimeCnn.CameraCapture;

/// <summary>
/// A network stream through the program <c>ffmpeg</c>. One that comes at its own pace is read as fast as it comes, so that nothing waits in
/// the program; a film or playlist, which comes as fast as the network is, keeps the pace of its time stamps.
/// </summary>
internal sealed class StreamDevice(SourceDescription description, StreamBody body, FfmpegProgram program, TimeProvider time)
    : ICaptureDevice
{
    private readonly FfmpegDecoder _decoder = new(program, StreamInput.Of(description, body, program));
    private readonly DelayEstimate _delay = new();
    private bool _hasDecoded;

    public string? Fault { get; private set; }

    public TimeSpan? Time => HasEnd ? _decoder.Time : null;

    public bool HasEnd => body is StreamBody.Film or StreamBody.Playlist;

    public TimeSpan Age { get; private set; }

    public string? Note { get; private set; }

    public string? Open() => _decoder.Start();

    public ReadOutcome Read(Frame into)
    {
        if (_decoder.TakeLost())
            return ReadOutcome.Corrupt;
        if (!_decoder.Read(into))
            return WithoutPicture();
        if (!_hasDecoded)
            Note = StreamInput.TransportOf(description, _decoder.Complaints);
        _hasDecoded = true;
        // Of a film nobody knows when it was recorded.
        if (body != StreamBody.Film && _decoder.Time is { } stamp)
            Age = _delay.Next(stamp, time.GetElapsedTime(0));
        return ReadOutcome.Frame;
    }

    public void Interrupt() => _decoder.Interrupt();

    public void Dispose() => _decoder.Dispose();

    private ReadOutcome WithoutPicture()
    {
        if (_decoder.TakeLost())
            return ReadOutcome.Corrupt;
        string? reason = StreamFault.OfComplaints(_decoder.Complaints.Select(complaint => complaint.Text));
        // A damaged picture is no reason to take the end for another one.
        if (_hasDecoded && HasEnd && _decoder.IsAtEnd && (reason is null or StreamFault.NoVideo))
            return ReadOutcome.End;
        // What it complained about at its beginning has not kept it from running.
        Fault = _hasDecoded ? StreamFault.Ended : reason ?? StreamFault.NoVideo;
        return ReadOutcome.Failed;
    }
}
