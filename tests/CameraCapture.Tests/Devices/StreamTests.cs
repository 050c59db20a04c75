using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using OpenCvSharp;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>Streams over the loopback interface, and silence of the natives about them.</summary>
public partial class StreamTests
{
    private static readonly CaptureOptions Quick = new()
    {
        FirstRetryDelay = TimeSpan.FromMilliseconds(5),
        LongestRetryDelay = TimeSpan.FromMilliseconds(10),
    };

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("capture").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private byte[] MakeVideo(int frames = 10)
    {
        string path = Path.Combine(_folder, "a.avi");
        using (VideoWriter writer = new(path, VideoWriter.FourCC('M', 'J', 'P', 'G'), 30, new Size(160, 120)))
        {
            for (int i = 0; i < frames; i++)
            {
                using Mat picture = new(120, 160, MatType.CV_8UC3, Scalar.All(20 * i % 256));
                writer.Write(picture);
            }
        }
        return File.ReadAllBytes(path);
    }

    // Answers every connection with the whole body and closes it, as a camera that loses its network does.
    private static LoopbackServer Serve(byte[] body, string more = "") => new((stream, _) =>
    {
        LoopbackServer.Write(stream, $"HTTP/1.0 200 OK\r\nContent-Type: video/x-msvideo\r\n{more}\r\n");
        stream.Write(body);
    });

    private static CaptureSource Open(string address, CaptureOptions? options = null)
    {
        CaptureSource source = CaptureSource.Open(address, options ?? Quick);
        source.Start();
        return source;
    }

    [Test]
    public void A_stream_that_ends_is_opened_again()
    {
        using LoopbackServer server = Serve(MakeVideo());
        using CaptureSource source = Open($"http://user:secret@127.0.0.1:{server.Port}/a.avi?token=secret");
        bool wasReconnecting = false;
        Wait.Until(() =>
        {
            wasReconnecting |= source.State == CaptureState.Reconnecting;
            return source.Captured >= 25;
        }, "frames of three connections");
        Assert.That(wasReconnecting, Is.True);
        Frame frame = Wait.Frame(source);
        Assert.That((frame.Width, frame.Height), Is.EqualTo((160, 120)));
        Assert.That(source.Name + source.Error, Does.Not.Contain("secret"));
    }

    [Test]
    public void A_film_of_a_web_server_ends_as_the_file_does_with_the_same_pictures()
    {
        byte[] video = MakeVideo();
        using LoopbackServer server = new((stream, _) => LoopbackServer.Send(stream, "200 OK", "video/x-msvideo", video));
        using CaptureSource source = Open($"http://127.0.0.1:{server.Port}/a.avi");
        List<byte[]> byAddress = AllFrames(source);
        using CaptureSource file = Open(Path.Combine(_folder, "a.avi"), Quick with { EveryFrame = true });
        List<byte[]> byFile = AllFrames(file);
        Assert.That(source.State, Is.EqualTo(CaptureState.Ended));
        Assert.That(byFile, Has.Count.EqualTo(10));
        // Latest wins: what a busy machine did not take in time is counted.
        Assert.That(byAddress.Count + source.Drops.Busy, Is.EqualTo(10));
        Assert.That(byAddress[^1], Is.EqualTo(byFile[^1]));
        Assert.That(byAddress, Is.SubsetOf(byFile));
    }

    private static List<byte[]> AllFrames(CaptureSource source)
    {
        List<byte[]> frames = [];
        Wait.Until(() =>
        {
            bool isOver = source.State == CaptureState.Ended;
            if (source.TryAcquireLatest(out Frame? frame))
                frames.Add([.. Enumerable.Range(0, frame!.Height).SelectMany(y => frame.Row(y).ToArray())]);
            else if (isOver)
                return true;
            return false;
        }, "it ends");
        return frames;
    }

    [Test]
    public void A_film_that_is_cut_off_has_not_ended()
    {
        byte[] video = MakeVideo();
        using LoopbackServer server = Serve(video[..(video.Length / 2)], $"Content-Length: {video.Length}\r\n");
        using CaptureSource source = Open($"http://127.0.0.1:{server.Port}/a.avi");
        // Whether so short a half brings pictures is up to the decoder.
        Wait.Until(() => source.State is CaptureState.Reconnecting or CaptureState.Failed, "it is opened again");
        Assert.That(source.Error, Does.StartWith(StreamFault.Ended));
    }

