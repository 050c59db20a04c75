using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Runs the program <c>ffmpeg</c> and reads its pictures: what it prints tells the size, time stamp and colours of each (see
/// <see cref="FfmpegLog"/>), its standard output brings the pixels, blue, green, red, upright. Allocates nothing per picture.
/// </summary>
/// <remarks>
/// One thread, but for <see cref="Interrupt"/>. The program ends with its pipes, hence with this process however that ends.
/// </remarks>
internal sealed class FfmpegDecoder(FfmpegProgram program, FfmpegInput input) : IDisposable
{
    private const string SessionProgram = "/usr/bin/setsid";
    private static readonly long MostPixels = (long)Frame.MaxDimension * Frame.MaxDimension;

    private readonly Lock _gate = new();
    private Process? _process;
    private Stream? _pixels;
    private FfmpegLog? _log;
    private string _matrix = "auto";
    private long _delivered;
    private int _lost;
    private bool _isTooLarge;
    private bool _isInterrupted;
    private long _taken;
    private long _takenBeforeWork;
    private TimeSpan _workBefore;

    /// <summary>Processor time that the program took since it last told of a picture; null if it does not run. Any thread.</summary>
    public TimeSpan? Work
    {
        get
        {
            if (!_gate.TryEnter())
                return null; // it is being ended
            try
            {
                if (_process is not { HasExited: false })
                    return null;
                TimeSpan work = _process.TotalProcessorTime;
                long taken = Interlocked.Read(ref _taken);
                if (taken != _takenBeforeWork || work < _workBefore)
                    (_takenBeforeWork, _workBefore) = (taken, work);
                return work - _workBefore;
            }
            catch (Exception e) when (e is InvalidOperationException or Win32Exception)
            {
                return null; // it has just ended
            }
            finally
            {
                _gate.Exit();
            }
        }
    }

    /// <summary>Time stamp of the picture that was read last; null if it has none.</summary>
    public TimeSpan? Time { get; private set; }

    /// <summary>The first error that the program told of; null if there was none. Addresses in it are not redacted.</summary>
    public string? FirstError =>
        _isTooLarge ? $"a picture is larger than {Frame.MaxDimension} pixels a side" : _log?.FirstError;

    /// <summary>What the program complained about, the first and the latest; addresses in it are not redacted.</summary>
    public IReadOnlyList<FfmpegComplaint> Complaints => _log?.Complaints ?? [];

    /// <summary>Once <see cref="Read"/> has returned false: whether that was the end of the pictures, and no failure.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Starts the program, at the first picture; again, too.</summary>
    /// <returns>Null, or why it does not run, for a user.</returns>
    public string? Start()
    {
        Stop();
        (_delivered, _lost, Time) = (0, 0, null);
        return Launch();
    }

    /// <summary>Waits for the next picture.</summary>
    /// <param name="into">Takes size and pixels; its truth becomes null. Undefined if there is no picture.</param>
    /// <returns>False when there is none any more: see <see cref="IsAtEnd"/> and <see cref="Complaints"/>.</returns>
    public bool Read(Frame into)
    {
        bool isThere = TryTake(out PictureHeader header);
        // The program takes one matrix at its start: where a picture calls for another, it begins anew; a file up to that picture.
        if (isThere && header.Matrix != _matrix)
            isThere = Restart(header.Matrix, into) && TryTake(out header);
        if (isThere && ReadPixels(header.Width, header.Height, into))
        {
            Time = header.Time;
            _delivered++;
            return true;
        }
        IsAtEnd = HasEndedWell();
        return false;
    }

    /// <summary>Takes note of a picture that could not be decoded, one for each that the program has told of.</summary>
    /// <returns>False if there is none.</returns>
    public bool TakeLost()
    {
        if (_lost >= (_log?.Lost ?? 0))
            return false;
        _lost++;
        return true;
    }

    /// <summary>Ends the program, which makes a blocked <see cref="Read"/> return. Any thread.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            _isInterrupted = true;
            _process?.Kill();
        }
    }

    public void Dispose() => Stop();

    private string? Launch()
    {
        // The levels tell complaints from what is said of pictures; all lines shall come, repeated ones too.
        string[] arguments =
        [
            "-hide_banner", "-nostats", "-loglevel", "repeat+level+info", .. input.Script is null ? ["-nostdin"] : Array.Empty<string>(),
            "-max_error_rate", "1", "-max_pixels", $"{MostPixels}", .. input.Arguments,
            // Every picture once, in its own size, with its own time; no film's cover.
            "-map", "0:V:0", "-fps_mode", "passthrough", "-autoscale", "0",
            "-vf", $"settb=AVTB,showinfo=checksum=0,scale=in_color_matrix={_matrix}", "-pix_fmt", "bgr24", "-c:v", "rawvideo",
            "-f", "rawvideo", "-flush_packets", "1", "pipe:1",
        ];
        // In a session of its own, as any Linux can: Ctrl-C in a terminal is for our program, which ends this one when it is done.
        ProcessStartInfo start = File.Exists(SessionProgram)
            ? FfmpegProgram.StartInfo(SessionProgram, [program.Path, .. arguments])
            : FfmpegProgram.StartInfo(program.Path, arguments);
        start.RedirectStandardInput = input.Script is not null;
        try
        {
            Process process = Process.Start(start)!;
            _pixels = process.StandardOutput.BaseStream;
            _log = new(process.StandardError.BaseStream);
            _log.Start();
            lock (_gate)
            {
                _process = process;
                if (_isInterrupted)
                    process.Kill();
            }
            if (input.Script is not null)
            {
                process.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(input.Script));
                process.StandardInput.Close();
            }
            return null;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            return $"the program {program.Path} does not run";
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            if (_process is null)
                return;
            _process.Kill();
#pragma warning disable RS0030 // A killed process ends at once, and then nothing reads the stream any more.
            _process.WaitForExit();
#pragma warning restore RS0030
            _log!.Close();
            _pixels!.Dispose();
            _process.Dispose();
            _process = null;
        }
    }

    private bool Restart(string matrix, Frame into)
    {
        Stop();
        _matrix = matrix;
        if (Launch() is not null)
            return false;
        for (long i = 0; input.CanRepeat && i < _delivered; i++)
        {
            if (!TryTake(out PictureHeader header) || !ReadPixels(header.Width, header.Height, into))
                return false;
        }
        return true;
    }

    private bool TryTake(out PictureHeader header)
    {
        if (!_log!.TryTake(out header))
            return false;
        Interlocked.Increment(ref _taken);
        // A size that no frame has is left out, and the picture is the end.
        _isTooLarge = header.Width == 0;
        return !_isTooLarge;
    }

    private bool ReadPixels(int width, int height, Frame into)
    {
        into.Reshape(width, height, PixelFormat.Bgr8);
        into.Truth = null;
        int row = width * 3;
        int length = row * height;
        Span<byte> pixels = into.Pixels;
        // Rows of a frame are padded, those of the program are not. Read to the frame's end in one go, then each is moved up to its place,
        // which never lies behind it.
        int at = pixels.Length - length;
        if (_pixels!.ReadAtLeast(pixels[at..], length, throwOnEndOfStream: false) < length)
            return false;
        for (int y = 0; row < into.Stride && y < height; y++)
            pixels.Slice(at + y * row, row).CopyTo(pixels[(y * into.Stride)..]);
        return true;
    }

    // The pictures are over with the log, and must be over in the pipe as well: what is left has been told of by nobody.
    private bool HasEndedWell()
    {
        if (_process is null || _pixels!.ReadByte() >= 0)
            return false;
#pragma warning disable RS0030 // Both its pipes are closed: it is ending.
        _process.WaitForExit();
#pragma warning restore RS0030
        return _process.ExitCode == 0;
    }
}
