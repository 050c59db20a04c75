using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Small ONNX graphs written node by node, as no builder would write them.</summary>
internal sealed class TestGraph
{
    private readonly GraphProto _graph = new() { Name = "test" };

    public TestGraph(params long[] input) => _graph.Input.Add(Value("x", input));

    public ModelProto Model => new() { Graph = _graph };

    public GraphProto Graph => _graph;

    /// <summary>Appends a node whose first output has the name and, if given, the shape of the node.</summary>
    public TestGraph Node(
        string operation, string name, string[] inputs, long[]? shape = null, string block = "", params AttributeProto[] attributes)
    {
        _graph.Node.Add(new NodeProto
        {
            OpType = operation,
            Name = name,
            Input = { inputs },
            Output = { name },
            DocString = block,
            Attribute = { attributes },
        });
        if (shape is not null)
            _graph.ValueInfo.Add(Value(name, shape));
        return this;
    }

    /// <summary>Appends a convolution with weights, and their shape alone.</summary>
    public TestGraph Conv(string name, string input, long[] shape, long inputs, long kernel, long groups = 1, string block = "")
    {
        Weight(name + ".weight", shape[1], inputs / groups, kernel, kernel);
        return Node("Conv", name, [input, name + ".weight"], shape, block, Ints("kernel_shape", kernel, kernel), Int("group", groups));
    }

    public TestGraph Weight(string name, params long[] shape)
    {
        _graph.Initializer.Add(new TensorProto { Name = name, Dims = { shape } });
        return this;
    }

    public Diagram Diagram(string title = "test") => RealtimeCnn.ModelZoo.Diagram.Of(Model, title);

    public static AttributeProto Int(string name, long value) => new() { Name = name, I = value };

    public static AttributeProto Ints(string name, params long[] values) => new() { Name = name, Ints = { values } };

    public static ValueInfoProto Value(string name, params long[] shape) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                Shape = new TensorShapeProto { Dim = { shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }) } },
            },
        },
    };

    /// <summary>Two branches beside a shortcut, summed: the inside of a residual block.</summary>
    public static TestGraph Residual(string block = "") => new TestGraph(1, 8, 16, 16)
        .Conv("a", "x", [1, 8, 16, 16], inputs: 8, kernel: 1, block: block)
        .Node("Relu", "a.relu", ["a"], [1, 8, 16, 16], block)
        .Conv("b", "a.relu", [1, 8, 16, 16], inputs: 8, kernel: 3, block: block)
        .Node("Add", "sum", ["b", "x"], [1, 8, 16, 16], block)
        .Node("Relu", "out", ["sum"], [1, 8, 16, 16], block);

    /// <summary>A network of the catalogue, without weights.</summary>
    public static Diagram Network(string id, string variant = "") =>
        RealtimeCnn.ModelZoo.Diagram.Of(Architecture.Find(id)!.Create(ShapesOnly.Initializer, variant), id, 2000);

    /// <summary>Every network and every other form of one.</summary>
    public static IEnumerable<TestCaseData> Networks() =>
        from architecture in Architecture.All
        from variant in architecture.Variants.Prepend("")
        select new TestCaseData(architecture.Id, variant).SetArgDisplayNames(
            variant.Length > 0 ? $"{architecture.Id} {variant}" : architecture.Id);

    /// <summary>What one network is drawn as, in every format and detail.</summary>
    public static IEnumerable<string> Drawings(Diagram diagram) =>
        from detail in Enum.GetValues<DiagramDetail>()
        let picture = DiagramSvg.Draw(diagram, detail).ToString()
        from text in new[] { picture, DiagramDot.Write(diagram, detail), DiagramText.Write(diagram, detail) }
        select text;
}
