using NUnit.Framework;
using static RealtimeCnn.Tests.ScriptedServer;

namespace RealtimeCnn.Tests;

/// <summary>Downloads that are cut off and go on: in the same run, and in the next.</summary>
[TestFixture, Parallelizable(ParallelScope.Children), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class DownloadResumptionTests : DownloadFixture
{
    // A test that goes on in a second run needs one address for two servers: requests are led to the one that runs.
    private static readonly Uri Known = new("http://weights.invalid/weights.bin");

    [Test]
    public async Task CutConnection_GoesOnWhereItWasCut()
    {
        using ScriptedServer server = new(Whole(File1) with { CutAfter = Cut }, Rest(File1, Cut));
        await DownloadAsync(server.Url(), sha256: Hash(File1));
        AssertComplete(File1);
        Assert.That(server.Requests[1]["Range"], Is.EqualTo($"bytes={Cut}-"));
        Assert.That(server.Requests[1]["If-Range"], Is.EqualTo("\"1\""));
        Assert.That(Time.Pauses.Single().TotalSeconds, Is.InRange(0.5, 1));
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
        Assert.That(Progress[0], Is.EqualTo(((long)Cut, (long?)File1.Length, "goes on where it was interrupted")));
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

        static TestCaseData Case(string name, Answer[] second, byte[] expected) =>
            new TestCaseData(second, expected).SetArgDisplayNames(name);
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
        using ScriptedServer server = new(
            new Answer(200, File1) { CutAfter = Cut, Headers = ["Last-Modified: " + Date] }, Rest(File1, Cut));
        await DownloadAsync(server.Url());
        AssertComplete(File1);
        Assert.That(server.Requests[1]["If-Range"], Is.EqualTo(Date));
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
        Assert.That(Time.Pauses.Select(pause => pause.TotalSeconds), Is.EqualTo(new[] { 0.75, 1.5, 3, 6 }).Within(34).Percent);
    }

    [Test]
    public async Task BodyThatEndsEarlyWithoutALength_IsContinued()
    {
        using ScriptedServer server = new(Whole(File1) with { StatedLength = -1, CutAfter = Cut }, Rest(File1, Cut));
        await DownloadAsync(server.Url(), bytes: File1.Length);
        AssertComplete(File1);
    }

    [Test]
    public async Task Cancelled_KeepsThePart()
    {
        using var cancellation = new CancellationTokenSource();
        using ScriptedServer server = new(Whole(File1) with { StallAfter = Cut });
        var progress = new Every(_ => cancellation.Cancel());
        Assert.That(
            () => DownloadAsync(server.Url(), progress: progress, cancellation: cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Files, Is.EqualTo(new[] { "weights.bin.partial", "weights.bin.partial.json" }));

        using ScriptedServer again = new();
        again.Then(request => Honest(request, File1));
        await DownloadAsync(server.Url(), again, sha256: Hash(File1));
        AssertComplete(File1);
        Assert.That(again.Requests[0]["Range"], Is.Not.Null);
    }

    private void LeavePart(byte[] file)
    {
        using ScriptedServer server = new(Whole(file) with { CutAfter = Cut }, new Answer(404, []));
        Assert.That(() => DownloadAsync(Known, server), Throws.TypeOf<VisionException>());
        Assert.That(new FileInfo(Target + ".partial").Length, Is.EqualTo(Cut));
        Progress.Clear();
    }

    private Task<FileFingerprint> DownloadAsync(Uri url, ScriptedServer behind, string? sha256 = null) =>
        DownloadAsync(url, sha256: sha256, handler: new Leading(behind));

    /// <summary>Leads every request to one server, whatever its address.</summary>
    private sealed class Leading(ScriptedServer server) : DelegatingHandler(DirectHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = server.Url(request.RequestUri!.AbsolutePath.TrimStart('/'));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
