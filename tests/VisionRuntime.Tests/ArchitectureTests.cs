using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using NUnit.Framework;
using RealtimeCnn.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Each builder, fed with formula weights, must compute what the reference implementation computed in float64.</summary>
[TestFixture]
public class ArchitectureTests
{
    [Test]
    public void LeNet5_WithFormulaWeights_GivesTheReferenceLogits()
    {
        ModelProto model = LeNet5.Build(new GraphBuilder("lenet5", FormulaWeights.Initializer));
        AssertReferenceLogits("lenet5", model, [1, 1, 32, 32]);
    }

    [Test]
    public void LeNet5_HasTheParametersAndOperationsOfItsTable()
    {
        GraphBuilder builder = new("lenet5", FormulaWeights.Initializer);
        LeNet5.Build(builder);
        using JsonDocument reference = Read("lenet5", "params.json");
        Assert.That(builder.Parameters, Is.EqualTo(LeNet5.Parameters));
        Assert.That(builder.MultiplyAccumulates, Is.EqualTo(LeNet5.MultiplyAccumulates));
        Assert.That(builder.Parameters, Is.EqualTo(reference.RootElement.GetProperty("parameters_inference").GetInt64()));
        Assert.That(builder.MultiplyAccumulates, Is.EqualTo(reference.RootElement.GetProperty("macs_total").GetInt64()));
    }

