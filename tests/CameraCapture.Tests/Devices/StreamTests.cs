using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
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
    private static TcpListener Serve(byte[] body)
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            try
            {
                while (true)
                    _ = Answer(await listener.AcceptTcpClientAsync());
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        });
        return listener;

        async Task Answer(TcpClient client)
        {
            using (client)
            {
                try
                {
                    NetworkStream stream = client.GetStream();
                    await stream.ReadAtLeastAsync(new byte[4096], 16, throwOnEndOfStream: false);
                    string header = $"HTTP/1.0 200 OK\r\nContent-Type: video/x-msvideo\r\nContent-Length: {body.Length}\r\n\r\n";
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(header));
                    await stream.WriteAsync(body);
                }
                catch (IOException)
                {
                    // The reader has seen enough.
                }
            }
        }
    }

    [Test]
    public void A_stream_that_ends_is_opened_again()
    {
        using TcpListener server = Serve(MakeVideo());
        int port = ((IPEndPoint)server.LocalEndpoint).Port;
        using CaptureSource source = CaptureSource.Open($"http://user:secret@127.0.0.1:{port}/a.avi?token=secret", Quick);
        source.Start();
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
    public void A_stream_allocates_nothing_per_frame()
    {
        using TcpListener server = Serve(MakeVideo(frames: 140));
        using CaptureSource source = CaptureSource.Open($"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/a.avi", Quick);
        source.Start();
        // The runtime allocates a few bytes of its own, once, when it recompiles what has become hot; what a frame allocates would show in
        // every window.
        long allocated = long.MaxValue;
        for (int start = 10; start < 130 && allocated != 0; start += 30)
        {
            Wait.Until(() => source.Captured >= start, "the window's first frame");
            long before = source.AllocatedBytes;
            Wait.Until(() => source.Captured >= start + 30, "the window's last frame");
            allocated = source.AllocatedBytes - before;
        }
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void A_stream_that_hangs_can_be_interrupted()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        using StreamDevice device = new(SourceDescription.Parse($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/a.avi"), isFilm: true);
        Assert.That(device.Open(), Is.Null);
        using Frame frame = new();
        Task<ReadOutcome> reading = Task.Run(() => device.Read(frame));
        using TcpClient client = silent.AcceptTcpClient();
        device.Interrupt();
        Assert.That(reading.Wait(Wait.Limit), Is.True);
        Assert.That(reading.Result, Is.EqualTo(ReadOutcome.Failed));
    }

    [TestCase("rtsp://h/a",
        "ffconcat version 1.0\nfile 'rtsp://h/a'\noption analyzeduration 500000\noption fflags nobuffer\noption rtsp_transport tcp\n")]
    [TestCase("http://u:it's@h/a",
        "ffconcat version 1.0\nfile 'http://u:it'\\''s@h/a'\noption analyzeduration 500000\noption fflags nobuffer\n")]
    public void Addresses_are_quoted_for_the_decoder(string address, string script) =>
        Assert.That(StreamDevice.Script(address), Is.EqualTo(script));

    [Test]
    public void An_address_where_nobody_answers_fails_in_our_words()
    {
        using CaptureSource source = CaptureSource.Open("rtsp://user:secret@127.0.0.1:1/live", Quick);
        source.Start();
        Wait.Until(() => source.State == CaptureState.Failed, "the source fails");
        Assert.That(source.Error, Is.EqualTo("rtsp://127.0.0.1:1/live does not answer or is no video stream (gave up after 3 attempts)"));
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
