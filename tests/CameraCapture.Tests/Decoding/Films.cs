using System.Diagnostics;

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
    public static int Count(string path) => int.Parse(Text("ffprobe",
        ["-v", "quiet", "-count_frames", "-select_streams", "V:0", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", $"file:{path}"])
        .Split('\n')[0].Trim(','));

    /// <summary>Time stamps of the pictures in seconds, by <c>ffprobe</c>; none for a format without.</summary>
    public static double[] Times(string path) => [.. Text("ffprobe",
        ["-v", "quiet", "-select_streams", "V:0", "-show_entries", "frame=best_effort_timestamp_time", "-of", "csv=p=0", $"file:{path}"])
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim(',')).Where(time => time != "N/A").Select(double.Parse)];

    /// <summary>Pixels of all pictures, blue, green, red, as <c>ffmpeg</c> converts them with options of ours.</summary>
    public static byte[] Pixels(string path, string options = "") => Run("ffmpeg",
    [
        "-v", "quiet", "-nostdin", "-i", $"file:{path}", "-map", "0:V:0", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        "-fps_mode", "passthrough", "-pix_fmt", "bgr24", "-f", "rawvideo", "pipe:1",
    ]);

    private static string Text(string program, IEnumerable<string> arguments) =>
        System.Text.Encoding.UTF8.GetString(Run(program, arguments));

    private static byte[] Run(string program, IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        using MemoryStream written = new();
        process.StandardOutput.BaseStream.CopyTo(written);
        process.WaitForExit();
        return written.ToArray();
    }
}
