using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace RealtimeCnn.DemoApp;

/// <summary>The program <c>ffmpeg</c>: finds and runs it.</summary>
internal static class FfmpegProgram
{
    /// <summary>Why there is none.</summary>
    public const string WhyNot = "which is not installed";

    private static readonly TimeSpan LongestCount = TimeSpan.FromSeconds(4);

    /// <summary>Where it is; null if it is not installed.</summary>
    public static string? Path { get; } = Find("ffmpeg");

    /// <summary>Starts it with its standard streams in our hands.</summary>
    /// <param name="program">Path of the program.</param>
    /// <param name="arguments">For it.</param>
    /// <exception cref="VisionException">It does not run; the message is the reason alone.</exception>
    public static Process Start(string program, IEnumerable<string> arguments)
    {
        // In a session of its own: Ctrl-C and the end of a terminal go to all programs of it, and this one has to finish the file after us.
        string? own = OperatingSystem.IsLinux() ? Find("setsid") : null;
        var start = new ProcessStartInfo(own ?? program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (OperatingSystem.IsWindows())
            start.CreateNewProcessGroup = true;
        if (own is not null)
            start.ArgumentList.Add(program);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new VisionException($"the program {program} does not run: {e.Message}", e);
        }
    }

    /// <summary>Whether it can make H.264.</summary>
    /// <exception cref="VisionException">It does not run; the message is the reason alone.</exception>
    public static bool HasX264(string program)
    {
        using Process process = Start(program, ["-v", "quiet", "-encoders"]);
        process.StandardInput.Close();
        process.BeginErrorReadLine();
        bool has = process.StandardOutput.ReadToEnd().Contains(" libx264 ", StringComparison.Ordinal);
        process.WaitForExit();
        return has;
    }

    /// <summary>Counts the whole pictures of a video by reading it, without decoding.</summary>
    /// <returns>How many there are, 0 if it is no video; null if it takes too long.</returns>
    public static long? CountPictures(string program, string path)
    {
        using Process process = Start(
            program,
            [
                "-v", "quiet", "-fflags", "+discardcorrupt", "-i", FileAddress(path), "-map", "0:v:0", "-c", "copy",
                "-progress", "pipe:1", "-f", "null", "-",
            ]);
        process.StandardInput.Close();
        process.BeginErrorReadLine();
        Task<string> progress = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(LongestCount))
        {
            process.Kill();
            return null;
        }
        string? last = progress.Result.Split('\n').LastOrDefault(line => line.StartsWith("frame=", StringComparison.Ordinal));
        return last is not null && long.TryParse(last["frame=".Length..], CultureInfo.InvariantCulture, out long count) ? count : 0;
    }

    /// <summary>A path as ffmpeg takes it for one, whatever it begins with.</summary>
    public static string FileAddress(string path) => $"file:{System.IO.Path.GetFullPath(path)}";

    private static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name))
        .FirstOrDefault(File.Exists);
}
