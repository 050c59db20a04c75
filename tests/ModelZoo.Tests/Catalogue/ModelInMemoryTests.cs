using System.Text;
using Google.Protobuf;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Models of which there is no file: bytes and streams are checked as files are, and refused in one line.</summary>
[TestFixture]
internal sealed class ModelInMemoryTests
{
    private static readonly PreprocessSpec Spec = ModelCatalogue.Embedded.Get("lenet5").Preprocess!;

    [Test]
    public void WhateverAStreamThrows_IsOneReason()
    {
        Exception[] thrown =
        [
            new InvalidDataException("broken"), new TimeoutException("broken"), new InvalidOperationException("broken"),
            new ArgumentException("broken"), new IOException("broken"),
        ];
        foreach (Exception one in thrown)
        {
            Assert.That(
                () => ModelDefinition.FromStream("m", new Throwing(one)),
                Throws.TypeOf<VisionException>().With.Message.EqualTo("Model 'm' cannot be read from its stream: broken."));
            Assert.That(
                () => ModelCatalogue.FromStream(new Throwing(one)), Throws.TypeOf<VisionException>().With.Message.Contains("broken"));
        }
        Assert.That(
            () => ModelDefinition.FromStream("m", new MemoryStream([1]) { Position = 10 }),
            Throws.TypeOf<VisionException>().With.Message.Contains("empty"));
        Assert.That(() => ModelCatalogue.FromStream(new MemoryStream([]) { Position = 1 }), Throws.TypeOf<VisionException>());
    }

    [TestCase("")]
    [TestCase("two\nlines")]
    [TestCase("\u202Eturned")]
    public void AnIdFitsOneLine(string id) =>
        Assert.That(() => ModelDefinition.FromBytes(id, TestStore.LeNet5), Throws.ArgumentException);

    [Test]
    public void LabelsAreThere() =>
        Assert.That(() => ModelDefinition.FromBytes("m", TestStore.LeNet5, ["zero", null!]), Throws.ArgumentException);

