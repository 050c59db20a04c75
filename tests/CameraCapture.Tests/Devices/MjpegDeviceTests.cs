using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>Web cameras over the loopback interface. Each picture holds its number, so that none can be lost unseen.</summary>
internal class MjpegDeviceTests
{
    private static readonly CaptureOptions Quick = new()
    {
        FirstRetryDelay = TimeSpan.FromMilliseconds(5),
        LongestRetryDelay = TimeSpan.FromMilliseconds(10),
        FrameTimeout = Wait.Limit,
    };

    private static void SendHead(Stream stream, string boundary = "frame") => LoopbackServer.Write(
        stream, $"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary={boundary}\r\n\r\n");

    private static void SendPart(Stream stream, byte[] picture, bool withLength = true, string divider = "--frame", string newline = "\r\n")
    {
        string length = withLength ? $"Content-Length: {picture.Length}{newline}" : "";
        byte[] head = Encoding.ASCII.GetBytes($"{divider}{newline}Content-Type: image/jpeg{newline}{length}{newline}");
        stream.Write([.. head, .. picture, .. Encoding.ASCII.GetBytes(newline)]);
    }

    private static CaptureSource Open(LoopbackServer server, string user = "", CaptureOptions? options = null)
    {
        CaptureSource source = CaptureSource.Open($"http://{user}127.0.0.1:{server.Port}/video", options ?? Quick);
        source.Start();
        return source;
    }

    [Test]
    public void Every_picture_that_was_sent_is_answered_or_counted()
    {
        const int Sent = 500;
        using ManualResetEventSlim isOver = new();
        using LoopbackServer server = new((stream, _) =>
        {
            SendHead(stream);
            for (int number = 0; number < Sent; number++)
                SendPart(stream, NumberedPicture.Jpeg(number));
            isOver.Wait();
        });
        using CaptureSource source = Open(server);
        int answered = 0;
        long last = -1;
        while (last < Sent - 1)
        {
            Frame frame = Wait.Frame(source);
            Assert.That(NumberedPicture.Read(frame), Is.EqualTo(frame.Sequence), "what was overtaken is counted, picture by picture");
            Assert.That(frame.Sequence, Is.GreaterThan(last));
            (last, answered) = (frame.Sequence, answered + 1);
            Assert.That(frame.CapturedAt, Is.LessThanOrEqualTo(Stopwatch.GetTimestamp()));
        }
        Assert.That((source.Captured, answered + source.Drops.Busy), Is.EqualTo(((long)Sent, (long)Sent)));
        Assert.That(source.Drops.Total, Is.EqualTo(source.Drops.Busy));
        isOver.Set();
    }

    // The next picture is sent when the last one is here: none waits for its successor, whatever the rate.
    [TestCase(true)]
    [TestCase(false)]
    public void A_picture_does_not_wait_for_the_next_one(bool withLength)
    {
        using SemaphoreSlim next = new(0);
        using LoopbackServer server = new((stream, _) =>
        {
            SendHead(stream);
            for (int number = 0; ; number++)
            {
                SendPart(stream, NumberedPicture.Jpeg(number), withLength);
                next.Wait();
            }
        });
        using CaptureSource source = Open(server);
        for (int number = 0; number < 60; number++)
        {
            Assert.That(NumberedPicture.Read(Wait.Frame(source)), Is.EqualTo(number));
            next.Release();
        }
        Assert.That(source.Drops.Total, Is.Zero);
    }

    [TestCase("frame", "--frame", "\r\n", true)]
    [TestCase("\"frame\"", "--frame", "\r\n", true)]
    [TestCase("--frame", "--frame", "\r\n", false)]
    [TestCase("frame", "--frame", "\n", true)]
    [TestCase("else", "--frame", "\n", false)]
    public void Cameras_write_parts_in_many_ways(string boundary, string divider, string newline, bool withLength)
    {
        using ManualResetEventSlim isOver = new();
        using LoopbackServer server = new((stream, _) =>
        {
            SendHead(stream, boundary);
            for (int number = 0; number < 5; number++)
                SendPart(stream, NumberedPicture.Jpeg(number), withLength, divider, newline);
            isOver.Wait();
        });
        using CaptureSource source = Open(server);
        Wait.Until(() => source.Captured == 5, "all pictures arrive");
        Assert.That(NumberedPicture.Read(Wait.Frame(source)), Is.EqualTo(4));
        isOver.Set();
    }

