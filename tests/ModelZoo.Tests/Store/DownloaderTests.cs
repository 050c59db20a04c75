using System.Net;
using NUnit.Framework;
using static RealtimeCnn.Tests.ScriptedServer;

namespace RealtimeCnn.Tests;

/// <summary>Downloads from a server that fails in every way a server can. What counts is what lies in the folder afterwards.</summary>
[TestFixture, Parallelizable(ParallelScope.Children), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class DownloaderTests : DownloadFixture
{
    [Test]
    public async Task WholeFile_ArrivesUnderItsName()
    {
        using ScriptedServer server = new(Whole(File1));
        FileFingerprint file = await DownloadAsync(server.Url());
        AssertComplete(File1);
        Assert.That(file, Is.EqualTo(new FileFingerprint("weights.bin", File1.Length, Hash(File1))));
        Assert.That(Progress[^1], Is.EqualTo(((long)File1.Length, (long?)File1.Length, (string?)null)));
        Assert.That(server.Requests.Single()["Accept-Encoding"], Is.EqualTo("identity"));
    }

    [Test]
    public void WrongBytes_LeaveNothing()
    {
        using ScriptedServer server = new(Whole(File2));
        AssertFails(server.Url(), "SHA-256", sha256: Hash(File1));
        Assert.That(Files, Is.Empty);
        Assert.That(server.Requests, Has.Length.EqualTo(1));
    }

    [Test]
    public async Task KnownDigitsOfTheHash_AreCompared()
    {
        using ScriptedServer right = new(Whole(File1)), wrong = new(Whole(File2));
        await DownloadAsync(right.Url(), sha256: Hash(File1)[..8]);
        AssertComplete(File1);
        AssertFails(wrong.Url(), Hash(File1)[..8], sha256: Hash(File1)[..8]);
    }

    [Test]
    public void AnotherSizeThanStated_IsRefusedBeforeTheBody()
    {
        using ScriptedServer server = new(Whole([.. File1, 1]));
        AssertFails(server.Url(), "300,001 bytes", bytes: File1.Length);
        Assert.That(Files, Is.Empty);
    }

    [Test]
    public void MoreThanStated_WithoutALength_IsRefusedWhenItComes()
    {
        using ScriptedServer server = new(Whole([.. File1, 1]) with { StatedLength = -1 });
        AssertFails(server.Url(), "more than the 300,000 bytes", bytes: File1.Length);
        Assert.That(Files, Is.Empty);
    }

    [TestCase(null)]
    [TestCase(-1L)]
    public void WhereNoSizeIsKnown_TheLimitHolds(long? statedLength)
    {
        using ScriptedServer server = new(Whole(File1) with { StatedLength = statedLength });
        AssertFails(server.Url(), "more than 200,000 bytes", limit: 200_000);
        Assert.That(Files, Is.Empty);
    }

    [Test]
    public async Task BusyServer_IsAskedAgainWhenItSays()
    {
        string date = (Time.GetUtcNow() + TimeSpan.FromSeconds(67)).ToString("R");
        using ScriptedServer server = new(
            new Answer(429, []) { Headers = ["Retry-After: 7"] },
            new Answer(503, []) { Headers = ["Retry-After: " + date] },
            Whole(File1));
        await DownloadAsync(server.Url());
        AssertComplete(File1);
        Assert.That(Time.Pauses, Is.EqualTo(new[] { TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(60) }));
        Assert.That(Progress[0].Notice, Does.StartWith("the server answered 429; tries again in 7"));
    }

    [Test]
    public void ServerThatAsksToWaitAnHour_IsNotWaitedFor()
    {
        using ScriptedServer server = new(new Answer(503, []) { Headers = ["Retry-After: 3600"] });
        AssertFails(server.Url(), "wait 60 minutes");
        Assert.That(Time.Pauses, Is.Empty);
    }

    [TestCase(403)]
    [TestCase(404)]
    [TestCase(206)]
    [TestCase(416)]
    [TestCase(204)]
    public void AnswerThatWillNotChange_IsNotAskedForAgain(int status)
    {
        using ScriptedServer server = new(new Answer(status, []));
        AssertFails(server.Url(), status.ToString());
        Assert.That(server.Requests, Has.Length.EqualTo(1));
        Assert.That(Files, Is.Empty);
    }

    [Test]
    public async Task SilentServer_IsAskedAgain()
    {
        using ScriptedServer server = new(Whole(File1) with { StallAfter = Cut, Stalled = Time.Expire });
        server.Then(request => Honest(request, File1));
        await DownloadAsync(server.Url(), sha256: Hash(File1));
        AssertComplete(File1);
        Assert.That(Progress.Select(progress => progress.Notice).OfType<string>(), Has.Some.Contains("silent for 31 s"));
    }

    // A byte every few seconds is no silence, and would go on for years.
    [Test]
    public void Trickle_IsRestartedFiveTimes_AndKeepsWhatCame()
    {
        using Trickle server = new(File1, bytesPerRead: 100);
        AssertFails(
            new Uri("http://a.invalid/weights.bin"), "the server sent only 100 bytes a second for 30 s, 5 times in a row", handler: server);
        Assert.That(server.From, Is.EqualTo(new[] { 0, 3000, 6000, 9000, 12_000 }));
        Assert.That(new FileInfo(Target + ".partial").Length, Is.EqualTo(15_000));
    }

    [Test]
    public async Task SlowServer_ThatBecomesFast_OrIsJustFastEnough_IsWaitedFor()
    {
        using Trickle becomesFast = new(File1, 100, 100, 100_000);
        await DownloadAsync(new Uri("http://a.invalid/weights.bin"), sha256: Hash(File1), handler: becomesFast);
        AssertComplete(File1);
        Assert.That(becomesFast.From, Is.EqualTo(new[] { 0, 3000, 6000 }));
        using Trickle fastEnough = new(File1, Downloader.SlowestRate);
        await DownloadAsync(new Uri("http://a.invalid/weights.bin"), sha256: Hash(File1), handler: fastEnough);
        Assert.That(fastEnough.From, Is.EqualTo(new[] { 0 }));
    }

    [Test]
    public async Task Redirects_AreFollowed()
    {
        using ScriptedServer other = new(Whole(File1));
        using ScriptedServer server = new(Redirect("/elsewhere?signature=1"), Redirect(other.Url("there").AbsoluteUri, 307));
        await DownloadAsync(server.Url());
        AssertComplete(File1);
        Assert.That(server.Requests[1].Line, Is.EqualTo("GET /elsewhere?signature=1 HTTP/1.1"));
    }

    [Test]
    public void RedirectsInACircle_End()
    {
        using ScriptedServer server = new();
        for (int i = 0; i < 20; i++)
            server.Then(_ => Redirect("/round"));
        AssertFails(server.Url(), "more than 10");
        Assert.That(server.Requests, Has.Length.EqualTo(11));
    }

    [TestCase("http://a.invalid/", "file:///etc/passwd", "no web address")]
    [TestCase("http://a.invalid/", "ftp://a.invalid/x", "no web address")]
    [TestCase("http://a.invalid/", null, "no web address")]
    [TestCase("https://a.invalid/", "http://a.invalid/x?key=hidden", "'http://a.invalid/x', which is not encrypted")]
    public void RedirectToAnUnsafePlace_IsNotFollowed(string from, string? to, string expected)
    {
        using var handler = new OneAnswer(() =>
        {
            var answer = new HttpResponseMessage(HttpStatusCode.Found);
            answer.Headers.Location = to is null ? null : new Uri(to);
            return answer;
        });
        AssertFails(new Uri(from), expected, handler: handler);
        Assert.That(handler.Count, Is.EqualTo(1));
    }

    [Test]
    public void NameThatDoesNotExist_IsNotTriedAgain()
    {
        using var handler = new OneAnswer(
            () => throw new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known (a.invalid:443)"));
        AssertFails(new Uri("https://a.invalid/x"), "Name or service not known", handler: handler);
        Assert.That(handler.Count, Is.EqualTo(1));
    }

    [Test]
    public void NobodyThere_IsTriedFiveTimes()
    {
        Uri closed;
        using (ScriptedServer server = new())
            closed = server.Url();
        AssertFails(closed, "no connection, 5 times in a row");
        Assert.That(Time.Pauses, Has.Length.EqualTo(4));
        Assert.That(Files, Is.Empty);
    }

    [Test]
    public void Credentials_AreNeverShown()
    {
        using ScriptedServer server = new(new Answer(403, []));
        var url = new UriBuilder(server.Url()) { UserName = "somebody", Password = "hidden", Query = "?token=hidden" };
        VisionException failure = AssertFails(url.Uri, "/weights.bin'");
        Assert.That(failure.ToString(), Does.Not.Contain("hidden").And.Not.Contain("somebody"));
    }

    [Test]
    public void FolderThatIsMissing_SaysSo()
    {
        using ScriptedServer server = new(Whole(File1));
        Folder.Delete();
        AssertFails(server.Url(), "cannot be written");
        Folder.Create();
    }

    [Test, NonParallelizable]
    public async Task SystemsProxy_IsUsed()
    {
        IWebProxy before = HttpClient.DefaultProxy;
        using ScriptedServer proxy = new(Whole(File1));
        HttpClient.DefaultProxy = new WebProxy(proxy.Url(""));
        try
        {
            using SocketsHttpHandler handler = Downloader.CreateHandler();
            await DownloadAsync(new Uri("http://weights.invalid/file"), handler: handler);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
        AssertComplete(File1);
        Assert.That(proxy.Requests[0].Line, Is.EqualTo("GET http://weights.invalid/file HTTP/1.1"));
    }

    /// <summary>Sends so many bytes each time it is read, on this clock once a second; the next number for each connection.</summary>
    private sealed class Trickle(byte[] file, params int[] bytesPerRead) : HttpMessageHandler
    {
        public List<int> From { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            int from = (int)(request.Headers.Range?.Ranges.Single().From ?? 0);
            int slice = bytesPerRead[Math.Min(From.Count, bytesPerRead.Length - 1)];
            From.Add(from);
            HttpResponseMessage answer = new(from == 0 ? HttpStatusCode.OK : HttpStatusCode.PartialContent)
            {
                Content = new StreamContent(new Slices(file[from..], slice)),
            };
            answer.Headers.ETag = new("\"1\"");
            answer.Content.Headers.ContentLength = file.Length - from;
            if (from > 0)
                answer.Content.Headers.ContentRange = new(from, file.Length - 1, file.Length);
            return Task.FromResult(answer);
        }

        private sealed class Slices(byte[] bytes, int slice) : MemoryStream(bytes)
        {
            public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
                base.ReadAsync(buffer[..Math.Min(slice, buffer.Length)], cancellationToken);
        }
    }

    private sealed class OneAnswer(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        public int Count { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Count++;
            return Task.FromResult(answer());
        }
    }
}
