using System.Text.Json;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Weights in several files: all of them, and nothing outside their folder.</summary>
[TestFixture, Parallelizable(ParallelScope.Children), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class ShardedFileTests
{
    private const string One = "model-00001-of-00002.safetensors", Two = "model-00002-of-00002.safetensors";

    private static readonly (string Name, long[] Shape)[] Tensors = TestArchitectures.Tensors(TestArchitectures.LeNet5);

    private readonly WeightsData _data = new();

    [TearDown]
    public void TearDown() => _data.Dispose();

    [Test]
    public void Shards_AreCopiedAndGiveTheReferenceLogits()
    {
        Write();
        ImportedModel model = Import();
        ReferenceRun.AssertLogits(model.OnnxFile);
        Assert.That(model.WasConverted, Is.False);
        Assert.That(
            WeightsData.FilesIn(Path.GetDirectoryName(model.OnnxFile)!),
            Is.EqualTo(new[] { "lenet5-00001-of-00002.safetensors", "lenet5-00002-of-00002.safetensors", "lenet5.onnx" }));
        Assert.That(model.Notes, Has.Some.Contains("2 files"));
    }

    [Test]
    public void ShardsOfPyTorch_WithAPrefix_Work()
    {
        (string, object?)[] state = Checkpoint.State(TestArchitectures.LeNet5, "module.");
        string[] names = ["pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin"];
        Checkpoint.Write(Path.Combine(_data.Folder, names[0]), state[..4]);
        Checkpoint.Write(Path.Combine(_data.Folder, names[1]), state[4..]);
        Index(state.Select((tensor, i) => (tensor.Item1, names[i < 4 ? 0 : 1])), "pytorch_model.bin.index.json");
        ImportedModel model = Import("pytorch_model.bin.index.json");
        ReferenceRun.AssertLogits(model.OnnxFile);
    }

    [Test]
    public void StoreKeepsShards_LikeOneFile()
    {
        Write();
        ModelStore store = new(Path.Combine(_data.Folder, "home"));
        StoredModel model = store.Import(ModelCatalogue.Embedded.Get("lenet5"), Path.Combine(_data.Folder, "model.safetensors.index.json"));
        Assert.That(store.Verify("lenet5"), Is.Null);
        Assert.That(model.WeightsName, Is.EqualTo("model.safetensors.index.json"));
        ReferenceRun.AssertLogits(model.OnnxFile);
    }

    [Test]
    public void MissingShard_IsNamed()
    {
        Write();
        File.Delete(Path.Combine(_data.Folder, Two));
        Refuses($"1 of the 2 files it names are missing: {Two}");
    }

    [TestCase("../outside.safetensors")]
    [TestCase("/etc/passwd")]
    [TestCase("sub/x.safetensors")]
    [TestCase("sub\\x.safetensors")]
    [TestCase("..")]
    [TestCase("")]
    [TestCase("C:x.safetensors")]
    [TestCase("model.safetensors.index.json")]
    public void NameThatIsNotPlain_IsRefused(string name)
    {
        Index([(Tensors[0].Name, name)]);
        Refuses("no plain name");
    }

    [Test]
    public void LinkOutOfTheFolder_IsRefused()
    {
        Write();
        string outside = Directory.CreateDirectory(Path.Combine(_data.Folder, "elsewhere")).FullName;
        File.Move(Path.Combine(_data.Folder, Two), Path.Combine(outside, Two));
        Machine.LinkFile(Path.Combine(_data.Folder, Two), Path.Combine(outside, Two));
        Refuses("leads out of its folder");
    }

    [Test]
    public void TensorInTwoShards_IsRefused()
    {
        Write();
        _data.WriteSafetensors("again.safetensors", Tensors[..1]);
        File.Move(Path.Combine(_data.Folder, "again.safetensors"), Path.Combine(_data.Folder, "model-00003-of-00003.safetensors"));
        Index([.. Map(), ("more", "model-00003-of-00003.safetensors")]);
        Refuses("is in two of its files");
    }

    [Test]
    public void IndexThatDoesNotAgree_IsRefused()
    {
        Write();
        Index([.. Map(), ("gone.weight", One)]);
        Refuses("1 tensors are not where its index says: gone.weight in " + One);
        Index(Map().Skip(1));
        Refuses("1 tensors that its index does not name: " + Tensors[0].Name);
        File.WriteAllText(Path.Combine(_data.Folder, "model.safetensors.index.json"), "{\"weight_map\": 3}");
        Refuses("no index of weights");
        Index([]);
        Refuses("names 0 files");
    }

    [Test]
    public void DamagedIndex_IsReadOrRefused()
    {
        Write();
        string path = Path.Combine(_data.Folder, "model.safetensors.index.json");
        byte[] original = File.ReadAllBytes(path);
        Random random = new(1);
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = [.. original];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, damaged);
            WeightsData.IsAccepted(path);
        }
    }

    [Test]
    public void OneShardAlone_PointsToTheIndex()
    {
        Write();
        Refuses("import the index", One);
    }

    private static IEnumerable<(string, string)> Map() => Tensors.Select((tensor, i) => (tensor.Name, i < 4 ? One : Two));

    private void Write()
    {
        _data.WriteSafetensors(One, Tensors[..4]);
        _data.WriteSafetensors(Two, Tensors[4..]);
        Index(Map());
    }

    private void Index(IEnumerable<(string Tensor, string File)> map, string name = "model.safetensors.index.json") =>
        File.WriteAllText(Path.Combine(_data.Folder, name), JsonSerializer.Serialize(new
        {
            metadata = new { total_size = 1 },
            weight_map = map.ToDictionary(pair => pair.Tensor, pair => pair.File),
        }));

    private ImportedModel Import(string name = "model.safetensors.index.json") => WeightImport.Import(
        TestArchitectures.LeNet5, "", Path.Combine(_data.Folder, name),
        Directory.CreateDirectory(Path.Combine(_data.Folder, $"{Guid.NewGuid():N}")).FullName);

    private void Refuses(string because, string name = "model.safetensors.index.json") =>
        Assert.That(() => Import(name), Throws.TypeOf<VisionException>().With.Message.Contains(because).And.Message.Not.Contains("\n"));
}
