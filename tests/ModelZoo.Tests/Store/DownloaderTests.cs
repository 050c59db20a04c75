using System.Net;
using System.Security.Cryptography;
using NUnit.Framework;
using static RealtimeCnn.Tests.ScriptedServer;

namespace RealtimeCnn.Tests;

/// <summary>Downloads from a server that fails in every way a server can. What counts is what lies in the folder afterwards.</summary>
[TestFixture, Parallelizable(ParallelScope.Children), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class DownloaderTests
{
    private static readonly byte[] File1 = Bytes(1, 300_000);
    private static readonly byte[] File2 = Bytes(2, 300_000);
    private const int Cut = 120_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("realtimecnn-download-");
    private readonly HastyTime _time = new();
    private readonly List<DownloadProgress> _progress = [];

    private string Target => Path.Combine(_folder.FullName, "weights.bin");

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [Test]
    public async Task WholeFile_ArrivesUnderItsName()
    {
        using ScriptedServer server = new(Whole(File1));
        FileFingerprint file = await DownloadAsync(server.Url());
        AssertComplete(File1);
        Assert.That(file, Is.EqualTo(new FileFingerprint("weights.bin", File1.Length, Hash(File1))));
        Assert.That(_progress[^1], Is.EqualTo(new DownloadProgress(File1.Length, File1.Length)));
        Assert.That(server.Requests.Single()["Accept-Encoding"], Is.EqualTo("identity"));
    }

    [Test]
    public async Task CutConnection_GoesOnWhereItWasCut()
    {
        using ScriptedServer server = new(Whole(File1) with { CutAfter = Cut }, Rest(File1, Cut));
        await DownloadAsync(server.Url(), sha256: Hash(File1));
        AssertComplete(File1);
        Assert.That(server.Requests[1]["Range"], Is.EqualTo($"bytes={Cut}-"));
        Assert.That(server.Requests[1]["If-Range"], Is.EqualTo("\"1\""));
        Assert.That(_time.Pauses.Single().TotalSeconds, Is.InRange(0.5, 1));
    }

    [Test]
    public async Task ResetConnection_GoesOn()
    {
        using ScriptedServer server = new(Whole(File1) with { CutAfter = Cut, Reset = true });
        server.Then(request => Honest(request, File1));
        await DownloadAsync(server.Url(), sha256: Hash(File1));
        AssertComplete(File1);
    }

    [Test]
    public async Task NextRun_GoesOnWhereTheLastOneEnded()
    {
        LeavePart(File1);
        using ScriptedServer server = new(Rest(File1, Cut));
        await DownloadAsync(Known, server, sha256: Hash(File1));
        AssertComplete(File1);
        Assert.That(_progress[0], Is.EqualTo(new DownloadProgress(Cut, File1.Length, "goes on where it was interrupted")));
    }

    [Test]
    public async Task NextRun_OfACompletePart_AsksForNothing()
    {
        LeavePart(File1);
        await File.WriteAllBytesAsync(Target + ".partial", File1);
        using ScriptedServer server = new();
        await DownloadAsync(Known, server, sha256: Hash(File1));
        AssertComplete(File1);
        Assert.That(server.Requests, Is.Empty);
    }

    [Test]
    public async Task SpoiltPart_IsNoticedByTheHash_AndTheFileFetchedAnew()
    {
        LeavePart(File1);
        byte[] part = File1[..Cut];
        part[7] ^= 1;
        await File.WriteAllBytesAsync(Target + ".partial", part);
        using ScriptedServer server = new(Rest(File1, Cut), Whole(File1));
        await DownloadAsync(Known, server, sha256: Hash(File1));
        AssertComplete(File1);
        Assert.That(server.Requests[1]["Range"], Is.Null);
    }

    [Test]
    public async Task BrokenState_StartsAnew()
    {
        LeavePart(File1);
        await File.WriteAllTextAsync(Target + ".partial.json", "{ not json");
        using ScriptedServer server = new(Whole(File1));
        await DownloadAsync(Known, server, sha256: Hash(File1));
        AssertComplete(File1);
        Assert.That(server.Requests[0]["Range"], Is.Null);
    }

    [Test]
    public async Task PartOfAnotherAddress_StartsAnew()
    {
        LeavePart(File1);
        using ScriptedServer server = new(Whole(File2));
        await DownloadAsync(server.Url("other.bin"));
        AssertComplete(File2);
        Assert.That(server.Requests[0]["Range"], Is.Null);
    }

    private static IEnumerable<TestCaseData> ChangedOrStubbornServers()
    {
        yield return Case("the file changed, and the server says so", [Whole(File2, "\"2\"")], File2);
        yield return Case("the file changed, and the server ignores If-Range", [Rest(File2, Cut, "\"2\""), Whole(File2, "\"2\"")], File2);
        yield return Case("ranges are ignored", [Whole(File1)], File1);
        yield return Case("the rest begins elsewhere", [Rest(File1, Cut - 1), Whole(File1)], File1);
        yield return Case("the rest is of a longer file", [Rest([.. File1, 0], Cut), Whole(File1)], File1);
        yield return Case("the range is refused", [new Answer(416, []), Whole(File1)], File1);

        static TestCaseData Case(string name, Answer[] second, byte[] expected) => new TestCaseData(second, expected).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(ChangedOrStubbornServers))]
    public async Task PartThatCannotBeContinued_StartsAnew(object[] second, byte[] expected)
    {
        using ScriptedServer server = new([Whole(File1) with { CutAfter = Cut }, .. second.Cast<Answer>()]);
        await DownloadAsync(server.Url(), sha256: Hash(expected));
        AssertComplete(expected);
    }

    [TestCase("ETag: W/\"1\"")]
    [TestCase("X-Nothing: here")]
    public async Task WithoutAStrongMark_TheRestIsNotAskedFor(string header)
    {
        using ScriptedServer server = new(new Answer(200, File1) { CutAfter = Cut, Headers = [header] }, Whole(File1));
        await DownloadAsync(server.Url());
        AssertComplete(File1);
        Assert.That(server.Requests[1]["Range"], Is.Null);
    }

    [Test]
    public async Task LastModified_IsAMarkToo()
    {
        const string Date = "Wed, 01 Jan 2025 10:00:00 GMT";
        using ScriptedServer server = new(new Answer(200, File1) { CutAfter = Cut, Headers = ["Last-Modified: " + Date] }, Rest(File1, Cut));
        await DownloadAsync(server.Url());
        AssertComplete(File1);
        Assert.That(server.Requests[1]["If-Range"], Is.EqualTo(Date));
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
        AssertFails(server.Url(), "at most 200,000 bytes", limit: 200_000);
        Assert.That(Files, Is.Empty);
    }

    [Test]
    public void PromisedBytesThatNeverCome_FailAfterFiveTries_AndKeepWhatCame()
    {
        using ScriptedServer server = new();
        for (int i = 0; i < 5; i++)
            server.Then(_ => new Answer(200, File1) { StatedLength = File1.Length + 5, Headers = ["ETag: \"1\""] });
        AssertFails(server.Url(), "5 times in a row");
        Assert.That(Files, Is.EqualTo(new[] { "weights.bin.partial", "weights.bin.partial.json" }));
        Assert.That(server.Requests, Has.Length.EqualTo(5));
        Assert.That(_time.Pauses.Select(pause => pause.TotalSeconds), Is.EqualTo(new[] { 0.75, 1.5, 3, 6 }).Within(34).Percent);
    }

    [Test]
    public async Task BodyThatEndsEarlyWithoutALength_IsContinued()
    {
        using ScriptedServer server = new(Whole(File1) with { StatedLength = -1, CutAfter = Cut }, Rest(File1, Cut));
        await DownloadAsync(server.Url(), bytes: File1.Length);
        AssertComplete(File1);
    }

    [Test]
    public async Task BusyServer_IsAskedAgainWhenItSays()
    {
        string date = (_time.GetUtcNow() + TimeSpan.FromSeconds(67)).ToString("R");
        using ScriptedServer server = new(
            new Answer(429, []) { Headers = ["Retry-After: 7"] },
            new Answer(503, []) { Headers = ["Retry-After: " + date] },
            Whole(File1));
        await DownloadAsync(server.Url());
        AssertComplete(File1);
        Assert.That(_time.Pauses, Is.EqualTo(new[] { TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(60) }));
        Assert.That(_progress[0].Notice, Does.StartWith("the server answered 429; tries again in 7"));
    }

    [Test]
    public void ServerThatAsksToWaitAnHour_IsNotWaitedFor()
    {
        using ScriptedServer server = new(new Answer(503, []) { Headers = ["Retry-After: 3600"] });
        AssertFails(server.Url(), "wait 60 minutes");
        Assert.That(_time.Pauses, Is.Empty);
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
        using ScriptedServer server = new(Whole(File1) with { StallAfter = Cut, Stalled = _time.Expire });
        server.Then(request => Honest(request, File1));
        await DownloadAsync(server.Url(), sha256: Hash(File1));
        AssertComplete(File1);
        Assert.That(_progress.Select(progress => progress.Notice).OfType<string>(), Has.Some.Contains("silent for 31 s"));
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
        using var handler = new OneAnswer(() => throw new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known (a.invalid:443)"));
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
        Assert.That(_time.Pauses, Has.Length.EqualTo(4));
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
    public async Task Cancelled_KeepsThePart()
    {
        using var cancellation = new CancellationTokenSource();
        using ScriptedServer server = new(Whole(File1) with { StallAfter = Cut });
        var progress = new Every(_ => cancellation.Cancel());
        Assert.That(() => DownloadAsync(server.Url(), progress: progress, cancellation: cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Files, Is.EqualTo(new[] { "weights.bin.partial", "weights.bin.partial.json" }));

        using ScriptedServer again = new();
        again.Then(request => Honest(request, File1));
        await DownloadAsync(server.Url(), again, sha256: Hash(File1));
        AssertComplete(File1);
        Assert.That(again.Requests[0]["Range"], Is.Not.Null);
    }

    [Test]
    public void FolderThatIsMissing_SaysSo()
    {
        using ScriptedServer server = new(Whole(File1));
        _folder.Delete();
        AssertFails(server.Url(), "cannot be written");
        _folder.Create();
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

    // A test that goes on in a second run needs one address for two servers: requests are led to the one that runs.
    private static readonly Uri Known = new("http://weights.invalid/weights.bin");

    private string[] Files => [.. _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    private void LeavePart(byte[] file)
    {
        using ScriptedServer server = new(Whole(file) with { CutAfter = Cut }, new Answer(404, []));
        Assert.That(() => DownloadAsync(Known, server), Throws.TypeOf<VisionException>());
        Assert.That(new FileInfo(Target + ".partial").Length, Is.EqualTo(Cut));
        _progress.Clear();
    }

    private Task<FileFingerprint> DownloadAsync(Uri url, ScriptedServer behind, string? sha256 = null) =>
        DownloadAsync(url, sha256: sha256, handler: new Leading(behind));

    private Task<FileFingerprint> DownloadAsync(
        Uri url, string? sha256 = null, long? bytes = null, long limit = 1 << 20, HttpMessageHandler? handler = null,
        IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        Downloader downloader = new(_time, handler ?? DirectHandler()) { StallTimeout = HastyTime.Held };
        DownloadRequest request = new(url, Target) { Sha256 = sha256, Bytes = bytes, Limit = limit };
        return downloader.DownloadAsync(request, progress ?? new Every(_progress.Add), cancellation);
    }

    private VisionException AssertFails(Uri url, string expected, string? sha256 = null, long? bytes = null, long limit = 1 << 20, HttpMessageHandler? handler = null)
    {
        VisionException failure = Assert.Throws<VisionException>(() => DownloadAsync(url, sha256, bytes, limit, handler).GetAwaiter().GetResult())!;
        Assert.That(failure.Message, Does.Contain(expected));
        Assert.That(failure.Message, Does.Not.Contain("\n"));
        return failure;
    }

    private void AssertComplete(byte[] expected)
    {
        Assert.That(Files, Is.EqualTo(new[] { "weights.bin" }));
        Assert.That(File.ReadAllBytes(Target).AsSpan().SequenceEqual(expected));
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Bytes(int seed, int count)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static SocketsHttpHandler DirectHandler()
    {
        SocketsHttpHandler handler = Downloader.CreateHandler();
        handler.UseProxy = false;
        return handler;
    }

    private sealed class Every(Action<DownloadProgress> action) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => action(value);
    }

    /// <summary>Leads every request to one server, whatever its address.</summary>
    private sealed class Leading(ScriptedServer server) : DelegatingHandler(DirectHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = server.Url(request.RequestUri!.AbsolutePath.TrimStart('/'));
            return base.SendAsync(request, cancellationToken);
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