    [Test]
    public void LeNet5_BindsTheReferenceTensorsBitForBit()
    {
        ModelProto model = LeNet5.Build(new GraphBuilder("lenet5", FormulaWeights.Initializer));
        using JsonDocument reference = Read("lenet5", "params.json");
        JsonElement[] expected = [.. reference.RootElement.GetProperty("tensors").EnumerateArray()];
        Assert.That(model.Graph.Initializer, Has.Count.EqualTo(expected.Length));
        foreach ((TensorProto tensor, JsonElement row) in model.Graph.Initializer.Zip(expected))
        {
            Assert.That(tensor.Name, Is.EqualTo(row.GetProperty("name").GetString()));
            Assert.That(tensor.Dims, Is.EqualTo(row.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64())));
            string hash = Convert.ToHexStringLower(SHA256.HashData(tensor.RawData.Span))[..16];
            Assert.That(hash, Is.EqualTo(row.GetProperty("sha256_16").GetString()), tensor.Name);
        }
    }

    [Test]
    public void LeNet5_DescribesEveryValueForGraphViewers()
    {
        GraphProto graph = LeNet5.Build(new GraphBuilder("lenet5", FormulaWeights.Initializer)).Graph;
        string[] described = [.. graph.ValueInfo.Concat(graph.Output).Select(value => value.Name)];
        Assert.That(described, Is.EquivalentTo(graph.Node.SelectMany(node => node.Output)));
        Assert.That(graph.Input.Single().Name, Is.EqualTo("input"));
        Assert.That(graph.Output.Single().Name, Is.EqualTo("logits"));
    }

    [Test]
    public void Builder_RefusesATensorOfTheWrongSize()
    {
        GraphBuilder builder = new("lenet5", (name, _) => InlineTensor.Create(name, [3], new float[3]));
        Assert.That(
            () => LeNet5.Build(builder),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("conv1.weight is conv1.weight 3, needs 6x1x5x5"));
    }

    [TestCase("", 0xCBF29CE484222325ul)]
    [TestCase("a", 0xAF63DC4C8601EC8Cul)]
    [TestCase("conv1.weight", 0x69A29A2CEE47D254ul)]
    [TestCase("input", 0x1EBBAE8F5810B65Bul)]
    [TestCase("features.0.conv.weight", 0xC315B3946D6C2E4Eul)]
    [TestCase("bn1.running_var", 0xE3FA2B7461643D5Ful)]
    public void Formula_HashesNames(string name, ulong expected) =>
        Assert.That(FormulaWeights.Fnv1A64(name), Is.EqualTo(expected));

    [TestCase(0ul, 0xE220A8397B1DCDAFul)]
    [TestCase(1ul, 0x910A2DEC89025CC1ul)]
    public void Formula_MixesStates(ulong state, ulong expected) =>
        Assert.That(FormulaWeights.SplitMix64(state), Is.EqualTo(expected));

    [TestCase("conv1.weight", 0ul, 0x8B8A08A85128A1B0ul)]
    [TestCase("conv1.weight", 3ul, 0xD7FBC6070A40161Aul)]
    [TestCase("input", 2ul, 0x92F732CAA1D8E699ul)]
    [TestCase("bn1.running_var", 3ul, 0x97C06E5650913B7Aul)]
    public void Formula_HashesElements(string name, ulong index, ulong expected) =>
        Assert.That(FormulaWeights.Hash(name, index), Is.EqualTo(expected));

    [TestCase("conv1.weight", new long[] { 64, 3, 7, 7 }, new[] { 0.0182130262f, -0.171800792f, 0.185875699f, 0.138869911f })]
    [TestCase("layer1.0.conv2.weight", new long[] { 128, 4, 3, 3 }, new[] { -0.199831188f, -0.325620562f, -0.141858235f, -0.0216648392f })]
    [TestCase("block1.rep.0.conv1.weight", new long[] { 64, 1, 3, 3 }, new[] { 0.375910163f, 0.00580921769f, -0.334349751f, 0.343240082f })]
    [TestCase("bn1.weight", new long[] { 64 }, new[] { 0.972040772f, 0.992056012f, 0.956298232f, 1.08122957f })]
    [TestCase("bn1.bias", new long[] { 64 }, new[] { -0.0655607581f, -0.0887191743f, -0.0254847892f, -0.0508707389f })]
    [TestCase("bn1.running_mean", new long[] { 64 }, new[] { 0.0468899831f, -0.0261004083f, 0.0300401095f, 0.0720241442f })]
    [TestCase("bn1.running_var", new long[] { 64 }, new[] { 1.14230752f, 1.01519322f, 1.4109503f, 1.09277999f })]
    [TestCase("fc.weight", new long[] { 1000, 2048 }, new[] { -0.00166214269f, 0.0305388626f, -0.0401240252f, -0.0305754207f })]
    [TestCase("fc.bias", new long[] { 1000 }, new[] { -0.0044697402f, -0.0549157374f, -1.91569325e-05f, -0.0501048677f })]
    public void Formula_GivesTheReferenceValues(string name, long[] shape, float[] expected) =>
        Assert.That(FormulaWeights.Tensor(name, shape).Span[..4].ToArray(), Is.EqualTo(expected));

    [Test]
    public void Formula_GivesTheReferenceInput()
    {
        float[] input = FormulaWeights.Input(3 * 224 * 224);
        Assert.That(
            Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(input.AsSpan()))),
            Is.EqualTo("c5d8fef26e196e21464dedf0e7702f9be119ac76ea6415ad109a6257ebb2643f"));
    }

    private static void AssertReferenceLogits(string architecture, ModelProto model, long[] inputShape)
    {
        using JsonDocument expected = Read(architecture, "expected.json");
        JsonElement variant = expected.RootElement.GetProperty("variants")[0];
        double[] reference = [.. variant.GetProperty("logits_f64").EnumerateArray().Select(value => value.GetDouble())];
        double tolerance = 2e-5 * variant.GetProperty("std").GetDouble();

        float[] input = FormulaWeights.Input((int)inputShape.Aggregate(1L, (a, b) => a * b));
        using InferenceSession session = new(model.ToByteArray());
        using OrtValue tensor = OrtValue.CreateTensorValueFromMemory(input, inputShape);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, ["input"], [tensor], ["logits"]);
        ReadOnlySpan<float> logits = results[0].GetTensorDataAsSpan<float>();

        Assert.That(logits.Length, Is.EqualTo(reference.Length));
        for (int i = 0; i < reference.Length; i++)
            Assert.That(logits[i], Is.EqualTo(reference[i]).Within(tolerance), $"logit {i}");
    }

    private static JsonDocument Read(string architecture, string file) => JsonDocument.Parse(
        File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "data", "oracle", architecture, file)));
}
