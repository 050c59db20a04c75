using NUnit.Framework;
using static RealtimeCnn.Tests.ScriptedServer;

namespace RealtimeCnn.Tests;

/// <summary>Sources whose publisher does not state the whole hash: what came first counts.</summary>
[TestFixture, Parallelizable(ParallelScope.Children), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class HashPinTests
{
    private static readonly byte[] First = TestStore.Bytes(1), Other = TestStore.Bytes(3), Unfit = new byte[2000];

    private readonly TestStore _test = new();
    private readonly List<string> _notices = [];

    private string[] Pins => [.. Directory.GetFiles(_test.Store.Home, "*", SearchOption.AllDirectories)
        .Where(path => Path.GetDirectoryName(path) == Path.Combine(_test.Store.Home, "pins"))];

    [TearDown]
    public void TearDown() => _test.Dispose();

    [TestCase(0, "the publisher states no SHA-256 of it; what comes now counts")]
    [TestCase(8, "the publisher states only 8 of the 64 digits of its SHA-256; what comes now counts")]
    [TestCase(64, null)]
    public async Task WhatIsNotStated_IsToldBeforeTheDownload_AndKept(int digits, string? expected)
    {
        using ScriptedServer server = new();
        string[] told = [];
        server.Then(_ =>
        {
            told = [.. _notices];
            return Whole(First);
        });
        await PullAsync(server, digits);
        Assert.That(told, expected is null ? Is.Empty : Has.One.StartsWith(expected));
        Assert.That(Pins, Has.Length.EqualTo(expected is null ? 0 : 1));
        foreach (string pin in Pins)
            Assert.That(File.ReadAllText(pin), Is.EqualTo($"{TestStore.Hash(First)}  {server.Url("weights.pth")}\n"));
    }

    [Test]
    public void ALinkInThePlaceOfTheirFolder_IsRefused_AndNothingIsWrittenBehindIt()
    {
        using ScriptedServer server = new(Whole(First));
        string victim = Directory.CreateDirectory(_test.At("victim")).FullName, pins = Path.Combine(_test.Store.Home, "pins");
        Directory.CreateDirectory(_test.Store.Home);
        Directory.CreateSymbolicLink(pins, victim);
        Assert.That(Refusal(() => PullAsync(server)), Is.EqualTo($"'{pins}' is a link, and nothing is kept behind it: delete it."));
        Assert.That(Directory.GetFileSystemEntries(victim), Is.Empty);
    }

    [Test]
    public async Task AnotherFileLater_IsRefused_AlsoAfterRemove_UntilThePinIsDeleted()
    {
        using ScriptedServer server = new(Whole(First), Whole(Other), Whole(First), Whole(Other));
        await PullAsync(server);
        Assert.That(_test.Store.Remove("lenet5"));
        Assert.That(_test.Store.Find("lenet5"), Is.Null);

        string pin = Pins.Single(), message = Refusal(() => PullAsync(server));
        Assert.That(message, Does.Contain(TestStore.Hash(First)).And.Contain(TestStore.Hash(Other))
            .And.EndWith($"To accept the new one, delete '{pin}' and pull again.").And.Not.Contain("\n"));
        Assert.That(_notices[^1], Does.EndWith($"it must be that of the first download, {TestStore.Hash(First)}"));
        Assert.That(_test.Files(), Has.None.Contains("models/").And.None.Contains("downloads"));
        await PullAsync(server);

        File.Delete(pin);
        await PullAsync(server);
        Assert.That(_test.Store.Find("lenet5")!.Sha256, Is.EqualTo(TestStore.Hash(Other)));
        Assert.That(File.ReadAllText(pin), Does.StartWith(TestStore.Hash(Other)));
    }

    [Test]
    public async Task AFileThatDoesNotFit_IsNotKept_AndAnotherAddress_IsAnotherSource()
    {
        using ScriptedServer server = new(Whole(Unfit), Whole(First)), elsewhere = new(Whole(Other));
        Assert.That(Refusal(() => PullAsync(server)), Does.Contain("conv9.weight"));
        await PullAsync(server);
        await PullAsync(elsewhere);
        Assert.That(Pins, Has.Length.EqualTo(2));
    }

    [TestCase("")]
    [TestCase("nonsense")]
    [TestCase("HASH")]
    [TestCase("HASH  ")]
    [TestCase("HASH  URL")]
    [TestCase("HASH  URL\nHASH  URL\n")]
    [TestCase("0000  URL\n")]
    [TestCase("HASH  http://elsewhere.invalid/weights.pth\n")]
    public async Task ADamagedPin_IsRefused_WithWhatToDo(string text)
    {
        using ScriptedServer server = new(Whole(First), Whole(Other));
        await PullAsync(server);
        string pin = Pins.Single();
        File.WriteAllText(pin, text.Replace("HASH", TestStore.Hash(First)).Replace("URL", server.Url("weights.pth").ToString()));
        Assert.That(Refusal(() => PullAsync(server)), Does.EndWith($"restore '{pin}', or delete it, and what comes next counts."));
        Assert.That(server.Requests, Has.Length.EqualTo(1));
        Assert.That(_test.Files(), Has.None.Contains("downloads"));

        File.Delete(pin);
        Directory.CreateDirectory(pin);
        Assert.That(Refusal(() => PullAsync(server)), Does.Contain("is damaged"));
    }

    private Task<StoredModel> PullAsync(ScriptedServer server, int digits = 0)
    {
        ModelDefinition model = TestStore.Model(server.Url("weights.pth"));
        WeightFamily family = model.PublishedWeights[0] with { Sha256 = digits == 0 ? null : TestStore.Hash(First)[..digits] };
        return _test.Store.PullAsync(model with { PublishedWeights = [family] }, family, new Notices(_notices));
    }

    private static string Refusal(Func<Task> pull) =>
        Assert.Throws<VisionException>(() => pull().GetAwaiter().GetResult())!.Message;

    private sealed class Notices(List<string> told) : IProgress<(long Received, long? Total, string? Notice)>
    {
        public void Report((long Received, long? Total, string? Notice) value)
        {
            if (value.Notice is not null)
                told.Add(value.Notice);
        }
    }
}
