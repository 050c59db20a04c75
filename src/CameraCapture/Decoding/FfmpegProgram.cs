using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace RealtimeCnn.CameraCapture;

/// <summary>The program <c>ffmpeg</c> of this machine, which decodes videos and network streams. Immutable, safe from any thread.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Version">As it calls itself: <c>5.1.9-0+deb12u1</c>.</param>
/// <param name="FormatsOfOneFile">Its names of the formats in which a file holds its pictures itself, with commas between.</param>
internal sealed record FfmpegProgram(string Path, string Version, string FormatsOfOneFile)
{
    // The first release with -fps_mode; -autoscale is a little older.
    private static readonly Version Oldest = new(5, 1);

    // Formats that name other files or addresses, or are programs: a file that holds such a list shall not open what the user did not name.
    private static readonly string[] FormatsOfOtherFiles =
    [
        "concat", "concatf", "hls", "applehttp", "dash", "webm_dash_manifest", "imf", "image2", "vobsub", "lavfi", "sdp", "rtsp", "rtp",
        "sap", "avisynth", "vapoursynth", "libcdio", "bluray", "dvdvideo",
    ];

    private static readonly Lazy<(FfmpegProgram? Program, string? Problem)> Found = new(() => Find(FoldersOfPath()));

    /// <summary>The program, asked for once per process: a start of it takes some 50 ms, so the first call blocks that long.</summary>
    /// <param name="problem">Why there is none that can be used, for a user; null if there is.</param>
    public static FfmpegProgram? Get(out string? problem)
    {
        (FfmpegProgram? program, problem) = Found.Value;
        return program;
    }

    // Folders as a parameter: tests bring their own.
    internal static (FfmpegProgram? Program, string? Problem) Find(IEnumerable<string> folders)
    {
        if (OperatingSystem.IsWindows())
            return (null, "the program ffmpeg is not used on Windows");
        // Not from a folder relative to the working one, which anybody may have filled.
        string? path = folders.Where(System.IO.Path.IsPathFullyQualified).Select(folder => System.IO.Path.Combine(folder, "ffmpeg"))
            .FirstOrDefault(File.Exists);
        if (path is null)
            return (null, "the program ffmpeg is not installed (Debian: apt install ffmpeg)");
        try
        {
            return Ask(path);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or InvalidOperationException)
        {
            return (null, $"the program {path} does not run");
        }
    }

    /// <summary>How to start it: no shell, none of the user's settings that change what it prints, pipes for what it writes.</summary>
    public static ProcessStartInfo StartInfo(string path, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // A report would hold the address, password included; colours would be part of the lines that are read here.
        start.Environment.Remove("FFREPORT");
        start.Environment.Remove("AV_LOG_FORCE_COLOR");
        start.Environment["AV_LOG_FORCE_NOCOLOR"] = "1";
        return start;
    }

    private static (FfmpegProgram?, string?) Ask(string path)
    {
        using Process process = Process.Start(StartInfo(path, ["-nostdin", "-demuxers"]))!;
        // It answers in 50 ms; the limit is for one that hangs, and must not be met by one that waits for a busy processor.
        using Timer limit = new(_ => process.Kill(), null, TimeSpan.FromSeconds(60), Timeout.InfiniteTimeSpan);
        // The list is longer than a pipe holds and is read first; the banner, on standard error, is not.
        string list = process.StandardOutput.ReadToEnd();
        string[] banner = process.StandardError.ReadToEnd().Split(' ', 4);
        if (banner is not ["ffmpeg", "version", string version, _])
            return (null, $"the program {path} does not say its version as ffmpeg does");
        if (ReleaseOf(version) < Oldest)
            return (null, $"ffmpeg {version} is too old: {Oldest} or later is needed");
        return (new(path, version, OneFileFormats(list)), null);
    }

    /// <summary>
    /// The release that a version names; null for a build that is none (<c>N-118</c>, <c>git-2025</c>), which is taken for new.
    /// </summary>
    internal static Version? ReleaseOf(string version)
    {
        string numbers = new([.. version.TrimStart('n').TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.')]);
        string[] parts = numbers.Split('.');
        bool isRelease = int.TryParse(parts[0], CultureInfo.InvariantCulture, out int major) && major < 1000;
        if (!isRelease)
            return null;
        _ = int.TryParse(parts.ElementAtOrDefault(1), CultureInfo.InvariantCulture, out int minor);
        return new(major, minor);
    }

    // Lines such as " D  mov,mp4,m4a,3gp,3g2,mj2 QuickTime / MOV" behind a head that ends with " --" or " ---"; " D d x11grab" is a device.
    internal static string OneFileFormats(string list) => string.Join(',', list.Split('\n')
        .SkipWhile(line => !line.StartsWith(" --", StringComparison.Ordinal))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words.Length > 1 && words[0].StartsWith('D') && words[0] != "Dd" && words[1] != "d")
        .Select(words => words[1])
        .Where(names => !names.Split(',').Intersect(FormatsOfOtherFiles).Any()));

    private static string[] FoldersOfPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
