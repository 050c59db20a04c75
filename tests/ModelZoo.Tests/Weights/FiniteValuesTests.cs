using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Weights that are not a number or infinite replace nothing, whatever file they come in.</summary>
[TestFixture]
public class FiniteValuesTests
{
    private static readonly (string Name, long[] Shape)[] Tensors = TestArchitectures.Tensors(TestArchitectures.LeNet5);

    private const int Float = (int)TensorProto.Types.DataType.Float;

    private WeightsData _data = null!;
    private string _cache = null!;

    private static string Broken => Tensors[^2].Name; // the last layer's weights

    [SetUp]
    public void SetUp()
    {
        _data = new WeightsData();
        _cache = Directory.CreateDirectory(Path.Combine(_data.Folder, "cache")).FullName;
    }

    [TearDown]
    public void TearDown() => _data.Dispose();

    [Test]
    public void BrokenWeights_AreRefusedByName(
        [Values("F32", "F16", "BF16", "F64", "pth", "onnx", "onnx of floats", "onnx and a file")] string form,
        [Values(double.NaN, double.PositiveInfinity, double.NegativeInfinity)] double value)
    {
        VisionException? refusal = Assert.Throws<VisionException>(() => Import(Write(form, value)));
        Assert.That(
            refusal!.Message, Does.Contain($"'{Broken}' holds values that are not a number or infinite").And.Not.Contains("\n"));
    }

    [Test]
    public void TooLargeForSinglePrecision_IsInfinite() => Assert.That(
        () => Import(Write("F64", 1e300)), Throws.TypeOf<VisionException>().With.Message.Contains(Broken));

    [Test]
    public void FiniteWeights_AreTaken(
        [Values("F32", "F16", "BF16", "F64", "pth", "onnx", "onnx of floats", "onnx and a file")] string form) =>
        Assert.That(() => Import(Write(form, 65504)), Throws.Nothing);

    [Test]
    public void GoodWeights_Stay([Values(null, "mine")] string? id)
    {
        ModelStore store = new(Path.Combine(_data.Folder, "home"));
        ModelDefinition lenet5 = ModelCatalogue.Embedded.Models.Single(model => model.Id == "lenet5");
        StoredModel good = store.Import(lenet5, _data.Copy("lenet5.pth"), id: id);
        string broken = Write("F32", double.NaN);
        Assert.That(() => store.Import(lenet5, broken, id: id is null ? null : "other"), Throws.TypeOf<VisionException>());
        Assert.That(store.List().Select(model => model.Id), Is.EqualTo(new[] { good.Id }));
        Assert.That(store.Verify(good.Id), Is.Null);
        Assert.That(store.Find(good.Id)!.Receipt.Source, Is.EqualTo("lenet5.pth"));
    }

    private void Import(string file) => WeightImport.Import(TestArchitectures.LeNet5, "", file, _cache);

    private static float[] Values((string Name, long[] Shape) tensor, double value)
    {
        float[] values = FormulaWeights.Tensor(tensor.Name, tensor.Shape).ToArray();
        if (tensor.Name == Broken)
            values[values.Length / 2] = (float)value;
        return values;
    }

    // LeNet-5's weights, one of them replaced.
    private string Write(string form, double value)
    {
        if (form == "pth")
        {
            return Checkpoint.Write(Path.Combine(_data.Folder, "x.pth"), Tensors.Select(
                tensor => (tensor.Name, (object?)new CheckpointTensor(tensor.Shape, Values(tensor, value)))).ToArray());
        }
        return form.StartsWith("onnx", StringComparison.Ordinal) ? WriteGraph(form, value) : WriteSafetensors(form, value);
    }

    private string WriteSafetensors(string type, double value)
    {
        StringBuilder header = new("{");
        using MemoryStream data = new();
        foreach ((string Name, long[] Shape) tensor in Tensors)
        {
            long begin = data.Length;
            foreach (float single in Values(tensor, value))
            {
                data.Write(type switch
                {
                    "F16" => BitConverter.GetBytes((Half)single),
                    "BF16" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(single) >> 16)),
                    "F64" => BitConverter.GetBytes(value == 1e300 && float.IsInfinity(single) ? value : single),
                    _ => BitConverter.GetBytes(single),
                });
            }
            header.Append(begin > 0 ? "," : "").Append(
                $"\"{tensor.Name}\":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(',', tensor.Shape)}],"
                + $"\"data_offsets\":[{begin},{data.Length}]}}");
        }
        byte[] json = Encoding.UTF8.GetBytes(header.Append('}').ToString());
        return _data.Write("x.safetensors", [.. BitConverter.GetBytes((long)json.Length), .. json, .. data.ToArray()]);
    }

    private string WriteGraph(string form, double value)
    {
        ModelProto model = LeNet5.Build(new GraphBuilder("m", FormulaWeights.Initializer));
        using MemoryStream beside = new();
        foreach (TensorProto tensor in model.Graph.Initializer.Where(tensor => tensor.DataType == Float))
        {
            float[] values = Values((tensor.Name, [.. tensor.Dims]), value);
            byte[] bytes = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
            tensor.RawData = form == "onnx" ? ByteString.CopyFrom(bytes) : ByteString.Empty;
            if (form == "onnx of floats")
            {
                tensor.FloatData.Add(values);
            }
            else if (form == "onnx and a file")
            {
                tensor.DataLocation = TensorProto.Types.DataLocation.External;
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "x.data" });
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{beside.Length}" });
                beside.Write(bytes);
            }
        }
        if (beside.Length > 0)
            _data.Write("x.data", beside.ToArray());
        return _data.Write("x.onnx", model.ToByteArray());
    }
}
