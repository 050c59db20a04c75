namespace RealtimeCnn.CameraCapture;

/// <summary>What <c>ffmpeg</c> shall read.</summary>
/// <param name="Arguments">What stands before the output: options, and <c>-i</c> with a name that carries no credentials.</param>
/// <param name="Script">What it reads from its standard input, where an address is out of sight; null to leave that alone.</param>
/// <param name="CanRepeat">Whether reading it anew gives the same pictures: a file does, a stream goes on.</param>
internal sealed record FfmpegInput(IReadOnlyList<string> Arguments, string? Script, bool CanRepeat)
{
    /// <summary>
    /// A file, and nothing else: no other protocol than that of files, and no format that names further files or addresses.
    /// </summary>
    /// <param name="path">Any path; a leading '-', a ':' or '%' has no meaning in it.</param>
    /// <param name="program">Whose names of formats these are.</param>
    public static FfmpegInput File(string path, FfmpegProgram program) => new(
        ["-protocol_whitelist", "file", "-format_whitelist", program.FormatsOfOneFile, "-i", $"file:{path}"],
        Script: null,
        CanRepeat: true);
}
