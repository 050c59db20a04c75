using System.Diagnostics;
using System.Globalization;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary>What another program says of a video.</summary>
internal static class Videos
{
    /// <summary>Pictures that can be decoded; 0 if it is no video.</summary>
    public static long Count(string path)
    {
        string said = Ask(path, "-count_frames", "-show_entries", "stream=nb_read_frames");
        return long.TryParse(said, CultureInfo.InvariantCulture, out long count) ? count : 0;
    }

    /// <summary>The time of each picture in seconds.</summary>
    public static double[] Times(string path) =>
        [.. Ask(path, "-show_entries", "packet=pts_time").Split('\n').Select(line => line.TrimEnd(',')).Select(Number)];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Ask(string path, params string[] what)
    {
        var start = new ProcessStartInfo("ffprobe") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-v", "error", "-select_streams", "v:0", .. what, "-of", "csv=p=0", path])
            start.ArgumentList.Add(argument);
        using Process process = Machine.Start(start);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return output;
    }
}
