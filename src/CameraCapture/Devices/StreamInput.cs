namespace RealtimeCnn.CameraCapture;

/// <summary>What <c>ffmpeg</c> is told to read a stream.</summary>
/// <remarks>
/// The address goes through the program's standard input: in its command line any user of the machine could read the password. Protocols
/// and formats are listed: what comes from the network must not make it read files of this machine or speak other protocols.
/// </remarks>
internal static class StreamInput
{
    private const string RefusesTcp = "461";

    /// <summary>The input.</summary>
    /// <param name="description">The address.</param>
    /// <param name="body">What is behind it.</param>
    /// <param name="program">Whose names of formats these are.</param>
    public static FfmpegInput Of(SourceDescription description, StreamBody body, FfmpegProgram program)
    {
        string protocols = ProtocolsOf(description.Scheme);
        bool isLive = body == StreamBody.Live;
        // Without a buffer what is read to learn the format is thrown away: right for what goes on, and the beginning of a film.
        string[] quick = isLive ? ["-fflags", "nobuffer", "-flags", "low_delay"] : [];
        return new(
            [.. quick, "-protocol_whitelist", $"pipe,{protocols}", "-f", "concat", "-safe", "0", "-i", "pipe:0"],
            Script(description, isLive, protocols, $"{FormatsOf(description.Scheme)},{program.FormatsOfOneFile}"),
            CanRepeat: body == StreamBody.Film);
    }

    /// <summary>How the pictures come, where there is a choice; null where there is none.</summary>
    public static string? TransportOf(SourceDescription description, IEnumerable<FfmpegComplaint> complaints) => description switch
    {
        { Scheme: not "rtsp" } => null,
        { Transport: RtspTransport.Udp } => "its pictures come over UDP",
        { Transport: RtspTransport.Any } when complaints.Any(complaint => complaint.Text.Contains(RefusesTcp, StringComparison.Ordinal)) =>
            "its pictures come over UDP, since the server refuses TCP",
        _ => "its pictures come over TCP",
    };

    /// <summary>The concatenation script that names one address, quoted as FFmpeg quotes.</summary>
    private static string Script(SourceDescription description, bool isLive, string protocols, string formats)
    {
        string quoted = description.Location.Replace("'", "'\\''", StringComparison.Ordinal);
        string transport = description switch
        {
            { Scheme: "rtsp", Transport: RtspTransport.Tcp } => "option rtsp_transport tcp\n",
            { Scheme: "rtsp", Transport: RtspTransport.Udp } => "option rtsp_transport udp\n",
            { Scheme: "rtsp" } => "option rtsp_flags prefer_tcp\n",
            _ => "",
        };
        // Half a second of analysis instead of five: only the picture matters, and the user waits.
        string quick = isLive ? "option analyzeduration 500000\noption fflags nobuffer\n" : "";
        return $"ffconcat version 1.0\nfile '{quoted}'\n{quick}{transport}"
            + $"option tls_verify 1\noption protocol_whitelist {protocols}\noption format_whitelist {formats}\n";
    }

    private static string ProtocolsOf(string scheme) => scheme switch
    {
        "rtsp" or "rtsps" => "rtsp,rtp,srtp,udp,tcp,tls",
        "rtmp" => "rtmp,tcp",
        "udp" => "udp",
        _ => "http,https,httpproxy,tcp,tls,crypto",
    };

    private static string FormatsOf(string scheme) => scheme switch
    {
        "rtsp" or "rtsps" => "rtsp",
        "http" or "https" => "hls,applehttp,dash",
        _ => "flv",
    };
}