    [Test]
    public void A_damaged_picture_is_counted_and_the_next_one_is_shown()
    {
        using SemaphoreSlim next = new(0);
        byte[] whole = NumberedPicture.Jpeg(7);
        byte[][] damaged =
        [
            whole[..(whole.Length / 2)], [0xFF, 0xD8, 0xFF, 0xD9], Encoding.ASCII.GetBytes("no picture at all"), new byte[3000],
        ];
        using LoopbackServer server = new((stream, _) =>
        {
            SendHead(stream);
            foreach (byte[] picture in damaged)
            {
                SendPart(stream, picture);
                next.Wait();
            }
            SendPart(stream, NumberedPicture.Jpeg(8));
            next.Wait();
        });
        using CaptureSource source = Open(server);
        for (int count = 1; count <= damaged.Length; count++)
        {
            Wait.Until(() => source.Drops.Corrupt == count, $"{count} are counted");
            next.Release();
        }
        Frame frame = Wait.Frame(source);
        Assert.That((NumberedPicture.Read(frame), frame.Sequence), Is.EqualTo((8, 0L)));
    }

    [Test]
    public void User_and_password_are_told_to_that_server_only()
    {
        string basic = "Authorization: Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("user:p@ss:w/rd"));
        List<string> heads = [];
        using LoopbackServer other = new((stream, head) =>
        {
            lock (heads)
                heads.Add(head);
            LoopbackServer.Send(stream, "401 Unauthorized", "text/plain", [], "WWW-Authenticate: Basic realm=\"a\"\r\n");
        });
        using LoopbackServer server = new((stream, head) =>
        {
            if (!head.Contains(basic))
                LoopbackServer.Send(stream, "401 Unauthorized", "text/plain", [], "WWW-Authenticate: Basic realm=\"a\"\r\n");
            else
                LoopbackServer.Send(stream, "302 Found", "text/plain", [], $"Location: http://127.0.0.1:{other.Port}/video\r\n");
        });
        using CaptureSource source = Open(server, "user:p%40ss%3Aw%2Frd@");
        Wait.Until(() => source.State == CaptureState.Failed, "the other server refuses");
        Assert.That(source.Error, Does.Contain("(401)"));
        Assert.That(heads, Is.Not.Empty);
        Assert.That(string.Concat(heads), Does.Not.Contain("Authorization"));
    }

    [Test]
    public void A_connection_that_breaks_is_made_again()
    {
        int number = 0;
        using LoopbackServer server = new((stream, _) =>
        {
            SendHead(stream);
            for (int i = 0; i < 5; i++)
                SendPart(stream, NumberedPicture.Jpeg(number++));
        });
        using CaptureSource source = Open(server);
        Wait.Until(() => source.Captured >= 20, "pictures of four connections");
        Assert.That(source.State, Is.AnyOf(CaptureState.Running, CaptureState.Reconnecting));
    }

    [Test]
    public void Silence_is_noticed_and_dispose_does_not_wait_for_it()
    {
        int connections = 0;
        using LoopbackServer server = new((stream, _) =>
        {
            Interlocked.Increment(ref connections);
            SendHead(stream);
            SendPart(stream, NumberedPicture.Jpeg(connections));
            stream.ReadByte(); // until the other end closes
        });
        using CaptureSource source = Open(server, options: Quick with { FrameTimeout = TimeSpan.FromMilliseconds(100) });
        Wait.Until(() => Volatile.Read(ref connections) >= 3, "it is opened again");
        Assert.That(source.Captured, Is.GreaterThanOrEqualTo(2));
    }

