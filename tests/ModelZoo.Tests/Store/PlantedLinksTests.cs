using System.Diagnostics;
using NUnit.Framework;
using static RealtimeCnn.Tests.ScriptedServer;

namespace RealtimeCnn.Tests;

/// <summary>Links in every place where a download or an import writes. The files behind them stay as they are.</summary>
[TestFixture, Parallelizable(ParallelScope.Children), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class PlantedLinksTests
{
    private static readonly byte[] Weights = TestStore.Bytes(1);

    private readonly TestStore _test = new();
    private readonly string _victim;
    private readonly string _victims;

    public PlantedLinksTests()
    {
        _victim = _test.Write("victim", "precious"u8.ToArray());
        _victims = Directory.CreateDirectory(_test.At("victims")).FullName;
        File.WriteAllText(Path.Combine(_victims, "weights.pth.partial"), "precious");
        File.WriteAllText(Path.Combine(_victims, "receipt.json"), "precious");
    }

    [TearDown]
    public void TearDown() => _test.Dispose();

    // What a pull writes to, and whether it ends well.
    [TestCase("downloads/lenet5@first-v1/weights.pth", true)]
    [TestCase("downloads/lenet5@first-v1/weights.pth.partial", false)]
    [TestCase("downloads/lenet5@first-v1/weights.pth.partial.json", true)]
    [TestCase("models/.lenet5.lock", false)]
    [TestCase("models/.lenet5.new", false)]
    [TestCase("models/.lenet5.old", true)]
    [TestCase("models/lenet5", false)]
    public void ALinkToAFile_IsNotWrittenThrough(string place, bool succeeds)
    {
        File.CreateSymbolicLink(Plant(place), _victim);
        Pull(succeeds);
    }

    [TestCase("downloads/lenet5@first-v1/weights.pth", true)]
    [TestCase("downloads/lenet5@first-v1/weights.pth.partial", false)]
    [TestCase("downloads/lenet5@first-v1/weights.pth.partial.json", true)]
    [TestCase("models/.lenet5.lock", false)]
    public void ASecondNameOfAFile_IsNotWrittenThrough(string place, bool succeeds)
    {
        Links.Create(_victim, Plant(place));
        Pull(succeeds);
    }

    [TestCase("downloads/lenet5@first-v1", false)]
    [TestCase("models/.lenet5.new", true)]
    [TestCase("models/.lenet5.old", true)]
    [TestCase("models/lenet5", true)]
    public void ALinkToAFolder_IsNotWrittenThrough(string place, bool succeeds)
    {
        Directory.CreateSymbolicLink(Plant(place), _victims);
        Pull(succeeds);
    }

    [Test]
    [Platform("Linux")]
    public void APipeInPlaceOfTheState_DoesNotMakeItWait()
    {
        using (Process mkfifo = Process.Start("mkfifo", [Plant("downloads/lenet5@first-v1/weights.pth.partial.json")]))
            mkfifo.WaitForExit();
        Pull(succeeds: true);
    }

    [Test]
    public void ALinkInPlaceOfTheState_IsNotRead()
    {
        File.CreateSymbolicLink(Plant("downloads/lenet5@first-v1/weights.pth.partial.json"), "/dev/zero");
        Pull(succeeds: true);
    }

    [Test]
    public void TheUsersFile_IsCopied_SoThatSavingOverItHarmsNoModel()
    {
        string mine = _test.Write("mine.pth", Weights);
        StoredModel added = _test.Store.Import(TestStore.Model(), mine);
        Assert.That(FileFacts.At(Path.Combine(added.Folder, "mine.pth"))?.Links ?? 1, Is.EqualTo(1));
        File.WriteAllBytes(mine, []);
        Assert.That(_test.Store.Verify("lenet5"), Is.Null);
    }

    [Test]
    public void AFileThatChangesWhileItIsImported_IsTold()
    {
        string mine = _test.Write("mine.pth", Weights);
        ModelStore store = _test.Open(_test.At("other"), (architecture, _, file, folder, _, _) =>
        {
            File.WriteAllBytes(Path.Combine(folder, "mine.pth"), TestStore.Bytes(2));
            File.WriteAllBytes(Path.Combine(folder, "lenet5.onnx"), TestStore.LeNet5);
            return new ImportedModel(Path.Combine(folder, "lenet5.onnx"), "mine.pth", WasConverted: false, []);
        });
        Assert.That(
            () => store.Import(TestStore.Model(), mine),
            Throws.TypeOf<VisionException>().With.Message.Contains("changed while it was read"));
        Assert.That(store.Find("lenet5"), Is.Null);
    }

    private string Plant(string place)
    {
        string path = Path.Combine(_test.Store.Home, place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private void Pull(bool succeeds)
    {
        using ScriptedServer server = new(Whole(Weights));
        ModelDefinition model = TestStore.Model(server.Url("weights.pth"), Weights);
        void Pull() => _test.Store.PullAsync(model, model.PublishedWeights[0]).GetAwaiter().GetResult();
        Assert.That(Pull, succeeds ? Throws.Nothing : Throws.TypeOf<VisionException>().With.Message.Not.Contains("\n"));
        Assert.That(File.ReadAllText(_victim), Is.EqualTo("precious"));
        Assert.That(WeightsData.FilesIn(_victims), Is.EqualTo(new[] { "receipt.json", "weights.pth.partial" }));
        foreach (string file in Directory.GetFiles(_victims))
            Assert.That(File.ReadAllText(file), Is.EqualTo("precious"));
        if (succeeds)
            Assert.That(_test.Store.Verify("lenet5"), Is.Null);
    }
}
