using System.Runtime.InteropServices;
using Google.Protobuf;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Caffe models, written by hand in both generations of the format.</summary>
[TestFixture]
public class CaffeModelFileTests
{
    private WeightsData _data = null!;

    [SetUp]
    public void SetUp() => _data = new WeightsData();

    [TearDown]
    public void TearDown() => _data.Dispose();

    [TestCase(true)]
    [TestCase(false)]
    public void LeNet5_InEitherGeneration_BindsInPlace(bool isOld)
    {
        string path = _data.Write("lenet5.caffemodel", LeNet5Model(isOld));
        using TensorFile file = TensorFile.Open(path);
        Assert.That(file.Format, Is.EqualTo("Caffe model"));
        TensorBinding binding = TensorBinding.Find(TestArchitectures.LeNet5, "", file);
        Assert.That(binding.CanBeMapped);
        foreach (BoundTensor tensor in binding.Tensors)
        {
            Assert.That(
                WeightsData.Values(file, tensor.Name), Is.EqualTo(FormulaWeights.Tensor(tensor.Name, tensor.Shape).ToArray()), tensor.Name);
        }
    }

    [Test]
    public void FileCutAnywhere_IsRefusedOrLacksLayers()
    {
        byte[] whole = Layer(false, "a", ([2, 3], new float[6]), ([2], new float[2]));
        for (int length = 1; length < whole.Length; length++)
            Assert.That(WeightsData.IsAccepted(_data.Write("x.caffemodel", whole.AsSpan(0, length))), Is.False, $"cut to {length} bytes");
    }

    [Test]
    public void ShapeThatTheValuesDoNotFill_IsRefused()
    {
        Refuses(Layer(false, "a", ([2, 4], new float[6])), "is 2x4, but has 24 bytes");
        Refuses(Layer(true, "a", ([2, 1, 1, 4], new float[6])), "is 2x1x1x4, but has 24 bytes");
        Refuses(Layer(false, "a", ([1L << 62, 4], new float[6])), "sizes that no file has");
        Refuses(Layer(false, "a", ([-1], new float[6])), "sizes that no file has");
        Refuses(Layer(false, "a", ([1, 1, 1, 1, 1, 1, 1, 1, 6], new float[6])), "dimensions");
    }

    [Test]
    public void LayerTwice_IsRefused() =>
        Refuses([.. Layer(false, "a", ([1], new float[1])), .. Layer(true, "a", ([1, 1, 1, 1], new float[1]))], "'a.weight' twice");

    [Test]
    public void ValuesInParts_AreRefused()
    {
        byte[] part = [.. Field(5, new byte[4]), .. Field(5, new byte[4])];
        Refuses(Field(100, [.. Field(1, "a"u8.ToArray()), .. Field(7, part)]), "in parts");
    }

    [Test]
    public void MoreBlobsThanWeightAndBias_AreRefused() =>
        Refuses(Layer(false, "bn", ([1], new float[1]), ([1], new float[1]), ([1], new float[1])), "3 blobs");

    [Test]
    public void FileWithoutLayers_IsRefused() => Refuses(Field(1, "name"u8.ToArray()), "no layers");

    [Test]
    public void ManyFields_AreRefused() => Refuses([.. Enumerable.Repeat<byte>(0x08, 3_000_000)], "more than 1,000,000 fields");

    private void Refuses(byte[] bytes, string because) => WeightsData.Refuses(_data.Write("x.caffemodel", bytes), because);

    /// <summary>Two small layers.</summary>
    internal static byte[] SmallModel(bool isOld) =>
    [
        .. Layer(isOld, "conv", ([2, 1, 3, 3], new float[18]), ([2], new float[2])),
        .. Layer(isOld, "fc", ([3, 2], new float[6]), ([3], new float[3])),
    ];

    private static byte[] LeNet5Model(bool isOld)
    {
        List<byte> bytes = [.. Field(1, "LeNet"u8.ToArray())];
        foreach (var layer in TestArchitectures.Tensors(TestArchitectures.LeNet5).GroupBy(tensor => tensor.Name.Split('.')[0]))
        {
            var blobs = layer.Select(tensor => (tensor.Shape, FormulaWeights.Tensor(tensor.Name, tensor.Shape).ToArray()));
            bytes.AddRange(Layer(isOld, layer.Key, [.. blobs]));
        }
        return [.. bytes];
    }

    private static byte[] Layer(bool isOld, string name, params (long[] Shape, float[] Values)[] blobs)
    {
        List<byte> bytes = [.. Field(isOld ? 4 : 1, System.Text.Encoding.UTF8.GetBytes(name))];
        foreach ((long[] shape, float[] values) in blobs)
        {
            byte[] dimensions = isOld && shape.Length != 2 ? OldShape(shape) : NewShape(shape);
            bytes.AddRange(Field(isOld ? 6 : 7, [.. dimensions, .. Field(5, MemoryMarshal.AsBytes<float>(values).ToArray())]));
        }
        return Field(isOld ? 2 : 100, [.. bytes]);
    }

    private static byte[] OldShape(long[] shape)
    {
        long[] four = [.. Enumerable.Repeat(1L, 4 - shape.Length), .. shape];
        return Bytes(output =>
        {
            for (int i = 0; i < 4; i++)
            {
                output.WriteTag(i + 1, WireFormat.WireType.Varint);
                output.WriteInt64(four[i]);
            }
        });
    }

    private static byte[] NewShape(long[] shape) => Field(7, Field(1, Bytes(output => Array.ForEach(shape, output.WriteInt64))));

    private static byte[] Field(int number, byte[] payload) => Bytes(output =>
    {
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(payload));
    });

    private static byte[] Bytes(Action<CodedOutputStream> write)
    {
        using MemoryStream bytes = new();
        using (CodedOutputStream output = new(bytes))
            write(output);
        return bytes.ToArray();
    }
}