    [TestCase("null", "", "null")]
    [TestCase("", """ "weights": [null] """, "null")]
    [TestCase("", """ "policy": 99 """, "99")]
    [TestCase("", """ "type": 9 """, "9")]
    public void ACatalogueWithNothingOrNoSuchThingInIt_IsRefused(string entry, string wrong, string why)
    {
        string ofModel = wrong.Contains("weights") ? $", {wrong}" : "";
        string ofSpec = ofModel.Length > 0 || wrong.Length == 0 ? "" : $", {wrong}";
        string usual = $$"""
            { "id": "a", "name": "A", "architecture": "alexnet"{{ofModel}},
              "preprocess": { "width": 1, "height": 1, "resizeTo": 0, "filter": "bilinear", "mean": [0], "std": [1]{{ofSpec}} } }
            """;
        string json = $$"""{ "models": [{{(entry.Length > 0 ? entry : usual)}}] }""";
        Assert.That(
            () => ModelCatalogue.FromStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))),
            Throws.TypeOf<VisionException>().With.Message.Contains(why));
    }

    [Test]
    public void BytesAndStreams_RunAsTheFileDoes()
    {
        using TestStore test = new();
        string[] labels = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
        byte[] padded = [0, .. TestStore.LeNet5, 0];
        ModelDefinition[] all =
        [
            ModelDefinition.FromFile(test.Write("m.onnx", TestStore.LeNet5)),
            ModelDefinition.FromBytes("m", TestStore.LeNet5, labels),
            ModelDefinition.FromBytes("m", padded.AsMemory(1..^1), labels),
            ModelDefinition.FromStream("m", new MemoryStream(TestStore.LeNet5), labels),
            ModelDefinition.FromStream("m", new OneWay(TestStore.LeNet5), labels),
        ];
        float[][] scores = [.. all.Select(Scores)];
        Assert.That(scores, Is.All.EqualTo(scores[0]));
        Assert.That(all.Skip(1).Select(model => model.Labels[7]), Is.All.EqualTo("seven"));
        Assert.That(all.Skip(1).Select(model => (model.Origin, model.IsTrained)), Is.All.EqualTo(("given in memory", true)));
        Assert.That(all.Select(model => model.WeightBytes), Is.All.EqualTo(TestStore.LeNet5.Length));
    }

    [Test]
    public void DefinitionsOverTheSameBytes_AreEqual()
    {
        byte[] bytes = TestStore.LeNet5;
        Assert.That(ModelDefinition.FromBytes("m", bytes, ["a"]), Is.EqualTo(ModelDefinition.FromBytes("m", bytes, ["a"])));
        Assert.That(ModelDefinition.FromBytes("m", bytes, ["a"]), Is.Not.EqualTo(ModelDefinition.FromBytes("m", bytes, ["b"])));
        Assert.That(ModelDefinition.FromBytes("m", bytes), Is.Not.EqualTo(ModelDefinition.FromBytes("m", TestStore.LeNet5)));
    }

    [Test]
    public void WeightsOutside_AreRefused_WhereverTheyLie()
    {
        using TestStore test = new();
        test.Write("w.bin", new byte[400]);
        foreach (string location in (string[])["w.bin", test.At("w.bin"), "/etc/passwd", "*/_ORT_MEM_ADDR_/*", "../w.bin", ""])
        {
            ModelProto model = LeNet5.Build(new GraphBuilder("m", FormulaWeights.Initializer));
            TensorProto tensor = model.Graph.Initializer[0];
            tensor.RawData = ByteString.Empty;
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
            Refuses(model.ToByteArray(), "a model in memory has none beside it");
        }
    }

    [Test]
    public void Nonsense_IsRefused()
    {
        Refuses("no network"u8.ToArray(), "the ONNX model in memory is not accepted");
        Refuses([8, 8], "it holds no graph");
        byte[] whole = TestStore.LeNet5;
        for (int length = 1; length < whole.Length; length += 4001)
            Refuses(whole[..length], "is not accepted");
    }

    // One file can be ONNX to us and ONNX Runtime's own format, which nobody has checked, to ONNX Runtime: its mark lies at byte 4.
    [TestCase(false)]
    [TestCase(true)]
    public void OnnxRuntimesOwnFormat_IsNotRead(bool asFile)
    {
        byte[] name = new byte[64];
        "ORTM"u8.CopyTo(name.AsSpan(2));
        using MemoryStream bytes = new();
        using (CodedOutputStream output = new(bytes, leaveOpen: true))
        {
            output.WriteTag(2, WireFormat.WireType.LengthDelimited); // who produced it
            output.WriteBytes(ByteString.CopyFrom(name));
        }
        bytes.Write(TestStore.LeNet5);
        Assert.That(Encoding.ASCII.GetString(bytes.ToArray(), 4, 4), Is.EqualTo("ORTM"));
        using TestStore test = new();
        ModelDefinition model = asFile
            ? ModelDefinition.FromFile(test.Write("m.ort", bytes.ToArray()))
            : ModelDefinition.FromBytes("m", bytes.ToArray());
        Assert.That(Scores(model), Has.Length.EqualTo(10), "it is LeNet-5 with a strange name");
    }

    [Test]
    public void NoBytes_AndStreamsThatFail_AreTold()
    {
        Assert.That(() => ModelDefinition.FromBytes("m", default), Says("Model 'm' is empty: there are no bytes of it."));
        Assert.That(() => ModelDefinition.FromStream("m", Stream.Null), Says("Model 'm' is empty: there are no bytes of it."));
        MemoryStream closed = new();
        closed.Dispose();
        foreach (Stream stream in (Stream[])[closed, new Endless()])
        {
            Assert.That(
                () => ModelDefinition.FromStream("m", stream),
                Throws.TypeOf<VisionException>().With.Message.StartsWith("Model 'm' cannot be read from its stream: "));
        }
        Assert.That(() => ModelDefinition.FromBytes(" ", TestStore.LeNet5), Throws.ArgumentException);
        Assert.That(() => ModelDefinition.FromStream("m", null!), Throws.ArgumentNullException);
    }

    [Test]
    public void ItCanBeDrawn()
    {
        Assert.That(NetworkDiagram.Of(ModelDefinition.FromBytes("m", TestStore.LeNet5)).Boxes, Is.Not.Empty);
        ModelDefinition nonsense = ModelDefinition.FromBytes("m", "no network"u8.ToArray());
        Assert.That(() => NetworkDiagram.Of(nonsense), Says("'m' cannot be drawn: it is no ONNX file."));
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Says(string message) =>
        Throws.TypeOf<VisionException>().With.Message.EqualTo(message);

    private static void Refuses(byte[] bytes, string because)
    {
        VisionException? refusal = Assert.Throws<VisionException>(() => Scores(ModelDefinition.FromBytes("m", bytes)));
        Assert.That(refusal!.Message, Does.StartWith("Model 'm': ").And.Contain(because).And.Not.Contain("\n"));
    }

    private static float[] Scores(ModelDefinition model)
    {
        using LoadedModel loaded = LoadedModel.Load(model with { Preprocess = Spec }, new InferenceOptions());
        loaded.SetInput(new byte[32 * 32 * sizeof(float)]);
        loaded.Run();
        return loaded.Scores.ToArray();
    }

    /// <summary>A stream that cannot be asked for its length.</summary>
    private sealed class OneWay(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();
    }

    /// <summary>More than an array holds.</summary>
    private sealed class Endless : MemoryStream
    {
        public override long Length => (long)Array.MaxLength + 1;
    }

    private sealed class Throwing(Exception thrown) : MemoryStream
    {
        public override bool CanSeek => false;
        public override int Read(byte[] buffer, int offset, int count) => throw thrown;
        public override int Read(Span<byte> buffer) => throw thrown;
        public override void CopyTo(Stream destination, int bufferSize) => throw thrown;
    }
}
