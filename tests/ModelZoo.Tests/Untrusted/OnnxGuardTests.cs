using Google.Protobuf;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>ONNX files that reach for other files or promise what they do not hold are refused before ONNX Runtime sees them.</summary>
[TestFixture]
public class OnnxGuardTests
{
    private WeightsData _data = null!;

    [SetUp]
    public void SetUp()
    {
        _data = new WeightsData();
        _data.Write("w.bin", new byte[100]);
    }

    [TearDown]
    public void TearDown() => _data.Dispose();

    [Test]
    public void ShippedModel_IsAccepted()
    {
        OnnxSummary summary = OnnxGuard.Check(ModelCatalogue.Embedded.Get("lenet5").Content);
        Assert.That(summary.ExternalFiles, Is.Empty);
        Assert.That((summary.Inputs.Single().Name, summary.Outputs.Single().Name), Is.EqualTo(("input", "logits")));
    }

    [Test]
    public void WeightsBesideTheFile_AreAcceptedAndListed()
    {
        _data.Write("v.bin", new byte[16]);
        OnnxSummary summary = OnnxGuard.Check(Write(External("w.bin", 60, 40), External("w.bin", 0, 40), External("v.bin", 0, 16)));
        Assert.That(summary.ExternalFiles, Is.EqualTo(new[] { "w.bin", "v.bin" }));
    }

    [Test]
    public void WeightsInASubfolder_AreAccepted()
    {
        Directory.CreateDirectory(Path.Combine(_data.Folder, "sub"));
        _data.Write("sub/w.bin", new byte[8]);
        foreach (string written in new[] { "sub/w.bin", "sub//w.bin", "sub/.//w.bin" })
            Assert.That(OnnxGuard.Check(Write(External(written, 0, 8))).ExternalFiles, Is.EqualTo(new[] { "sub/w.bin" }), written);
    }

    [TestCase("./w.bin")]
    [TestCase("././w.bin")]
    public void ADotForTheFolderItself_IsNoOtherPlace(string location)
    {
        OnnxSummary summary = OnnxGuard.Check(Write(External(location, 0, 40), External("w.bin", 0, 40)));
        Assert.That(summary.ExternalFiles, Is.EqualTo(new[] { "w.bin" }));
    }

    [TestCase("../w.bin")]
    [TestCase("sub/../../w.bin")]
    [TestCase("./../w.bin")]
    [TestCase("sub/../w.bin")]
    [TestCase(".")]
    [TestCase("./")]
    [TestCase("/./w.bin")]
    [TestCase(".\\w.bin")]
    [TestCase("/etc/passwd")]
    [TestCase("//host/share/w.bin")]
    [TestCase("w.bin/")]
    [TestCase("w.bin//")]
    [TestCase("..\\w.bin")]
    [TestCase("C:\\w.bin")]
    [TestCase("C:w.bin")]
    [TestCase("w.bin ")]
    [TestCase("w.bin.")]
    [TestCase("w.bin\0.txt")]
    [TestCase("")]
    [TestCase("*/_ORT_MEM_ADDR_/*")]
    [TestCase("*/_ORT_NATIVE_ENDIAN_MEM_ADDR_/*")]
    public void PlaceOutsideTheFolder_IsRefused(string location) =>
        Refuses(Write(External(location, 0, 4)), "no plain name of a file in its folder");

    [Test]
    public void LongPlace_IsRefused() => Refuses(Write(External(new string('a', 5000), 0, 4)), "at most 4,096");

    [Test]
    public void FileThatIsNotThere_IsNamed() => Refuses(Write(External("gone.bin", 0, 4)), "'gone.bin', which is not there");

