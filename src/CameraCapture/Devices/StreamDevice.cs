using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// A network stream through the program <c>ffmpeg</c>: OpenCV's Linux build has FFmpeg without its network. The program decodes and writes
/// pictures as BMP, each of which says its own size, and they are read straight into the frame's memory.
/// </summary>
/// <remarks>
/// The address goes through the program's standard input: in its command line any user of the machine could read the password.
/// </remarks>
internal sealed class StreamDevice(SourceDescription description, bool isFilm) : ICaptureDevice
{
    private const int HeaderLength = 54;

    // No 'file': a playlist from the network must not read this machine's files.
    private const string Protocols = "pipe,rtsp,rtp,rtmp,udp,tcp,tls,http,https,httpproxy,crypto,srtp";

    private readonly Lock _gate = new();
    private readonly byte[] _header = new byte[HeaderLength];
    private Process? _process;
    private Stream? _pictures;
    private bool _isInterrupted;
    private bool _hasDecoded;

    public string? Fault { get; private set; }

    public string? Open()
    {
        if (FindProgram("ffmpeg") is not string program)
            return "network streams need the program ffmpeg, which is not installed (Debian: apt install ffmpeg)";
        ProcessStartInfo start = new(program) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in new[] { "-v", "quiet", "-fflags", "nobuffer", "-flags", "low_delay" })
            start.ArgumentList.Add(argument);
        // A film on a web server would come as fast as the network is; live streams keep their own pace.
        if (isFilm)
            start.ArgumentList.Add("-re");
        foreach (string argument in new[] { "-protocol_whitelist", Protocols, "-f", "concat", "-safe", "0", "-i", "pipe:0", "-map", "0:v:0",
            "-vf", "vflip", "-fps_mode", "passthrough", "-c:v", "bmp", "-pix_fmt", "bgr24", "-f", "image2pipe", "pipe:1" })
            start.ArgumentList.Add(argument);
        try
        {
            Process process = Process.Start(start)!;
            _pictures = process.StandardOutput.BaseStream;
            lock (_gate)
                _process = process;
            if (_isInterrupted)
                Interrupt();
            process.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(Script(description.Location)));
            process.StandardInput.Close();
            return null;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            return $"the program {program} does not run";
        }
    }

    public ReadOutcome Read(Frame into)
    {
        if (_pictures!.ReadAtLeast(_header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
            return Fail();
        int offset = BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(10));
        int width = BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(18));
        int height = BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(22));
        bool isBitmap = _header[0] == 'B' && _header[1] == 'M' && _header[28] == 24 && offset == HeaderLength;
        if (!isBitmap || width is < 1 or > Frame.MaxDimension || height is < 1 or > Frame.MaxDimension)
            return Fail();

        into.Reshape(width, height, PixelFormat.Bgr8);
        into.Truth = null;
        int rowLength = (width * 3 + 3) & ~3;
        // Frame rows are padded to 64 bytes, BMP's to 4, so a BMP row always fits and often all are contiguous.
        if (rowLength == into.Stride)
        {
            if (!Fill(into.Pixels))
                return Fail();
        }
        else
        {
            for (int y = 0; y < height; y++)
            {
                if (!Fill(into.Pixels.Slice(y * into.Stride, rowLength)))
                    return Fail();
            }
        }
        _hasDecoded = true;
        return ReadOutcome.Frame;
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

    public void Dispose()
    {
        lock (_gate)
        {
            if (_process is null)
                return;
            _process.Kill();
#pragma warning disable RS0030 // A killed process ends at once, and then nothing reads the stream any more.
            _process.WaitForExit();
#pragma warning restore RS0030
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>The concatenation script that names one address, quoted as FFmpeg quotes.</summary>
    internal static string Script(string address)
    {
        string quoted = address.Replace("'", "'\\''", StringComparison.Ordinal);
        string transport = address.StartsWith("rtsp", StringComparison.OrdinalIgnoreCase) ? "option rtsp_transport tcp\n" : "";
        // Half a second of analysis instead of five: only the picture matters, and the user waits.
        return $"ffconcat version 1.0\nfile '{quoted}'\noption analyzeduration 500000\noption fflags nobuffer\n{transport}";
    }

    private bool Fill(Span<byte> bytes) => _pictures!.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;

    private ReadOutcome Fail()
    {
        Fault = _hasDecoded
            ? "the stream ended or the connection was lost"
            : $"{description.DisplayName} does not answer or is no video stream";
        return ReadOutcome.Failed;
    }

    private static string? FindProgram(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
