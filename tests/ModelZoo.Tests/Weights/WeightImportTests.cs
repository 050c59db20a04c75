using System.Text;
using System.Text.Json;
using Google.Protobuf;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>From a user's file to a model that runs: the right numbers, no needless copies, nothing replaced.</summary>
[TestFixture]
public class WeightImportTests
{
    private WeightsData _data = null!;
    private string _cache = null!;

    [SetUp]
    public void SetUp()
    {
        _data = new WeightsData();
        _cache = Directory.CreateDirectory(Path.Combine(_data.Folder, "cache")).FullName;
    }

    [TearDown]
    public void TearDown() => _data.Dispose();

    [TestCase("lenet5.safetensors", "lenet5.safetensors")]
    [TestCase("lenet5.pth", "lenet5.pth")]
    [TestCase("lenet5.legacy.pth", "lenet5.pth")]
    public void LeNet5_InEachFormat_IsCopiedAndGivesTheReferenceLogits(string name, string weights)
    {
        string file = _data.Copy(name);
        ImportedModel model = WeightImport.Import(TestArchitectures.LeNet5, "", file, _cache);
        Assert.That(model.OnnxFile, Is.EqualTo(Path.Combine(_cache, "lenet5.onnx")));
        Assert.That((model.WeightsFile, model.WasConverted), Is.EqualTo((weights, false)));
        Assert.That(WeightsData.FilesIn(_cache), Is.EqualTo(new[] { "lenet5.onnx", weights }));
        ReferenceRun.AssertLogits(model.OnnxFile);

        File.Delete(file); // the copy does not need it
        ReferenceRun.AssertLogits(model.OnnxFile);
        Assert.That(new FileInfo(model.OnnxFile).Length, Is.LessThan(10_000));
    }

    [Test]
    public void CompressedFile_IsConverted()
    {
        string file = _data.Compress("lenet5.pth", "packed.pth");
        ImportedModel model = WeightImport.Import(TestArchitectures.LeNet5, "", file, _cache);
        Assert.That((model.WeightsFile, model.WasConverted), Is.EqualTo(("lenet5.safetensors", true)));
        Assert.That(model.Notes.Single(), Does.Contain("converted").And.Contains("compressed"));
        ReferenceRun.AssertLogits(model.OnnxFile);
    }

    [TestCase("F16", 2)]
    [TestCase("BF16", 2)]
    [TestCase("F64", 8)]
    public void OtherFloats_AreConvertedToSingle(string type, int size)
    {
        string file = WriteThousand(type, size, classes: 1000);
        ImportedModel model = WeightImport.Import(TestArchitectures.ThousandClasses, "", file, _cache);
        Assert.That(model.WasConverted);
        Assert.That(model.Notes.Single(), Does.Contain("float32 copy"));
        float[] logits = ReferenceRun.Run(model.OnnxFile, new float[9], [1, 1, 3, 3]);
        // picture 0, conv.bias 0: only fc.bias is left
        Assert.That(logits[..3], Is.EqualTo(new[] { Value(3000), Value(3001), Value(3002) }));
    }

