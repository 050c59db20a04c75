using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>What the loader refuses, and with which words.</summary>
[TestFixture]
public class LoadedModelTests
{
    private TestModels _models = null!;

    [SetUp]
    public void SetUp() => _models = new TestModels();

    [TearDown]
    public void TearDown() => _models.Dispose();

    [Test]
    public void Model_RunsLikeTheReferenceAndAllocatesNothing()
    {
        using LoadedModel model = LoadedModel.Load(_models.Definition("m"), new InferenceOptions { Threads = 1 });
        model.SetInput(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(FormulaWeights.Input(32 * 32)));
        for (int i = 0; i < 50; i++)
            model.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++)
            model.Run();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(model.Scores[0], Is.EqualTo(0.52969105f).Within(4e-6));
    }

    [Test]
    public void TruncatedFile_IsRefused()
    {
        string path = _models.Write("cut");
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Refuses(ModelDefinition.FromFile(path), "reaches beyond");
    }

    [Test]
    public void EmptyFile_IsRefused()
    {
        string path = Path.Combine(_models.Folder, "empty.onnx");
        File.WriteAllBytes(path, []);
        Refuses(ModelDefinition.FromFile(path), "empty");
    }

    [Test]
    public void MissingFile_IsNamed() =>
        Refuses(new ModelDefinition { Id = "gone", Name = "gone", File = "/nowhere/gone.onnx" }, "/nowhere/gone.onnx");

    [Test]
    public void OtherInputSizeThanTheCatalogues_IsRefused() => Refuses(
        _models.Definition("m") with { Preprocess = new PreprocessSpec { Width = 28, Height = 28, Channels = ChannelOrder.Grey } },
        "1 x 1 x 32 x 32");

    [Test]
    public void ColourSpecForAGreyModel_IsRefused() => Refuses(
        _models.Definition("m") with { Preprocess = new PreprocessSpec { Width = 32, Height = 32 } }, "1 x 3 x 32 x 32");

    [Test]
    public void WrongNumberOfLabels_IsRefused() =>
        Refuses(_models.Definition("m") with { Labels = ["a", "b"] }, "10 classes, but there are 2 labels");

    [Test]
    public void WeightsThatAreNotNumbers_AreRefused() => Refuses(
        _models.Definition("m", proto => Fill(proto, "fc3.bias", float.NaN)), "not a number");

    [Test]
    public void OutputThatIsNoVector_IsRefused() => Refuses(
        _models.Definition("m", proto =>
        {
            // Ends before the linear layers: a picture, not scores.
            GraphProto graph = proto.Graph;
            NodeProto pool = graph.Node.First(n => n.OpType == "AveragePool");
            while (graph.Node.Last() != pool)
                graph.Node.RemoveAt(graph.Node.Count - 1);
            ValueInfoProto value = graph.ValueInfo.First(v => v.Name == pool.Output[0]);
            graph.Output.Clear();
            graph.Output.Add(value);
            graph.ValueInfo.Clear();
        }),
        "expected one score per class");

    [Test]
    public void FreeBatchDimension_IsTakenAsOne()
    {
        ModelDefinition definition = _models.Definition("m", proto =>
        {
            proto.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = "N" };
            proto.Graph.Output[0].Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = "N" };
            proto.Graph.ValueInfo.Clear();
        });
        using LoadedModel model = LoadedModel.Load(definition, new InferenceOptions());
        Assert.That(model.Labels, Has.Count.EqualTo(10));
    }

    [Test]
    public void FileWithoutCatalogueEntry_GetsSpecFromItsShape()
    {
        using LoadedModel model = LoadedModel.Load(ModelDefinition.FromFile(_models.Write("mine")), new InferenceOptions());
        Assert.That((model.Spec.Width, model.Spec.Height, model.Spec.Channels), Is.EqualTo((32, 32, ChannelOrder.Grey)));
        Assert.That(model.Labels[3], Is.EqualTo("class 3"));
    }

    [Test]
    public void DirectMlByName_IsHadOrRefused() =>
        Refuses(_models.Definition("m"), "directml", new InferenceOptions { Backend = "directml" });

    [Test]
    public void WithoutAGpuApi_AutoPreprocessesOnTheCpu_AndOpensNothing()
    {
        using LoadedModel model = LoadedModel.Load(_models.Definition("m"), new InferenceOptions());
        using var frame = new Frame();
        frame.Reshape(40, 30, PixelFormat.Bgr8);
        for (int i = 0; i < 2 * PreprocessTrial.FramesBefore; i++)
        {
            model.Preprocess(frame);
            Assert.That(model.IsPreprocessSteady || i == 0, $"frame {i}");
        }
        Assert.That(model.Preprocessor.ToString(), Is.EqualTo("cpu: this program has no GPU to preprocess with"));
    }

    private static void Refuses(ModelDefinition definition, string because, InferenceOptions? options = null) =>
        Assert.That(
            () => LoadedModel.Load(definition, options ?? new InferenceOptions()),
            Throws.TypeOf<VisionException>().With.Message.Contains(because).IgnoreCase.And.Message.Not.Contains("\n"));

    private static void Fill(ModelProto proto, string tensor, float value)
    {
        TensorProto initializer = proto.Graph.Initializer.First(t => t.Name == tensor);
        float[] values = new float[initializer.RawData.Length / sizeof(float)];
        Array.Fill(values, value);
        initializer.RawData = Google.Protobuf.ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values));
    }
}