    [Test]
    public void A_camera_allocates_nothing_per_picture()
    {
        using ManualResetEventSlim isOver = new();
        byte[][] pictures = [NumberedPicture.Jpeg(1), NumberedPicture.Jpeg(2)];
        using LoopbackServer server = new((stream, _) =>
        {
            SendHead(stream);
            for (int i = 0; !isOver.IsSet; i++)
                SendPart(stream, pictures[i % 2]);
        });
        using CaptureSource source = Open(server);
        // The runtime allocates a few bytes of its own, once, when it recompiles what has become hot.
        long allocated = long.MaxValue;
        for (int start = 200; start < 4000 && allocated != 0; start += 300)
        {
            Wait.Until(() => source.Captured >= start, "the window's first picture");
            long before = source.AllocatedBytes;
            Wait.Until(() => source.Captured >= start + 300, "the window's last picture");
            allocated = source.AllocatedBytes - before;
        }
        Assert.That(allocated, Is.Zero);
        isOver.Set();
    }

    // Ten minutes, both rates at once: the delay of the whole way, from the server's write to the decoded picture, must not grow.
    [Test]
    [Category("Long")]
    public void Ten_minutes_at_30_and_60_pictures_a_second() => Assert.That(
        Task.WhenAll(Task.Run(() => Watch(fps: 30)), Task.Run(() => Watch(fps: 60))).Wait(TimeSpan.FromMinutes(12)), Is.True);

    private static void Watch(int fps)
    {
        int count = fps * 600;
        long[] sentAt = new long[count];
        using ManualResetEventSlim isOver = new();
        using LoopbackServer server = new((stream, _) =>
        {
            SendHead(stream);
            long start = Stopwatch.GetTimestamp();
            for (int number = 0; number < count; number++)
            {
                TimeSpan early = TimeSpan.FromSeconds(number / (double)fps) - Stopwatch.GetElapsedTime(start);
                if (early > TimeSpan.Zero)
                    Thread.Sleep(early);
                byte[] picture = NumberedPicture.Jpeg(number);
                Volatile.Write(ref sentAt[number], Stopwatch.GetTimestamp());
                SendPart(stream, picture);
            }
            isOver.Wait();
        });
        using CaptureSource source = Open(server);
        List<(double Told, double True)> delays = [];
        long last = -1;
        while (last < count - 1)
        {
            Frame frame = Wait.Frame(source);
            long now = Stopwatch.GetTimestamp();
            int number = NumberedPicture.Read(frame);
            Assert.That(number, Is.EqualTo(frame.Sequence));
            delays.Add((Stopwatch.GetElapsedTime(frame.CapturedAt, now).TotalMilliseconds,
                Stopwatch.GetElapsedTime(Volatile.Read(ref sentAt[number]), now).TotalMilliseconds));
            last = frame.Sequence;
        }
        isOver.Set();
        Assert.That((source.Captured, delays.Count + source.Drops.Busy), Is.EqualTo(((long)count, (long)count)));
        Assert.That((source.Drops.Total, source.Note), Is.EqualTo((source.Drops.Busy, (string?)null)));
        double Median(IEnumerable<double> of) => of.Order().ElementAt(delays.Count / 20);
        double first = Median(delays.Take(delays.Count / 10).Select(delay => delay.True));
        double end = Median(delays.TakeLast(delays.Count / 10).Select(delay => delay.True));
        double differ = delays.Select(delay => Math.Abs(delay.True - delay.Told)).Order().ElementAt(delays.Count / 2);
        TestContext.Progress.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{fps} fps: {count} sent, {delays.Count} answered, {source.Drops.Busy} dropped; median delay {first:0.00} ms in the first "
            + $"minute, {end:0.00} ms in the last; told and true differ by {differ:0.00} ms (median)"));
        Assert.That(end, Is.LessThan(first + 50), "the delay does not grow");
    }
}
