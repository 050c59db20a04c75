using Google.Protobuf;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>The same network in forms that differ by exporter and age: the same scores in all of them, and nothing to say.</summary>
[TestFixture]
public class ExportedFormsTests
{
    private static readonly Dictionary<string, Action<GraphProto>> Forms = new()
    {
        ["batch by name"] = g => g.Input[0].Type.TensorType.Shape.Dim[0] = new() { DimParam = "batch" },
        ["open batch without a name"] = g => g.Input[0].Type.TensorType.Shape.Dim[0] = new(),
        ["open channels"] = g => g.Input[0].Type.TensorType.Shape.Dim[1] = new() { DimParam = "C" },
        ["open number of classes"] = g => g.Output[0].Type.TensorType.Shape.Dim[1] = new() { DimParam = "classes" },
        ["output without a shape"] = g => g.Output[0].Type.TensorType.Shape = null,
        ["weights among the inputs, last"] = g => g.Input.Add(g.Initializer.Select(Described)),
        ["weights among the inputs, first"] = g => g.Input.Insert(0, Described(g.Initializer[0])),
        ["an input with a default that nobody uses"] = g =>
        {
            g.Initializer.Add(new TensorProto { Name = "unused", DataType = 1, Dims = { 1 }, RawData = ByteString.CopyFrom(new byte[4]) });
            g.Input.Add(Described(g.Initializer[^1]));
        },
        ["emoji for a name"] = g => Rename(g, "input", "\U0001F600 in: 1/2"),
        ["numbers for names"] = g => Rename(g, "input", "0"),
    };

    private static IEnumerable<string> Names => Forms.Keys;

    [TestCaseSource(nameof(Names))]
    public void Form_IsReadAsThePlainOne(string name)
    {
        var network = new TinyNetwork();
        ModelDefinition plain = network.Output(network.Logits).Definition();
        ModelProto model = ModelProto.Parser.ParseFrom(plain.Content.Span);
        Forms[name](model.Graph);

        IsTheSame(plain, plain with { Content = model.ToByteArray() });
    }

    [Test]
    public void OperatorSets_From7To24([Range(7, 24)] int opset)
    {
        var plain = new TinyNetwork();
        var network = new TinyNetwork { Opset = opset };
        IsTheSame(plain.Output(plain.Logits).Definition(), network.Output(network.Logits).Definition());
    }

    [TestCase(true, false)]
    [TestCase(true, true)]
    [TestCase(false, true)]
    public void Halves_InOrOut(bool takes, bool gives)
    {
        var plain = new TinyNetwork();
        var network = new TinyNetwork(type: takes ? TinyNetwork.Half : TinyNetwork.Float);
        string logits = gives ? network.Add("Cast", [network.Logits], TinyNetwork.Int("to", TinyNetwork.Half)) : network.Logits;
        network.Output(logits, "y", gives ? TinyNetwork.Half : TinyNetwork.Float);
        IsTheSame(plain.Output(plain.Logits).Definition(), network.Definition(), 0.02);
    }

    [TestCase(48, 96)]
    [TestCase(1, 1)]
    public void Sizes(int height, int width)
    {
        var network = new TinyNetwork([1, 3, height, width], classes: 21_843);
        using LoadedModel model = network.Output(network.Logits).Load();
        Assert.That((model.Spec.Height, model.Spec.Width, model.Labels.Count), Is.EqualTo((height, width, 21_843)));
        Assert.That(TinyNetwork.Shown(model).Sum(), Is.InRange(0, 1));
        Assert.That(model.Notes, Has.Count.EqualTo(width == 1 ? 1 : 0), "1 x 3 x 1 x 1 may have its channels at either end");
    }

    private static void IsTheSame(ModelDefinition plain, ModelDefinition other, double tolerance = 1e-5)
    {
        using LoadedModel truth = LoadedModel.Load(plain, new()), model = LoadedModel.Load(other, new());
        Assert.That(TinyNetwork.Run(model), Is.EqualTo(TinyNetwork.Run(truth)).Within(tolerance));
        Assert.That(model.ScoreReason, Does.StartWith("logits: it ends in MatMul"));
        Assert.That(model.Notes, Is.Empty);
    }

    private static ValueInfoProto Described(TensorProto tensor)
    {
        TensorShapeProto shape = new();
        shape.Dim.Add(tensor.Dims.Select(n => new TensorShapeProto.Types.Dimension { DimValue = n }));
        var type = new TypeProto.Types.Tensor { ElemType = tensor.DataType, Shape = shape };
        return new ValueInfoProto { Name = tensor.Name, Type = new TypeProto { TensorType = type } };
    }

    private static void Rename(GraphProto graph, string from, string to)
    {
        graph.Input.Single(input => input.Name == from).Name = to;
        foreach (NodeProto node in graph.Node)
            for (int i = 0; i < node.Input.Count; i++)
                node.Input[i] = node.Input[i] == from ? to : node.Input[i];
    }
}
