using System.Diagnostics;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Networks with a last layer of the user's: kept beside the catalogue's, with classes of their own.</summary>
[TestFixture, Parallelizable(ParallelScope.Children), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class OwnModelTests
{
    private const int Classes = 5;

    private readonly WeightsData _data = new();

    private ModelStore Store => new(Path.Combine(_data.Folder, "home"));

    private ModelCatalogue Catalogue => ModelCatalogue.Load(null, Store);

    [TearDown]
    public void TearDown() => _data.Dispose();

    [Test]
    public void OwnClasses_MakeAModelBesideTheCatalogues()
    {
        string labels = _data.Write("flowers.txt", "daisy\nrose\ntulip\nlily\nlotus\n"u8);
        StoredModel added = Import(new ImportOptions { LabelsPath = labels, Id = "my-flowers" });
        Assert.That((added.Id, added.BasedOn, added.IsPublished), Is.EqualTo(("my-flowers", "lenet5", false)));
        ModelDefinition own = Catalogue.Get("my-flowers");
        Assert.That(string.Join(' ', own.Labels), Is.EqualTo("daisy rose tulip lily lotus"));
        Assert.That((own.Key, own.Year, own.IsTrained, own.Parameters), Is.EqualTo(((string?)null, (int?)null, true, 61_706L - (5 * 85))));
        Assert.That(own.DisplayName, Does.Contain("my-flowers"));
        using (LoadedModel loaded = LoadedModel.Load(own, new InferenceOptions()))
            Assert.That((loaded.Labels.Count, loaded.Scores.Length), Is.EqualTo((Classes, Classes)));
        Assert.That(NetworkDiagram.Of(own).Boxes[^1].Output, Does.StartWith("5"));

        ModelDefinition stock = Catalogue.Get("lenet5");
        Assert.That((stock.File, stock.Labels.Count), Is.EqualTo(((string?)null, 10)));
        Assert.That(Catalogue.Next(Catalogue.Models[^2])!.Id, Is.EqualTo("my-flowers"));
        Assert.That(Store.Verify("my-flowers"), Is.Null);
        Assert.That(Store.Remove("my-flowers"));
        Assert.That(Catalogue.Models.Count, Is.EqualTo(ModelCatalogue.Embedded.Models.Count));
    }

    [Test]
    public void WithoutLabels_TheHeadsSizeIsTakenAndSaid()
    {
        StoredModel added = Import(new ImportOptions());
        Assert.That((added.Id, added.BasedOn), Is.EqualTo(("lenet5-five", "lenet5")));
        Assert.That(added.Notes, Has.Some.Contains("5 classes"));
        Assert.That(Catalogue.Get("lenet5-five").Labels[3], Is.EqualTo("class 3"));
        Assert.That(Directory.Exists(Path.Combine(Store.ModelsFolder, "lenet5")), Is.False);
        Assert.That(
            () => Import(new ImportOptions()),
            Throws.TypeOf<VisionException>().With.Message.Contains("'lenet5-five' in the store already"));
        Assert.That(Import(new ImportOptions { Id = "lenet5-five" }).Id, Is.EqualTo("lenet5-five"));
    }

    [Test]
    public void SameNumberOfOtherClasses_IsAModelOfItsOwnToo()
    {
        string names = _data.Write("fashion.txt", "0 shirt\n1 trouser\n2 c\n3 d\n4 e\n5 f\n6 g\n7 h\n8 i\n9 boot\n"u8);
        StoredModel added = Store.Import(Lenet, _data.Copy("lenet5.pth"), new ImportOptions { LabelsPath = names });
        Assert.That(added.Id, Is.EqualTo("lenet5-own"));
        Assert.That(added.Notes, Has.Some.Contains("index on each line"));
        Assert.That(Catalogue.Get("lenet5-own").Labels[9], Is.EqualTo("boot"));
        ReferenceRun.AssertLogits(added.OnnxFile);
    }

    [TestCase(4, "tells 5 classes apart, but 4 are asked for")]
    [TestCase(6, "tells 5 classes apart, but 6 are asked for (one more")]
    [TestCase(1, "one name per line")]
    public void OtherNumberOfLabels_IsRefusedWithBothNumbers(int count, string because)
    {
        string names = string.Join('\n', Enumerable.Range(0, count).Select(i => $"x{i}"));
        string labels = _data.Write("labels.txt", System.Text.Encoding.UTF8.GetBytes(names));
        Refuses(new ImportOptions { LabelsPath = labels }, because);
    }

    [Test]
    public void Options_AreHeldAgainstEachOther()
    {
        string labels = _data.Write("labels.txt", "a\nb\n"u8);
        Refuses(new ImportOptions { LabelsPath = labels, Classes = 5 }, "5 classes are asked for, but");
        Refuses(new ImportOptions { Classes = 7 }, "tells 5 classes apart, but 7");
        Refuses(new ImportOptions { Classes = 1 }, "1 classes are not possible");
        Refuses(new ImportOptions { Id = "lenet5" }, "model of the catalogue");
        Refuses(new ImportOptions { Id = "../x" }, "is no id");
        Assert.That(Store.Import(Lenet, File5(), new ImportOptions { Classes = 5, Id = "mine" }).Id, Is.EqualTo("mine"));
        Assert.That(
            () => Store.Import(Catalogue.Get("mine"), File5()),
            Throws.TypeOf<VisionException>().With.Message.Contains("is a model of yours"));
        Assert.That(() => Catalogue.Get("mine").Family(null), Throws.TypeOf<VisionException>());
    }

    [Test, Platform("Linux"), CancelAfter(60_000)]
    public void PipesAndDevices_AreRefusedAtOnce()
    {
        string pipe = Path.Combine(_data.Folder, "pipe.pth"), link = Path.Combine(_data.Folder, "link.onnx");
        using (var mkfifo = Process.Start("mkfifo", [pipe]))
            mkfifo.WaitForExit();
        File.CreateSymbolicLink(link, pipe);
        foreach (string path in new[] { pipe, link, "/dev/zero", "/dev/null" })
        {
            VisionException refusal = Assert.Throws<VisionException>(() => Store.Import(Lenet, path))!;
            Assert.That(refusal.Message, Does.Contain("pipe or device").And.Contains(path).And.Not.Contains("\n"));
        }
        Assert.That(
            () => NetworkDiagram.Of(ModelDefinition.FromFile(link)),
            Throws.TypeOf<VisionException>().With.Message.Contains("pipe or device"));
    }

    [Test]
    public void EveryNetworkTakesAnotherNumberOfClasses([ValueSource(nameof(Networks))] string id)
    {
        Architecture architecture = Architecture.Find(id)!;
        (IReadOnlyList<(string Name, long[] Shape)> published, long parameters, _) = architecture.Measure("", null);
        (IReadOnlyList<(string Name, long[] Shape)> own, long ownParameters, _) = architecture.Measure("", 7);
        Assert.That(own.Select(tensor => tensor.Name), Is.EqualTo(published.Select(tensor => tensor.Name)));
        var changed = own.Zip(published).Where(pair => !pair.First.Shape.SequenceEqual(pair.Second.Shape)).Select(pair => pair.First.Name);
        Assert.That(changed, Is.EqualTo(own.TakeLast(2).Select(tensor => tensor.Name)));
        Assert.That(own[^1].Shape, Is.EqualTo(new[] { 7L }));
        Assert.That(ownParameters, Is.LessThan(parameters));
    }

    [TestCase("model_best.pth.tar", "resnet50-model_best")]
    [TestCase("My Flowers (2).safetensors", "resnet50-my-flowers-2")]
    [TestCase("resnet50-flowers.pth", "resnet50-flowers")]
    [TestCase("resnet50.pth", "resnet50-own")]
    [TestCase("猫.pth", "resnet50-own")]
    public void Id_IsMadeOfTheFilesName(string file, string id) => Assert.That(OwnModel.IdFor("resnet50", file), Is.EqualTo(id));

    private static IEnumerable<string> Networks => Architecture.All.Select(architecture => architecture.Id).Append("lenet_caffe");

    private static ModelDefinition Lenet => ModelCatalogue.Embedded.Get("lenet5");

    private string File5()
    {
        string file = Path.Combine(_data.Folder, "five.pth");
        return File.Exists(file) ? file : Checkpoint.Write(file, Checkpoint.State(TestArchitectures.LeNet5, classes: Classes));
    }

    private StoredModel Import(ImportOptions options) => Store.Import(Lenet, File5(), options);

    private void Refuses(ImportOptions options, string because)
    {
        Assert.That(() => Import(options), Throws.TypeOf<VisionException>().With.Message.Contains(because));
        Assert.That(Store.List(), Is.Empty);
    }
}