    [Test]
    public void A_stream_allocates_nothing_per_frame()
    {
        using LoopbackServer server = Serve(MakeVideo(frames: 1500));
        using CaptureSource source = Open($"http://127.0.0.1:{server.Port}/a.avi");
        // The runtime allocates a few bytes of its own, once, when it recompiles what has become hot; what a frame allocates would show in
        // every window.
        long allocated = long.MaxValue;
        for (int start = 10; start < 1200 && allocated != 0; start += 100)
        {
            Wait.Until(() => source.Captured >= start, "the window's first frame");
            long before = source.AllocatedBytes;
            Wait.Until(() => source.Captured >= start + 100, "the window's last frame");
            allocated = source.AllocatedBytes - before;
        }
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void A_stream_that_hangs_can_be_interrupted()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        SourceDescription address = SourceDescription.Parse($"rtsp://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/a");
        using StreamDevice device = new(address, StreamBody.Live, FfmpegProgram.Get(out _)!, TimeProvider.System);
        Assert.That(device.Open(), Is.Null);
        using Frame frame = new();
        Task<ReadOutcome> reading = Task.Run(() => device.Read(frame));
        using TcpClient client = silent.AcceptTcpClient();
        device.Interrupt();
        Assert.That(reading.Wait(Wait.Limit), Is.True);
        Assert.That(reading.Result, Is.EqualTo(ReadOutcome.Failed));
    }

    [TestCase("rtsp://h/a", "file 'rtsp://h/a'", "option rtsp_flags prefer_tcp")]
    [TestCase("rtspt://h/a", "file 'rtsp://h/a'", "option rtsp_transport tcp")]
    [TestCase("RTSPU://h/a", "file 'rtsp://h/a'", "option rtsp_transport udp")]
    [TestCase("http://u:it's@h/a", "file 'http://u:it'\\''s@h/a'", "option protocol_whitelist http,https,httpproxy,tcp,tls,crypto")]
    public void Addresses_are_quoted_for_the_decoder(string address, string file, string option)
    {
        FfmpegInput input = StreamInput.Of(SourceDescription.Parse(address), StreamBody.Live, FfmpegProgram.Get(out _)!);
        Assert.That(input.Script!.Split('\n'), Does.Contain(file).And.Contain(option));
        Assert.That(string.Join(' ', input.Arguments), Does.Not.Contain("//h/a"));
    }

    [Test]
    public void An_address_where_nobody_answers_fails_in_our_words()
    {
        using CaptureSource source = CaptureSource.Open("rtsp://user:secret@127.0.0.1:1/live", Quick);
        source.Start();
        Wait.Until(() => source.State == CaptureState.Failed, "the source fails");
        Assert.That(source.Error, Is.EqualTo($"{StreamFault.Refused} (gave up after 3 attempts)"));
    }

    [Test]
    public void A_camera_that_is_not_there_fails_in_our_words()
    {
        using CaptureSource source = CaptureSource.Open("camera:250", Quick);
        source.Start();
        Wait.Until(() => source.State == CaptureState.Failed, "the source fails");
        Assert.That(source.Error, Does.Contain("250"));
    }

    [Test]
    [Platform("Linux")]
    [SupportedOSPlatform("linux")]
    public void The_natives_print_nothing()
    {
        string broken = Path.Combine(_folder, "broken.avi");
        File.WriteAllBytes(broken, new byte[2000]);
        byte[] video = MakeVideo();
        File.WriteAllBytes(Path.Combine(_folder, "half.avi"), video[..(video.Length / 2)]);
        using Stream photograph = typeof(CaptureSource).Assembly.GetManifestResourceStream("Media/chelsea.png")!;
        byte[] photo = new byte[photograph.Length];
        photograph.ReadExactly(photo);
        string torn = Path.Combine(_folder, "torn.png");
        File.WriteAllBytes(torn, photo[..(photo.Length / 2)]);
        string grown = Path.Combine(_folder, "grown.mjpeg");
        byte[] small = File.ReadAllBytes(Films.Make(grown, "-f lavfi -i testsrc2=s=64x48:d=0.2 -c:v mjpeg"));
        File.WriteAllBytes(grown, [.. small, .. File.ReadAllBytes(Films.Make(grown, "-f lavfi -i testsrc2=s=640x480:d=0.2 -c:v mjpeg"))]);
        string printed = Path.Combine(_folder, "printed.txt");
        int kept = Duplicate(2);
        using (FileStream file = File.Create(printed))
            Assert.That(DuplicateTo((int)file.SafeFileHandle.DangerousGetHandle(), 2), Is.EqualTo(2));
        try
        {
            string half = Path.Combine(_folder, "half.avi");
            string[] addresses =
            [
                broken, torn, half, "rtsp://user:secret@127.0.0.1:1/live", "http://user:secret@127.0.0.1:1/x?token=secret", "camera:250",
            ];
            foreach (string address in addresses)
            {
                using CaptureSource source = CaptureSource.Open(address, Quick);
                source.Start();
                Wait.Until(() => source.State is CaptureState.Failed or CaptureState.Ended, $"{address} fails");
            }
            using Frame frame = new();
            foreach (string path in new[] { broken, half, grown })
            {
                using OpenCvDevice device = new(SourceDescription.Parse(path), new());
                bool isOpen = device.Open() is null;
                while (isOpen && device.Read(frame) is ReadOutcome.Frame or ReadOutcome.Corrupt)
                {
                }
            }
        }
        finally
        {
            Assert.That(DuplicateTo(kept, 2), Is.EqualTo(2));
            Assert.That(Close(kept), Is.Zero);
        }
        Assert.That(File.ReadAllText(printed), Is.Empty);
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int DuplicateTo(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
