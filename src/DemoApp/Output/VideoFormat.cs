namespace RealtimeCnn.DemoApp;

/// <summary>Which video a file's ending asks for, and what writes it.</summary>
internal static class VideoFormat
{
    /// <summary>Those that can be written.</summary>
    public static readonly string[] Endings = [".mp4", ".mkv", ".avi"];

    /// <summary>Whether the video can be written on this machine.</summary>
    /// <returns>Why not; null if it can.</returns>
    public static string? Problem(string path) =>
        IsMatroska(path) && FfmpegProgram.Path is null ? $"needs the program ffmpeg, {FfmpegProgram.WhyNot}; .avi does not" : null;

    /// <summary>Makes the file, empty, or empties it: from here on it is there, however long its encoder takes to begin.</summary>
    /// <returns>Which file that is: its name may be given to another one.</returns>
    /// <exception cref="VisionException">It cannot be written; the message is the reason alone.</exception>
    public static FileStatus Create(string path)
    {
        if ((OutputFile.Problem(path, mustBeRegular: true) ?? Problem(path)) is { } problem)
            throw new VisionException($"the file {problem}");
        File.Create(path).Dispose();
        return FileStatus.Of(path);
    }

    /// <summary>Begins a video in a file that was made.</summary>
    /// <exception cref="VisionException">It cannot be written; the message is the reason alone.</exception>
    public static IVideoEncoder Open(string path, int width, int height)
    {
        if (path.EndsWith(".avi", StringComparison.OrdinalIgnoreCase))
            return new OpenCvVideo(path, width, height, "MJPG", "Motion JPEG by OpenCV, to be played when it is finished");
        if (FfmpegProgram.Path is { } program)
            return new FfmpegVideo(program, path, IsMatroska(path), width, height);
        return new OpenCvVideo(
            path, width, height, "mp4v",
            $"MPEG-4 Part 2 by OpenCV, to be played when it is finished (not H.264 by ffmpeg, {FfmpegProgram.WhyNot})");
    }

    private static bool IsMatroska(string path) => path.EndsWith(".mkv", StringComparison.OrdinalIgnoreCase);
}
