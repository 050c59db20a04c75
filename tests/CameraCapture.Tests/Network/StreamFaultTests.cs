using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>Each way in which an address fails has one clear line of its own, which never quotes the address.</summary>
internal class StreamFaultTests
{
    private static readonly CaptureOptions Quick = new()
    {
        FirstRetryDelay = TimeSpan.FromMilliseconds(5),
        LongestRetryDelay = TimeSpan.FromMilliseconds(10),
    };

    private static string ErrorOf(string address, CaptureOptions? options = null)
    {
        using CaptureSource source = CaptureSource.Open(address, options ?? Quick);
        source.Start();
        Wait.Until(() => source.State == CaptureState.Failed, "the source fails");
        Assert.That(source.Captured, Is.Zero);
        Assert.That(source.Error, Does.Not.Contain("secret").And.Not.Contain("127.0.0.1"));
        Assert.That(source.Error!.Any(char.IsControl), Is.False);
        return source.Error!.Replace($" (gave up after {CaptureWatchdog.FirstAttempts} attempts)", "");
    }

    [TestCase("401 Unauthorized", "another user name or password (401)")]
    [TestCase("403 Forbidden", "forbids it (403)")]
    [TestCase("404 Not Found", "nothing at that address (404)")]
    [TestCase("410 Gone", "refuses the request (410)")]
    [TestCase("503 Busy \u001b[31m", "has failed (503)")]
    public void Web_servers_say_why(string status, string reason)
    {
        using LoopbackServer server = new((stream, _) =>
            LoopbackServer.Send(stream, status, "text/plain", "secret"u8, "WWW-Authenticate: Basic realm=\"secret\"\r\n"));
        Assert.That(ErrorOf($"http://user:secret@127.0.0.1:{server.Port}/a?key=secret"), Does.Contain(reason));
    }

    [TestCase("file:///etc/passwd", StreamFault.Elsewhere)]
    [TestCase("rtsp://127.0.0.1/secret", StreamFault.Elsewhere)]
    [TestCase("http://", StreamFault.Elsewhere)]
    [TestCase("/again", StreamFault.Circle)]
    [TestCase("again?secret", StreamFault.Circle)]
    public void Redirections_say_where_they_lead(string location, string reason)
    {
        using LoopbackServer server = new((stream, _) =>
            LoopbackServer.Send(stream, "302 Found", "text/plain", [], $"Location: {location}\r\n"));
        Assert.That(ErrorOf($"http://user:secret@127.0.0.1:{server.Port}/a"), Is.EqualTo(reason));
    }

    [TestCase("/b")]
    [TestCase("b")]
    [TestCase("//127.0.0.1:{0}/b")]
    [TestCase("http://127.0.0.1:{0}/b")]
    public void Redirections_are_followed(string location)
    {
        LoopbackServer server = null!;
        using LoopbackServer made = server = new((stream, head) =>
        {
            string where = string.Format(null, location, server.Port);
            if (head.StartsWith("GET /b ", StringComparison.Ordinal))
                LoopbackServer.Send(stream, "404 Not Found", "text/plain", []);
            else
                LoopbackServer.Send(stream, "307 Elsewhere", "text/plain", [], $"Location: {where}\r\n");
        });
        Assert.That(ErrorOf($"http://127.0.0.1:{server.Port}/a"), Does.Contain("(404)"));
    }

    [Test]
    public void A_server_that_speaks_no_HTTP()
    {
        using LoopbackServer server = new((stream, _) => LoopbackServer.Write(stream, "\0\u0013secret\r\n\r\nsecret\r\n"));
        Assert.That(ErrorOf($"http://127.0.0.1:{server.Port}/a"), Is.EqualTo(StreamFault.NoHttp));
    }

    [Test]
    public void The_head_of_an_answer_has_a_limit()
    {
        using LoopbackServer server = new((stream, _) =>
        {
            LoopbackServer.Write(stream, "HTTP/1.0 200 OK\r\n");
            while (true)
                LoopbackServer.Write(stream, $"X-A: {new string('a', 1000)}\r\n");
        });
        Assert.That(ErrorOf($"http://127.0.0.1:{server.Port}/a"), Is.EqualTo(StreamFault.LongHead));
    }

    [TestCase("http")]
    [TestCase("rtspt")]
    public void A_wrong_password_is_not_tried_again(string scheme)
    {
        using LoopbackServer web = new((stream, _) => LoopbackServer.Send(stream, "401 Unauthorized", "text/plain", []));
        using RtspServer rtsp = new("401 Unauthorized");
        int port = scheme == "http" ? web.Port : rtsp.Port;
        using CaptureSource source = CaptureSource.Open($"{scheme}://user:secret@127.0.0.1:{port}/a", Quick);
        source.Start();
        Wait.Until(() => source.State == CaptureState.Failed, "the source fails");
        Assert.That(source.Error, Is.EqualTo(StreamFault.OfStatus(401)), "and not: gave up after some attempts");
    }

    [TestCase("401 Unauthorized", "another user name or password (401)")]
    [TestCase("404 Not Found", "nothing at that address (404)")]
    [TestCase("461 Unsupported Transport", "does not send its pictures in the way")]
    public void Servers_of_RTSP_say_why(string status, string reason)
    {
        using RtspServer server = new(status);
        Assert.That(ErrorOf($"rtspt://user:secret@127.0.0.1:{server.Port}/tls/a"), Does.Contain(reason));
    }

