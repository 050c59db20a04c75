using Google.Protobuf;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Files that are no network's own, and sizes that no network has.</summary>
[TestFixture]
public class OnnxExternalFilesTests
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
    public void HardLinks_AreRefused()
    {
        _data.Link("w.bin", "hard.bin");
        Refuses(Outside("hard.bin", 4), "another name too");
        File.Delete(Path.Combine(_data.Folder, "w.bin"));
        Assert.That(() => Check(Outside("hard.bin", 4)), Throws.Nothing, "it has one name now");
    }

    [TestCase(0)]
    [TestCase(4)]
    [Platform("Linux")]
    public void Pipes_AreRefused_AlsoWhereNothingIsReadOfThem(long bytes)
    {
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_data.Folder, "pipe.bin")]))
            mkfifo.WaitForExit();
        Refuses(Outside("pipe.bin", bytes), "'pipe.bin', which is a pipe or device; put a file there");
    }

    [Test, Platform("Linux")]
    public void Devices_AreRefused()
    {
        byte[] graph = Outside("zero", 0);
        Assert.That(
            () => OnnxGuard.Check(graph, "m.onnx", "/dev"),
            Throws.TypeOf<VisionException>().With.Message.Contains("'zero', which is a pipe or device"));
    }

    [Test]
    public void AnEmptyFile_HoldsTensorsOfNoElements()
    {
        _data.Write("none.bin", []);
        Assert.That(() => Check(Outside("none.bin", 0)), Throws.Nothing);
        Refuses(Outside("none.bin", 4), "which has 0");
    }

    [Test]
    public void WeightsThatNoNetworkHas_AreRefused()
    {
        using (FileStream huge = File.Create(Path.Combine(_data.Folder, "huge.bin")))
            huge.SetLength(5L << 30); // takes no room
        Refuses(Outside("huge.bin", 5L << 30), "more than 4,294,967,296 bytes");
        Refuses(Outside("huge.bin", 3L << 30, 3L << 30), "more than 4,294,967,296 bytes");
    }

    [TestCase(11, TestName = "{m}(input)")]
    [TestCase(12, TestName = "{m}(output)")]
    [TestCase(13, TestName = "{m}(between)")]
    public void ShapesThatNoNetworkHas_AreRefused(int field)
    {
        Refuses(Stating(field, 1, -1, 100_000, 100_000), "'v' is 1 x ? x 100000 x 100000, more than");
        Assert.That(() => Check(Stating(field, 1, 3, 4096, 4096)), Throws.Nothing);
    }

    private static byte[] Outside(string location, params long[] bytes)
    {
        GraphProto graph = new();
        graph.Initializer.AddRange(bytes.Select(count => new TensorProto
        {
            DataType = (int)TensorProto.Types.DataType.Uint8,
            Dims = { count },
            DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData = { new StringStringEntryProto { Key = "location", Value = location } },
        }));
        return new ModelProto { Graph = graph }.ToByteArray();
    }

    private static byte[] Stating(int field, params long[] sizes)
    {
        TensorShapeProto shape = new();
        shape.Dim.AddRange(sizes.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        TypeProto.Types.Tensor tensor = new() { ElemType = 1, Shape = shape };
        ValueInfoProto value = new() { Name = "v", Type = new TypeProto { TensorType = tensor } };
        GraphProto graph = field switch
        {
            11 => new() { Input = { value } },
            12 => new() { Output = { value } },
            _ => new() { ValueInfo = { value } },
        };
        return new ModelProto { Graph = graph }.ToByteArray();
    }

    private object Check(byte[] bytes) => OnnxGuard.Check(bytes, "m.onnx", _data.Folder);

    private void Refuses(byte[] bytes, string because) =>
        Assert.That(() => Check(bytes), Throws.TypeOf<VisionException>().With.Message.Contains(because).And.Message.Not.Contains("\n"));
}
