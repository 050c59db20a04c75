using System.Diagnostics;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// A video by the program <c>ffmpeg</c>, which gets the pictures with their times through a pipe. It writes a piece of the file every
/// second, each of which can be played without those that follow; so whatever ends this program, or that one, what came before can be seen.
/// If this program is killed, the pipe ends and the other one completes the file.
/// </summary>
internal sealed class FfmpegVideo : IVideoEncoder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _program;
    private readonly string _path;
    private readonly Process _process;
    private readonly MatroskaPictures _pictures;
    private readonly Lock _gate = new();
    private string? _complaint;
    private long _written;

    public FfmpegVideo(string program, string path, bool isMatroska, int width, int height)
    {
        (_program, _path) = (program, path);
        bool hasX264 = FfmpegProgram.HasX264(program);
        Description = $"{(hasX264 ? "H.264" : "MPEG-4 Part 2")} by ffmpeg, playable up to its last second whatever happens";
        // zerolatency: no picture waits in the encoder. Each second of time begins with a picture that needs no other.
        string[] encoder = hasX264
            ? ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-crf", "20"]
            : ["-c:v", "mpeg4", "-q:v", "3"];
        string[] container = isMatroska
            ? ["-cluster_time_limit", "1000", "-f", "matroska"]
            : ["-movflags", "+frag_keyframe+empty_moov+default_base_moof", "-f", "mp4"];
        _process = FfmpegProgram.Start(
            program,
            [
                "-v", "error", "-xerror", "-probesize", "32", "-analyzeduration", "0", "-f", "matroska", "-i", "pipe:0", "-map", "0:v:0",
                "-fps_mode", "passthrough", "-enc_time_base", "1:1000", .. encoder, "-force_key_frames", "expr:gte(t,n_forced)",
                "-pix_fmt", "yuv420p", "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", // 4:2:0 has a colour for every 2 x 2 pixels
                .. container, "-flush_packets", "1", "-y", FfmpegProgram.FileAddress(path),
            ]);
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _pictures = new MatroskaPictures(_process.StandardInput.BaseStream, width, height);
    }

    public string Description { get; }

    public string? Note => null;

    public void Write(BgraCanvas picture, TimeSpan at)
    {
        try
        {
            _pictures.Write(picture, (long)Math.Round(at.TotalMilliseconds));
            _written++;
        }
        catch (IOException) // the pipe is broken: it has ended
        {
            End();
            throw new VisionException(_complaint ?? $"ffmpeg ended by itself{ExitCode}");
        }
    }

    public long? Finish(out long written)
    {
        written = _written;
        End();
        if (_process.ExitCode != 0)
            throw new VisionException(_complaint ?? $"ffmpeg failed{ExitCode}");
        return FfmpegProgram.CountPictures(_program, _path);
    }

    public long? CountWhole()
    {
        try
        {
            End();
            return File.Exists(_path) ? FfmpegProgram.CountPictures(_program, _path) : null;
        }
        catch (VisionException)
        {
            return null; // it does not run any more
        }
    }

    public void Abort() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private string ExitCode => $" (exit code {_process.ExitCode})";

    private void End()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A broken pipe; the exit code tells.
        }
        if (_process.WaitForExit(Patience))
        {
            _process.WaitForExit(); // and until what it said is heard
            return;
        }
        _process.Kill();
        _process.WaitForExit();
        _complaint ??= $"ffmpeg did not end within {Patience.TotalSeconds:0} s";
    }

    // The first line has the reason behind its last colon: "av_interleaved_write_frame(): No space left on device".
    private void Hear(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        int colon = line.LastIndexOf(": ", StringComparison.Ordinal);
        lock (_gate)
            _complaint ??= (colon < 0 ? line : line[(colon + 2)..]).Trim().TrimEnd('.');
    }
}