    [Test]
    public void FolderInsteadOfAFile_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(_data.Folder, "sub"));
        Refuses(Write(External("sub", 0, 4)), "which is not there");
    }

    [Test]
    public void SymbolicLinks_AreRefused()
    {
        Machine.LinkFile(Path.Combine(_data.Folder, "link.bin"), "/etc/passwd");
        Machine.LinkFolder(Path.Combine(_data.Folder, "linked"), "/etc");
        Machine.LinkFile(Path.Combine(_data.Folder, "dead.bin"), "nowhere");
        Refuses(Write(External("link.bin", 0, 4)), "symbolic link");
        Refuses(Write(External("linked/passwd", 0, 4)), "symbolic link");
        Refuses(Write(External("dead.bin", 0, 4)), "symbolic link");
    }

    [TestCase("0", "101", 101L)]
    [TestCase("97", "4", 4L)]
    [TestCase("101", "0", 0L)]
    [TestCase("9223372036854775807", "4", 4L)]
    public void PlaceBeyondTheFile_IsRefused(string offset, string length, long bytes) =>
        Refuses(Write(External("w.bin", offset, length, bytes)), "which has 100");

    [TestCase("-1", "4")]
    [TestCase("+0", "4")]
    [TestCase("0x10", "4")]
    [TestCase("1e1", "4")]
    [TestCase("0", "-4")]
    [TestCase("0", "99999999999999999999")]
    [TestCase(" 0", "4")]
    public void PlaceThatIsNoNumber_IsRefused(string offset, string length) =>
        Refuses(Write(External("w.bin", offset, length, 4)), "has the");

    [Test]
    public void LengthThatIsNotTheShapes_IsRefused() => Refuses(Write(External("w.bin", "0", "8", bytes: 4)), "needs 4 bytes, but has 8");

    [Test]
    public void OtherKeys_AreRefused()
    {
        TensorProto tensor = External("w.bin", 0, 4);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "prepacked_0", Value = "x|0;4;" });
        Refuses(Write(tensor), "'prepacked_0'");
    }

    [Test]
    public void KeyTwice_IsRefused()
    {
        TensorProto tensor = External("w.bin", 0, 4);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/etc/passwd" });
        Refuses(Write(tensor), "there twice");
    }

    [TestCase(new long[] { 1L << 40 })]
    [TestCase(new long[] { 2 })]
    [TestCase(new long[] { })]
    public void ShapeThatTheValuesDoNotFill_IsRefused(long[] shape) =>
        Refuses(
            Write(new TensorProto { Name = "t", DataType = 1, Dims = { shape }, RawData = ByteString.CopyFrom(new byte[7]) }),
            "does not hold as many values");

    [TestCase(new long[] { long.MaxValue, 2 }, "sizes that no file has")]
    [TestCase(new long[] { -1 }, "negative dimension")]
    [TestCase(new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, "dimensions")]
    public void ImpossibleShape_IsRefused(long[] shape, string because) =>
        Refuses(Write(new TensorProto { Name = "t", DataType = 1, Dims = { shape } }), because);

    [Test]
    public void ValuesAsNumbers_AreCounted()
    {
        // float_data, packed and not: fields this project's own messages leave out.
        byte[] packed = [0x08, 2, 0x10, 1, 0x22, 8, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] single = [0x08, 2, 0x10, 1, 0x25, 0, 0, 0, 0, 0x25, 0, 0, 0, 0];
        byte[] tooFew = [0x08, 3, 0x10, 1, 0x22, 8, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] packedDims = [0x0A, 2, 1, 2, 0x10, 1, 0x22, 8, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.That(() => OnnxGuard.Check(WriteGraph(Field(5, packed))), Throws.Nothing);
        Assert.That(() => OnnxGuard.Check(WriteGraph(Field(5, single))), Throws.Nothing);
        Assert.That(() => OnnxGuard.Check(WriteGraph(Field(5, packedDims))), Throws.Nothing);
        Refuses(WriteGraph(Field(5, tooFew)), "does not hold as many values");
    }

    // Where a tensor can hide: path of field numbers from the graph to the tensor.
    [TestCase(5, TestName = "{m}(initializer)")]
    [TestCase(15, 1, TestName = "{m}(sparse values)")]
    [TestCase(15, 2, TestName = "{m}(sparse indices)")]
    [TestCase(1, 5, 5, TestName = "{m}(constant)")]
    [TestCase(1, 5, 10, TestName = "{m}(constants)")]
    [TestCase(1, 5, 22, 1, TestName = "{m}(sparse constant)")]
    [TestCase(1, 5, 23, 2, TestName = "{m}(sparse constants)")]
    [TestCase(1, 5, 6, 5, TestName = "{m}(branch of an if)")]
    [TestCase(1, 5, 11, 1, 5, 5, TestName = "{m}(constant in one of several graphs)")]
    public void TensorAnywhereInTheGraph_IsChecked(params int[] path)
    {
        byte[] bytes = External("/etc/passwd", 0, 4).ToByteArray();
        foreach (int field in path.Reverse())
            bytes = Field(field, bytes);
        Refuses(WriteGraph(bytes), "'/etc/passwd'");
    }

    [TestCase(25, 7, 5, 5, TestName = "{m}(function)")]
    [TestCase(25, 11, 5, TestName = "{m}(default of a function)")]
    [TestCase(20, 1, 5, TestName = "{m}(training)")]
    [TestCase(20, 2, 1, 5, 5, TestName = "{m}(training step)")]
    public void TensorAnywhereElse_IsChecked(params int[] path)
    {
        byte[] bytes = External("/etc/passwd", 0, 4).ToByteArray();
        foreach (int field in path.Reverse())
            bytes = Field(field, bytes);
        Refuses(_data.Write("m.onnx", [.. Field(7, []), .. bytes]), "'/etc/passwd'");
    }

    [Test]
    public void TensorInTwoParts_IsRefused()
    {
        // Each part is harmless; protobuf would merge them into a tensor at /etc/passwd.
        TensorProto one = new() { DataType = 1, Dims = { 1 }, DataLocation = TensorProto.Types.DataLocation.External };
        one.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "w.bin" });
        TensorProto two = new() { Dims = { 0 } };
        two.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/etc/passwd" });
        byte[] attribute = [.. Field(5, one.ToByteArray()), .. Field(5, two.ToByteArray())];
        Refuses(WriteGraph(Field(1, Field(5, attribute))), "holds field 5 twice");
        Refuses(_data.Write("m.onnx", [.. Field(7, []), .. Field(7, [])]), "holds field 7 twice");
    }

    [Test]
    public void DeepNesting_IsRefused()
    {
        byte[] graph = [];
        for (int i = 0; i < 200; i++)
            graph = Field(1, Field(5, Field(6, graph)));
        Refuses(WriteGraph(graph), "nested more than 64 deep");
    }

    [TestCase(new byte[] { 0x3A }, TestName = "{m}(no length)")]
    [TestCase(new byte[] { 0x3A, 5, 0 }, TestName = "{m}(length beyond the file)")]
    [TestCase(new byte[] { 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F }, TestName = "{m}(absurd length)")]
    [TestCase(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, TestName = "{m}(long number)")]
    [TestCase(new byte[] { 0x3B, 0x3C }, TestName = "{m}(group)")]
    [TestCase(new byte[] { 0x02, 0 }, TestName = "{m}(field 0)")]
    [TestCase(new byte[] { 0x39, 0, 0 }, TestName = "{m}(fixed number cut)")]
    [TestCase(new byte[] { 0x08, 8 }, TestName = "{m}(no graph)")]
    public void Nonsense_IsRefused(byte[] bytes) => Refuses(_data.Write("m.onnx", bytes), "not accepted");

    [Test]
    public void FileCutAnywhere_IsRefused()
    {
        byte[] whole = File.ReadAllBytes(Write(External("w.bin", 0, 40), External("w.bin", 40, 60)));
        for (int length = 1; length < whole.Length; length++)
        {
            string path = _data.Write("cut.onnx", whole.AsSpan(0, length));
            Assert.That(() => OnnxGuard.Check(path), Throws.TypeOf<VisionException>(), $"cut to {length} bytes");
        }
    }

    [Test]
    public void LargeFile_IsNotLoaded()
    {
        ModelProto model = LeNet5.Build(new GraphBuilder("m", FormulaWeights.Initializer));
        model.Graph.Initializer.Add(
            new TensorProto { Name = "big", DataType = 1, Dims = { 8 << 20 }, RawData = ByteString.CopyFrom(new byte[32 << 20]) });
        string path = _data.Write("m.onnx", model.ToByteArray());
        long before = GC.GetAllocatedBytesForCurrentThread();
        OnnxGuard.Check(path);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 18));
    }

    private string Write(params TensorProto[] tensors) =>
        _data.Write(
            "m.onnx", new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "g", Initializer = { tensors } } }.ToByteArray());

    private string WriteGraph(byte[] graph) => _data.Write("m.onnx", Field(7, graph));

    private static byte[] Field(int number, byte[] payload)
    {
        using MemoryStream bytes = new();
        using (CodedOutputStream output = new(bytes))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(payload));
        }
        return bytes.ToArray();
    }

    private static TensorProto External(string location, long offset, long bytes) => External(location, $"{offset}", $"{bytes}", bytes);

    private static TensorProto External(string location, string offset, string length, long bytes) => new()
    {
        Name = "t",
        DataType = (int)TensorProto.Types.DataType.Uint8,
        Dims = { bytes },
        DataLocation = TensorProto.Types.DataLocation.External,
        ExternalData =
        {
            new StringStringEntryProto { Key = "location", Value = location },
            new StringStringEntryProto { Key = "offset", Value = offset },
            new StringStringEntryProto { Key = "length", Value = length },
        },
    };

    private static void Refuses(string path, string because)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        VisionException? refusal = Assert.Throws<VisionException>(() => OnnxGuard.Check(path));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
        Assert.That(refusal!.Message, Does.Contain(because).And.Contains("m.onnx").And.Not.Contains("\n"));
    }
}