    [TestCase("F32", 4)]
    [TestCase("F16", 2)]
    public void BackgroundClass_IsLeftOutOfWeightsAndBias(string type, int size)
    {
        string file = WriteThousand(type, size, classes: 1001);
        ImportedModel model = WeightImport.Import(TestArchitectures.ThousandClasses, "", file, _cache);
        Assert.That(model.Notes, Has.Some.Contains("background"));
        float[] logits = ReferenceRun.Run(model.OnnxFile, [1, 0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 3, 3]);
        Assert.That(logits, Has.Length.EqualTo(1000));
        // Features are the first weight of each kernel; row r of fc begins at value 3r, its bias follows all rows.
        for (int i = 0; i < 1000; i += 333)
        {
            int row = i + 1;
            float expected = Value(3003 + row);
            for (int k = 0; k < 3; k++)
                expected += Value(3 * row + k) * KernelValue(9 * k);
            Assert.That(logits[i], Is.EqualTo(expected).Within(1e-4), $"class {i}");
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void TensorsAtOddAddresses_GiveTheReferenceLogits(int shift)
    {
        // A tensor of bytes in front moves all others off their alignment.
        byte[] original = File.ReadAllBytes(WeightsData.Sample("lenet5.safetensors"));
        int headerLength = (int)BitConverter.ToInt64(original);
        using JsonDocument header = JsonDocument.Parse(original.AsMemory(8, headerLength));
        List<string> entries = [$"\"a.num_batches_tracked\":{{\"dtype\":\"U8\",\"shape\":[{shift}],\"data_offsets\":[0,{shift}]}}"];
        foreach (JsonProperty tensor in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            long[] offsets = [.. tensor.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64() + shift)];
            string shape = tensor.Value.GetProperty("shape").GetRawText();
            entries.Add($"\"{tensor.Name}\":{{\"dtype\":\"F32\",\"shape\":{shape},\"data_offsets\":[{offsets[0]},{offsets[1]}]}}");
        }
        string json = $"{{{string.Join(',', entries)}}}";
        json = json.PadRight((json.Length + 7) / 8 * 8);
        byte[] newHeader = [.. BitConverter.GetBytes((long)json.Length), .. Encoding.UTF8.GetBytes(json)];
        string file = _data.Write("x.safetensors", [.. newHeader, .. new byte[shift], .. original.AsSpan(8 + headerLength)]);
        ImportedModel model = WeightImport.Import(TestArchitectures.LeNet5, "", file, _cache);
        Assert.That(model.WasConverted, Is.False);
        ReferenceRun.AssertLogits(model.OnnxFile);
    }

    [Test]
    public void SymbolicLinkToTheFile_IsFollowed()
    {
        string link = Path.Combine(_data.Folder, "link.pth");
        Machine.LinkFile(link, _data.Copy("lenet5.pth"));
        ImportedModel model = WeightImport.Import(TestArchitectures.LeNet5, "", link, _cache);
        Assert.That(new FileInfo(Path.Combine(_cache, model.WeightsFile)).LinkTarget, Is.Null);
        ReferenceRun.AssertLogits(model.OnnxFile);
    }

    [Test]
    public void DamagedTensor_IsFoundBeforeItIsMapped()
    {
        string file = _data.Copy("lenet5.pth");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^2000] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.That(
            () => WeightImport.Import(TestArchitectures.LeNet5, "", file, _cache),
            Throws.TypeOf<VisionException>().With.Message.Contains("checksum of 'lenet5/data/8'"));
        Assert.That(WeightsData.FilesIn(_cache), Is.Empty);
    }

    [Test]
    public void GraphWithItsWeightsInside_IsCopied()
    {
        string file = _data.WriteGraph("mine.onnx", external: null);
        ImportedModel model = WeightImport.Import(TestArchitectures.LeNet5, "", file, _cache);
        Assert.That((model.WeightsFile, model.WasConverted), Is.EqualTo(("lenet5.onnx", false)));
        Assert.That(WeightsData.FilesIn(_cache), Is.EqualTo(new[] { "lenet5.onnx" }));
        ReferenceRun.AssertLogits(model.OnnxFile);
    }

    [Test]
    public void GraphWithItsWeightsBeside_ComesWithThem()
    {
        string file = _data.WriteGraph("mine.onnx", external: "mine.data");
        ImportedModel model = WeightImport.Import(TestArchitectures.LeNet5, "", file, _cache);
        Assert.That(model.WeightsFile, Is.EqualTo("mine.data"));
        Assert.That(WeightsData.FilesIn(_cache), Is.EqualTo(new[] { "lenet5.onnx", "mine.data" }));
        ReferenceRun.AssertLogits(model.OnnxFile);
    }

    [TestCase("lenet5.pth")]
    [TestCase("lenet5.onnx")]
    public void NameInTheWay_IsNotReplaced(string name) => RefusesBecauseOf(name, _data.Copy("lenet5.pth"));

    [TestCase("mine.data")]
    [TestCase("lenet5.onnx")]
    public void NameInTheWayOfAGraph_IsNotReplaced(string name) =>
        RefusesBecauseOf(name, _data.WriteGraph("mine.onnx", external: "mine.data"));

