using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Weights beside the user's own graph: what happens to that file later is nothing to the model.</summary>
[TestFixture]
public class GraphFileTests
{
    private WeightsData _data = null!;

    [SetUp]
    public void SetUp() => _data = new WeightsData();

    [TearDown]
    public void TearDown() => _data.Dispose();

    [TestCase("mine.data")]
    [TestCase("lock")]
    [TestCase("sub/mine.data")]
    public void WeightsBesideTheGraph_AreCopied_AndTheCopyIsGone(string external)
    {
        Directory.CreateDirectory(Path.Combine(_data.Folder, "sub"));
        string path = _data.WriteGraph("mine.onnx", external), copies = "";
        byte[] weights = File.ReadAllBytes(Path.Combine(_data.Folder, external));
        int length = Open(path, isStored: false, (graph, folder) =>
        {
            copies = folder!;
            File.WriteAllBytes(Path.Combine(_data.Folder, external), []);
            Assert.That(File.ReadAllBytes(Path.Combine(folder!, external)), Is.EqualTo(weights));
            return graph.Length;
        });
        Assert.That(length, Is.EqualTo(new FileInfo(path).Length));
        Assert.That(copies, Is.Not.EqualTo(_data.Folder).And.Not.Empty);
        Assert.That(copies, Does.Not.Exist);
    }

    [Test]
    public void AModelThatIsLoaded_GivesTheSameScores_WhateverBecomesOfItsFiles()
    {
        ModelDefinition catalogued = ModelCatalogue.Embedded.Get("lenet5");
        string path = _data.WriteGraph("mine.onnx", external: "mine.data");
        ModelDefinition definition = ModelDefinition.FromFile(path) with { Preprocess = catalogued.Preprocess };
        using LoadedModel model = LoadedModel.Load(definition, new InferenceOptions());
        model.SetInput(new byte[model.InputBytes.Length]);
        model.Run();
        float[] before = model.Scores.ToArray();
        File.WriteAllBytes(Path.Combine(_data.Folder, "mine.data"), []);
        File.WriteAllBytes(path, []);
        model.Run();
        Assert.That(model.Scores.ToArray(), Is.EqualTo(before).And.Some.Not.EqualTo(0));
        Assert.That(() => LoadedModel.Load(definition, new InferenceOptions()), Throws.TypeOf<VisionException>());
    }

    [Test]
    public void AGraphWithItsWeightsInside_AndOneOfTheStore_AreOpenedInPlace()
    {
        string inside = _data.WriteGraph("inside.onnx", external: null), stored = _data.WriteGraph("mine.onnx", external: "mine.data");
        Assert.That(Open(inside, isStored: false, (_, _) => 2), Is.EqualTo(1));
        Assert.That(Open(stored, isStored: true, (_, _) => 2), Is.EqualTo(1));
    }

    [Test]
    public void OnlyWhatIsUsed_IsCopied()
    {
        string path = _data.WriteGraph("mine.onnx", external: "mine.data"), weights = Path.Combine(_data.Folder, "mine.data");
        byte[] before = File.ReadAllBytes(weights);
        using (FileStream longer = File.OpenWrite(weights))
            longer.SetLength(1L << 42); // takes no room
        Open(path, isStored: false, (_, folder) =>
        {
            Assert.That(File.ReadAllBytes(Path.Combine(folder!, "mine.data")), Is.EqualTo(before));
            return 0;
        });
    }

    [Test]
    public void CancellationComesBeforeTheCopy()
    {
        string path = _data.WriteGraph("mine.onnx", external: "mine.data");
        Assert.That(
            () => GraphFile.Open(path, isStored: false, _ => 1, (_, _) => 2, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static int Open(string path, bool isStored, Func<byte[], string?, int> fromGraph) =>
        GraphFile.Open(path, isStored, _ => 1, fromGraph, CancellationToken.None);
}