    [TestCase("http")]
    [TestCase("https")]
    [TestCase("rtmp")]
    public void Nobody_listens(string scheme) =>
        Assert.That(ErrorOf($"{scheme}://user:secret@127.0.0.1:1/a"), Is.EqualTo(StreamFault.Refused));

    [Test]
    public void Web_pages_are_no_video()
    {
        using LoopbackServer server = new((stream, _) =>
            LoopbackServer.Send(stream, "200 OK", "text/html", "<html><body>secret: please log in</body></html>"u8));
        Assert.That(ErrorOf($"http://127.0.0.1:{server.Port}/"), Is.EqualTo(StreamFault.NoVideo));
    }

    [Test]
    public void A_server_that_is_silent()
    {
        using LoopbackServer server = new((stream, _) => stream.ReadByte());
        string error = ErrorOf($"http://127.0.0.1:{server.Port}/", Quick with { OpenTimeout = TimeSpan.FromMilliseconds(50) });
        Assert.That(error, Does.Contain("no frame within 0.05 s"));
    }

    [Test]
    public void A_certificate_that_nobody_trusts()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        bool isAsked = false;
        using LoopbackServer server = new((_, _) => isAsked = true, certificate);
        Assert.That(ErrorOf($"https://user:secret@127.0.0.1:{server.Port}/"), Is.EqualTo(StreamFault.Insecure));
        Assert.That(isAsked, Is.False);
    }

    [Test]
    public void A_server_without_TLS()
    {
        using LoopbackServer server = new((stream, _) => LoopbackServer.Send(stream, "400 Bad", "text/plain", []));
        Assert.That(ErrorOf($"https://127.0.0.1:{server.Port}/"), Is.EqualTo(StreamFault.Insecure));
    }

    // No name server is asked in a test.
    [Test]
    public void Names_that_nobody_knows()
    {
        HttpRequestException unknown = new("secret", new SocketException((int)SocketError.HostNotFound));
        Assert.That(StreamFault.Of(unknown), Is.EqualTo(StreamFault.UnknownHost));
        string[] complaints = ["Failed to resolve hostname secret: Name or service not known", "Impossible to open 'rtsp://secret'"];
        Assert.That(StreamFault.OfComplaints(complaints), Is.EqualTo(StreamFault.UnknownHost));
        string[] quoting = ["Error when loading first segment 'http://secret/tls/timed out'", "Invalid data found"];
        Assert.That(StreamFault.OfComplaints(quoting), Is.EqualTo(StreamFault.NoVideo));
        Assert.That(StreamFault.OfComplaints(["Impossible to open 'rtsp://secret/tls/404 Not Found'"]), Is.Null);
    }

    [TestCase("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{0}\n#EXT-X-ENDLIST\n", "a.m3u8")]
    [TestCase("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MAP:URI=\"{0}\"\n#EXTINF:1,\na.ts\n#EXT-X-ENDLIST\n", "b.m3u8")]
    [TestCase("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{0}\n", "c.m3u8")]
    [TestCase("ffconcat version 1.0\nfile '{0}'\noption protocol_whitelist file,tcp,udp,pipe\n", "d.txt")]
    public void What_comes_from_the_network_opens_no_file_and_no_other_protocol(string list, string name)
    {
        string folder = Directory.CreateTempSubdirectory("capture").FullName;
        try
        {
            string film = Path.Combine(folder, "film.avi");
            Films.Make(film, "-f lavfi -i testsrc=size=160x120:rate=25 -t 1 -c:v mjpeg");
            int contacts = 0;
            using LoopbackServer forbidden = new((_, _) => Interlocked.Increment(ref contacts));
            string[] targets =
            [
                film, $"tcp://127.0.0.1:{forbidden.Port}", $"file:{film}", $"file://{film}", $"concat:{film}",
                $"subfile,,start,0,end,0,,:{film}", "pipe:0", $"crypto:{film}",
                $"crypto+file:{film}", $"rtmp://127.0.0.1:{forbidden.Port}/a", $"cache:{film}",
                "data:text/plain,a",
            ];
            foreach (string target in targets.Take(name == "a.m3u8" ? targets.Length : 2))
            {
                byte[] body = Encoding.ASCII.GetBytes(string.Format(null, list, target));
                using LoopbackServer server = new((stream, head) =>
                {
                    bool isList = head.StartsWith($"GET /{name} ", StringComparison.Ordinal);
                    LoopbackServer.Send(stream, isList ? "200 OK" : "404 Not Found", "text/plain", isList ? body : []);
                });
                SourceDescription address = SourceDescription.Parse($"http://127.0.0.1:{server.Port}/{name}");
                using AddressDevice device = new(address, Quick);
                Assert.That(device.Open(), Is.Null);
                using Frame frame = new();
                Task<ReadOutcome> reading = Task.Run(() => device.Read(frame));
                // FFmpeg may go on asking for a playlist that leads nowhere: the watchdog ends that in a source.
                if (!reading.Wait(TimeSpan.FromSeconds(3)))
                    device.Interrupt();
                Assert.That(reading.Result, Is.EqualTo(ReadOutcome.Failed), target);
                bool isFile = name == "a.m3u8" && target.StartsWith("file:", StringComparison.Ordinal);
                Assert.That(device.Fault, isFile ? Is.EqualTo(StreamFault.Forbidden) : Is.Not.Empty);
            }
            Assert.That(contacts, Is.Zero);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