    [Test]
    public void GraphThatIsNoClassifier_IsRefused()
    {
        ModelProto model = LeNet5.Build(new GraphBuilder("m", FormulaWeights.Initializer));
        model.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = 7;
        Assert.That(
            () => WeightImport.Import(TestArchitectures.LeNet5, "", _data.Write("x.onnx", model.ToByteArray()), _cache),
            Throws.TypeOf<VisionException>().With.Message.Contains("(1 x 7 x 32 x 32)"));
        model.Graph.Input.Add(model.Graph.Input[0].Clone());
        Assert.That(
            () => WeightImport.Import(TestArchitectures.LeNet5, "", _data.Write("x.onnx", model.ToByteArray()), _cache),
            Throws.TypeOf<VisionException>().With.Message.Contains("2 inputs"));
        Assert.That(WeightsData.FilesIn(_cache), Is.Empty);
    }

    [Test]
    public void GraphOfAnotherNetwork_IsRefusedWithTheReason()
    {
        foreach ((int channels, string because) in new[]
        {
            (3, "it takes 1 x 3 x 32 x 32, lenet5 takes 1 x 1 x 32 x 32"),
            (1, "it holds 4,100 values, lenet5 has 61,196 with 4 classes"),
        })
        {
            Architecture network = new("other", (g, _) => g.Output(
                g.Linear(g.Flatten(g.Input("input", 1, channels, 32, 32)), "fc", features: 4), "logits"));
            string file = _data.Write("x.onnx", network.Create(FormulaWeights.Initializer).ToByteArray());
            Assert.That(
                () => WeightImport.Import(TestArchitectures.LeNet5, "", file, _cache, new WantedWeights(AnyClasses: true)),
                Throws.TypeOf<VisionException>().With.Message.Contains(because).And.Message.Contains("--model FILE"));
        }
        Assert.That(WeightsData.FilesIn(_cache), Is.Empty);
    }

    private void RefusesBecauseOf(string name, string file)
    {
        File.WriteAllText(Path.Combine(_cache, name), "the user's own");
        File.WriteAllText(Path.Combine(_cache, "notes.txt"), "notes");
        byte[] before = File.ReadAllBytes(file);
        Assert.That(
            () => WeightImport.Import(TestArchitectures.LeNet5, "", file, _cache),
            Throws.TypeOf<VisionException>().With.Message.Contains(name).And.Message.Contains("already exists"));
        Assert.That(File.ReadAllText(Path.Combine(_cache, name)), Is.EqualTo("the user's own"));
        Assert.That(File.ReadAllText(Path.Combine(_cache, "notes.txt")), Is.EqualTo("notes"));
        Assert.That(File.ReadAllBytes(file), Is.EqualTo(before));
    }

    // conv.weight counts up in its kernels, conv.bias is 0, fc counts up from its first weight to its last bias.
    private string WriteThousand(string type, int size, int classes)
    {
        (string Name, long[] Shape, float[] Values)[] tensors =
        [
            ("conv.bias", [3], new float[3]),
            ("conv.weight", [3, 1, 3, 3], [.. Enumerable.Range(0, 27).Select(KernelValue)]),
            ("fc.weight", [classes, 3], [.. Enumerable.Range(0, 3 * classes).Select(Value)]),
            ("fc.bias", [classes], [.. Enumerable.Range(3 * classes, classes).Select(Value)]),
        ];
        List<string> entries = [];
        using MemoryStream data = new();
        foreach ((string name, long[] shape, float[] values) in tensors)
        {
            long begin = data.Length;
            foreach (float value in values)
            {
                data.Write(type switch
                {
                    "F16" => BitConverter.GetBytes((Half)value),
                    "BF16" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
                    "F64" => BitConverter.GetBytes((double)value),
                    _ => BitConverter.GetBytes(value),
                });
            }
            Assert.That(data.Length - begin, Is.EqualTo(values.Length * size));
            entries.Add(
                $"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{begin},{data.Length}]}}");
        }
        byte[] header = Encoding.UTF8.GetBytes($"{{{string.Join(',', entries)}}}");
        return _data.Write("thousand.safetensors", [.. BitConverter.GetBytes((long)header.Length), .. header, .. data.ToArray()]);
    }

    // Exact in every type used: 8 bits of mantissa are enough.
    private static float Value(int index) => (index % 251) / 32f;

    private static float KernelValue(int index) => index / 8f;
}
