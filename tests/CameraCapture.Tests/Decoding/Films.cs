using System.Diagnostics;
using System.Text;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>Films made by the program <c>ffmpeg</c>, and what it and <c>ffprobe</c> say of them: the truth of these tests.</summary>
internal static class Films
{
    /// <summary>Makes a film.</summary>
    /// <param name="path">Where.</param>
    /// <param name="arguments">Inputs and options, separated by spaces.</param>
    public static string Make(string path, string arguments)
    {
        Run("ffmpeg", ["-v", "error", "-y", "-nostdin", .. arguments.Split(' '), $"file:{path}"]);
        return path;
    }

    /// <summary>Pictures of the first video stream, by <c>ffprobe</c>.</summary>
    public static int Count(string path) => int.Parse(Probe(path, "-count_frames", "stream=nb_read_frames")[0]);

    /// <summary>Time stamps of the pictures in seconds, by <c>ffprobe</c>; null for each in a format without.</summary>
    public static double?[] Times(string path)
    {
        string[] lines = Probe(path, "-show_frames", "frame=best_effort_timestamp_time");
        return [.. lines.Select(line => double.TryParse(line, out double time) ? time : (double?)null)];
    }

    /// <summary>Pixels of all pictures, blue, green, red, as <c>ffmpeg</c> converts them with options of ours.</summary>
    public static byte[] Pixels(string path, string options = "") => Run("ffmpeg",
    [
        "-v", "quiet", "-nostdin", "-i", $"file:{path}", "-map", "0:V:0", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        "-fps_mode", "passthrough", "-pix_fmt", "bgr24", "-f", "rawvideo", "pipe:1",
    ]);

    private static string[] Probe(string path, string what, string entries)
    {
        string[] arguments =
            ["-v", "quiet", what, "-select_streams", "V:0", "-show_entries", entries, "-of", "default=nw=1", $"file:{path}"];
        // Lines such as "nb_read_frames=22", among those of side data.
        string key = entries[(entries.IndexOf('=') + 1)..] + '=';
        string[] lines = Encoding.UTF8.GetString(Run("ffprobe", arguments)).Split('\n');
        return [.. lines.Where(line => line.StartsWith(key)).Select(line => line[key.Length..])];
    }

    private static byte[] Run(string program, IEnumerable<string> arguments)
    {
        using Process process = Machine.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        });
        using MemoryStream written = new();
        process.StandardOutput.BaseStream.CopyTo(written);
        process.WaitForExit();
        return written.ToArray();
    }
}
