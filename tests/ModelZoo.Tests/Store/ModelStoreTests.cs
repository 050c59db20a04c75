using System.Runtime.InteropServices;
using NUnit.Framework;
using static RealtimeCnn.Tests.ScriptedServer;

namespace RealtimeCnn.Tests;

[TestFixture, Parallelizable(ParallelScope.Children), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class ModelStoreTests
{
    private static readonly byte[] First = TestStore.Bytes(1), Second = TestStore.Bytes(2), Other = TestStore.Bytes(3);
    private static readonly byte[] Unfit = new byte[2000];
    private static readonly string[] Added =
        ["models/lenet5", "models/lenet5/lenet5.onnx", "models/lenet5/mine.pth", "models/lenet5/receipt.json"];

    private readonly TestStore _test = new();

    private ModelStore Store => _test.Store;

    [TearDown]
    public void TearDown() => _test.Dispose();

    [Test]
    public void Import_OfAnUnknownFile_GetsTheDefaultsInputAndNoLicence()
    {
        StoredModel added = Store.Import(TestStore.Model(first: First), _test.Write("mine.pth", Other));
        Assert.That(_test.Files(), Is.EqualTo(Added));
        StoredModel stored = Store.Find("lenet5")!;
        Assert.Multiple(() =>
        {
            Assert.That(stored.Family, Is.EqualTo("first-v1"));
            Assert.That(stored.IsPublished, Is.False);
            Assert.That(stored.WeightsName, Is.EqualTo("mine.pth"));
            Assert.That(stored.Licence, Is.Null);
            Assert.That(stored.Receipt.Original, Is.EqualTo(new FileFingerprint("mine.pth", Other.Length, TestStore.Hash(Other))));
            Assert.That(stored.Receipt.Files.Select(file => file.Name), Is.EqualTo(new[] { "lenet5.onnx", "mine.pth" }));
            Assert.That(stored.AddedAt, Is.EqualTo(_test.Time.GetUtcNow()));
            Assert.That(stored.Notes, Is.EqualTo(new[] { "3 tensors were ignored." }));
            Assert.That(added.Problem, Is.Null);
            Assert.That(Store.Verify("lenet5"), Is.Null);
        });
    }

    [Test]
    public void Receipt_HoldsFactsOnly_NotWhatIsDerivedFromThem()
    {
        StoredModel added = Store.Import(TestStore.Model(first: First), _test.Write("mine.pth", Other));
        Assert.That(File.ReadAllText(Path.Combine(added.Folder, Receipt.FileName)), Does.Contain("sha256").And.Not.Contain("isValid"));
    }

    [Test]
    public void Import_OfAPublishedFile_IsRecognisedByItsHash()
    {
        StoredModel added = Store.Import(TestStore.Model(first: First, second: Second), _test.Write("mine.pth", Second));
        Assert.Multiple(() =>
        {
            Assert.That(added.Family, Is.EqualTo("second-v2"));
            Assert.That(added.WeightsName, Is.EqualTo("second-v2"));
            Assert.That(added.Licence, Is.EqualTo("licence of second-v2"));
        });
    }

    [Test]
    public void Import_UnderAFamilysName_TakesItsInput()
    {
        ImportOptions second = new() { Family = "SECOND-v2" };
        Assert.That(Store.Import(TestStore.Model(), _test.Write("mine.pth", Other), second).Family, Is.EqualTo("second-v2"));
    }

    [Test]
    public void Import_UnderTheWrongName_IsRefused()
    {
        string file = _test.Write("mine.pth", Second);
        Refuses(
            () => Store.Import(TestStore.Model(first: First, second: Second), file, new ImportOptions { Family = "first-v1" }),
            "is 'second-v2' by its SHA-256, not 'first-v1'");
        Refuses(() => Store.Import(TestStore.Model(), file, new ImportOptions { Family = "second" }), "did you mean 'second-v2'?");
        Refuses(() => Store.Import(TestStore.Model(), file, new ImportOptions { Variant = "upside_down" }), "no variant 'upside_down'");
        Refuses(() => Store.Import(TestStore.Model(), _test.At("missing.pth")), "missing.pth' does not exist");
        Refuses(() => Store.Import(TestStore.Model() with { Architecture = null }, file), "takes no other weights");
        Refuses(() => Store.Import(TestStore.Model() with { Architecture = "lenet9" }, file), "'lenet9', which is not built here");
        Assert.That(_test.Files(), Is.Empty);
    }

    [Test]
    public void Import_ThatFails_LeavesWhatWasThere()
    {
        string unfit = _test.Write("unfit.pth", Unfit);
        Refuses(() => Store.Import(TestStore.Model(), unfit), "conv9.weight");
        Assert.That(_test.Files(), Is.Empty);

        Store.Import(TestStore.Model(), _test.Write("mine.pth", Other));
        Refuses(() => Store.Import(TestStore.Model(), unfit), "conv9.weight");
        Assert.That(_test.Files(), Is.EqualTo(Added));
        Assert.That(Store.Verify("lenet5"), Is.Null);
    }

    [Test]
    public void Import_ReplacesWhatWasThere()
    {
        Store.Import(TestStore.Model(), _test.Write("older.pth", First));
        Store.Import(TestStore.Model(), _test.Write("mine.pth", Other));
        Assert.That(_test.Files(), Is.EqualTo(Added));
    }

    [Test]
    public void ProcessThatDiedWhilePublishing_LosesNothing()
    {
        Store.Import(TestStore.Model(), _test.Write("mine.pth", Other));
        string models = Store.ModelsFolder;
        Directory.Move(Path.Combine(models, "lenet5"), Path.Combine(models, ".lenet5.old"));
        Directory.CreateDirectory(Path.Combine(models, ".lenet5.new"));
        Refuses(() => Store.Import(TestStore.Model(), _test.Write("unfit.pth", Unfit)), "conv9.weight");
        Assert.That(_test.Files(), Is.EqualTo(Added));
        Assert.That(Store.List().Select(model => model.Id), Is.EqualTo(new[] { "lenet5" }));
    }

    [Test]
    public void TwoAtOnce_TheSecondIsTurnedAway()
    {
        using (StoreFolder.Take(Store.ModelsFolder, "lenet5"))
            Refuses(() => Store.Import(TestStore.Model(), _test.Write("mine.pth", Other)), "Another process is changing 'lenet5'");
        Store.Import(TestStore.Model(), _test.Write("mine.pth", Other));
    }

    [Test]
    public void Verify_NamesWhatChanged()
    {
        Store.Import(TestStore.Model(), _test.Write("mine.pth", Other));
        string weights = Path.Combine(Store.ModelsFolder, "lenet5", "mine.pth");
        string receipt = Path.Combine(Store.ModelsFolder, "lenet5", "receipt.json");
        byte[] spoilt = [.. Other];
        spoilt[100] ^= 1;

        File.WriteAllBytes(weights, spoilt);
        Assert.That(Store.Verify("lenet5"), Is.EqualTo("mine.pth has another SHA-256 than when it arrived"));
        File.WriteAllBytes(weights, spoilt[1..]);
        Assert.That(Store.Verify("lenet5"), Is.EqualTo("mine.pth has 1,999 bytes, not the 2,000 that arrived"));
        File.Delete(weights);
        Assert.That(Store.Verify("lenet5"), Is.EqualTo("mine.pth is missing"));
        File.WriteAllText(receipt, File.ReadAllText(receipt).Replace("\"mine.pth\"", "\"../../mine.pth\""));
        Assert.That(Store.Verify("lenet5"), Is.EqualTo("its receipt names no valid files"));
        File.WriteAllText(receipt, "{}");
        Assert.That(Store.Verify("lenet5"), Does.StartWith("its receipt cannot be read"));
        File.Delete(receipt);
        Assert.That(Store.Verify("lenet5"), Does.StartWith("its receipt cannot be read"));
        Refuses(() => Store.Verify("vgg16"), "no weights of 'vgg16'");
    }

    [Test]
    public void Remove_TakesWeightsAndDownloads_ButNotTheUsersFile()
    {
        string file = _test.Write("mine.pth", Other);
        Store.Import(TestStore.Model(), file);
        Directory.CreateDirectory(Path.Combine(Store.Home, "downloads", "lenet5@first-v1"));
        Assert.That(Store.Remove("lenet5"), Is.True);
        Assert.That(_test.Files(), Is.EqualTo(new[] { "downloads" }));
        Assert.That(File.Exists(file), Is.True);
        Assert.That(Store.Remove("lenet5"), Is.False);
    }

    [TestCase("..")]
    [TestCase("../models")]
    [TestCase("*")]
    [TestCase("")]
    public void NamesThatLeadElsewhere_AreNobody(string id)
    {
        Store.Import(TestStore.Model(), _test.Write("mine.pth", Other));
        Assert.That(Store.Find(id), Is.Null);
        Assert.That(Store.Remove(id), Is.False);
        Assert.That(_test.Files(), Is.EqualTo(Added));
    }

    [Test]
    public async Task Pull_DownloadsAndImports_AndLeavesNoDownload()
    {
        using ScriptedServer server = new(Whole(First));
        StoredModel added = await PullAsync(server, First);
        Assert.That(_test.Files(), Is.EquivalentTo(Added.Select(file => file.Replace("mine", "weights"))));
        Assert.Multiple(() =>
        {
            Assert.That(added.WeightsName, Is.EqualTo("first-v1"));
            Assert.That(added.Source, Is.EqualTo(server.Url("weights.pth").AbsoluteUri));
            Assert.That(added.Licence, Is.EqualTo("licence of first-v1"));
            Assert.That(Store.Verify("lenet5"), Is.Null);
        });
    }

    [Test]
    public async Task Pull_DoesNothingOnItsCallersThread()
    {
        using ScriptedServer server = new(Whole(First));
        int importer = 0;
        ModelStore store = _test.Open(_test.At("elsewhere"), (architecture, variant, file, folder, wanted, moves) =>
        {
            importer = Environment.CurrentManagedThreadId;
            throw new VisionException("seen");
        });
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new NoContext());
        Task<StoredModel> pull;
        try
        {
            ModelDefinition model = TestStore.Model(server.Url(), First);
            pull = store.PullAsync(model, model.PublishedWeights[0]);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
        VisionException? failure = await Assert.ThrowsAsync<VisionException>(() => pull);
        Assert.That(failure?.Message, Is.EqualTo("seen"));
        Assert.That(importer, Is.Not.Zero);
    }

    [Test]
    public async Task Pull_OfPyTorchsFile_OverABadConnection_Runs()
    {
        byte[] pth = File.ReadAllBytes(Path.Combine(TestContext.CurrentContext.TestDirectory, "data", "weights", "lenet5.pth"));
        using ScriptedServer server = new(Whole(pth) with { CutAfter = pth.Length / 2 }, new Answer(503, []), Rest(pth, pth.Length / 2));
        ModelStore store = _test.Open(_test.At("real"), WeightImport.Import);
        IReadOnlyList<WeightFamily> published = TestStore.Model(server.Url("lenet5.pth"), pth).PublishedWeights;
        await store.PullAsync(ModelCatalogue.Load().Get("lenet5") with { PublishedWeights = published }, published[0]);
        Assert.That(store.Verify("lenet5"), Is.Null);

        ModelDefinition pulled = ModelCatalogue.Load(null, store).Resolve("lenet5");
        Assert.That(pulled.WeightsName, Is.EqualTo("first-v1"));
        using LoadedModel model = LoadedModel.Load(pulled, new InferenceOptions());
        model.SetInput(MemoryMarshal.AsBytes(FormulaWeights.Input(32 * 32).AsSpan()));
        model.Run();
        Assert.That(model.Scores.ToArray(), Has.Length.EqualTo(10).And.Some.Not.EqualTo(0));
    }

    [Test]
    public async Task Pull_ThatBreaksOff_GoesOnNextTime()
    {
        using ScriptedServer server = new(Whole(First) with { CutAfter = 700 }, new Answer(404, []), Rest(First, 700));
        Refuses(() => PullAsync(server, First).GetAwaiter().GetResult(), "404");
        Assert.That(_test.Files(), Has.Some.EqualTo("downloads/lenet5@first-v1/weights.pth.partial").And.None.Contains("models/"));
        await PullAsync(server, First);
        Assert.That(server.Requests[2]["Range"], Is.EqualTo("bytes=700-"));
        Assert.That(_test.Files(), Has.None.Contains("downloads"));
    }

    [Test]
    public void Pull_OfTheWrongFile_LeavesNothing()
    {
        using ScriptedServer server = new(Whole(Other), Whole(Unfit));
        Refuses(() => PullAsync(server, First).GetAwaiter().GetResult(), "SHA-256");
        Refuses(() => PullAsync(server, content: null).GetAwaiter().GetResult(), "conv9.weight");
        Assert.That(_test.Files(), Is.Empty);
        Assert.That(_test.Imports, Is.EqualTo(1));
    }

    [Test]
    public void HomeThatIsAFile_SaysSo()
    {
        var store = new ModelStore(_test.Write("file", Other));
        Refuses(() => store.Import(TestStore.Model(), _test.At("file")), "The model store");
        Assert.That(store.List(), Is.Empty);
    }

    [Test, NonParallelizable]
    public void DefaultHome_FollowsTheEnvironment()
    {
        string? home = Environment.GetEnvironmentVariable("REALTIMECNN_HOME"), cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        try
        {
            Environment.SetEnvironmentVariable("REALTIMECNN_HOME", _test.At("chosen"));
            Assert.That(ModelStore.DefaultHome, Is.EqualTo(_test.At("chosen")));
            Environment.SetEnvironmentVariable("REALTIMECNN_HOME", null);
            if (OperatingSystem.IsWindows())
                return;
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", "/var/elsewhere");
            Assert.That(ModelStore.DefaultHome, Is.EqualTo("/var/elsewhere/realtimecnn"));
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", "relative");
            Assert.That(ModelStore.DefaultHome, Does.EndWith("/.cache/realtimecnn"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("REALTIMECNN_HOME", home);
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", cache);
        }
    }

    private Task<StoredModel> PullAsync(ScriptedServer server, byte[]? content)
    {
        ModelDefinition model = TestStore.Model(server.Url("weights.pth"), content);
        return Store.PullAsync(model, model.PublishedWeights[0]);
    }

    private static void Refuses(Action action, string expected) =>
        Assert.That(action, Throws.TypeOf<VisionException>().With.Message.Contains(expected));

    /// <summary>A window's thread that is busy: nothing that is sent to it is ever done.</summary>
    private sealed class NoContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => Assert.Fail("work was sent back to the caller's thread");
    }
}
