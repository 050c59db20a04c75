using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Writes an ONNX graph in the words of a network's paper. Each method appends one operation, checks that shapes fit,
/// asks the weight source for the tensors it needs, and counts parameters and multiply-accumulates. Nodes and the values they
/// give are called by the state dict's module names, so a graph, its weights and a trace of PyTorch's layers speak of the same
/// things. Not for concurrent use.
/// </summary>
/// <remarks>The graph's initializers are exactly the tensors asked for; other numbers are <c>Constant</c> nodes.</remarks>
/// <param name="name">Name of the graph, usually the architecture's id.</param>
/// <param name="weights">Where the tensors come from, by state-dict name.</param>
/// <param name="classes">Classes to tell apart; null for as many as the published network does.</param>
internal sealed partial class GraphBuilder(string name, WeightSource weights, long? classes = null)
{
    /// <summary>Operator set of every graph: the newest that all execution providers in use understand.</summary>
    public const int Opset = 17;

    /// <summary>File format version; belongs to <see cref="Opset"/>.</summary>
    public const int IrVersion = 8;

    private readonly GraphProto _graph = new() { Name = name };
    private readonly HashSet<string> _valueNames = [];
    private string _block = "";

    /// <summary>How many classes the last layer is to tell apart.</summary>
    /// <param name="published">As many as in the published network.</param>
    public long Classes(long published) => classes ?? published;

    /// <summary>Number of trainable values in all tensors bound so far.</summary>
    public long Parameters { get; private set; }

    /// <summary>Multiply-accumulates of one run in convolutions and linear layers; bias, pooling and activations not counted.</summary>
    public long MultiplyAccumulates { get; private set; }

    /// <summary>
    /// Names the paper's building block that the following operations belong to, as <c>kind/instance</c>, for example
    /// <c>Inception-A/Mixed_5b</c>; holds until the next call. Diagrams draw one box per block and fold neighbours of one kind.
    /// </summary>
    public void Block(string label) => _block = label;

    /// <summary>Declares the graph's input.</summary>
    public GraphValue Input(string inputName, params long[] shape)
    {
        _graph.Input.Add(Describe(inputName, shape));
        return Register(new GraphValue(inputName, shape));
    }

    /// <summary>
    /// Makes <paramref name="x"/> the graph's output under the given name and closes the model. The builder is spent afterwards.
    /// </summary>
    public ModelProto Output(GraphValue x, string outputName)
    {
        Register(x with { Name = outputName });
        NodeProto last = _graph.Node.Single(node => node.Output.Contains(x.Name));
        last.Output[last.Output.IndexOf(x.Name)] = outputName;
        _graph.ValueInfo.Remove(_graph.ValueInfo.Single(value => value.Name == x.Name));
        _graph.Output.Add(Describe(outputName, x.Shape));
        return new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "RealtimeCnn",
            Graph = _graph,
            OpsetImport = { new OperatorSetIdProto { Version = Opset } },
        };
    }

    private string Bind(string tensorName, params long[] shape)
    {
        TensorProto tensor = weights(tensorName, shape);
        if (tensor.Name != tensorName || !tensor.Dims.SequenceEqual(shape))
        {
            throw new InvalidDataException(
                $"{_graph.Name}: {tensorName} is {tensor.Name} {string.Join('x', tensor.Dims)}, needs {string.Join('x', shape)}.");
        }
        _graph.Initializer.Add(tensor);
        return tensorName;
    }

    private string BindTrainable(string tensorName, params long[] shape)
    {
        Parameters += shape.Aggregate(1L, (a, b) => a * b);
        return Bind(tensorName, shape);
    }

    private GraphValue Append(string operation, string node, string[] inputs, long[] shape, params AttributeProto[] attributes)
    {
        GraphValue output = Register(new GraphValue(node, shape));
        _graph.Node.Add(new NodeProto
        {
            OpType = operation,
            Name = node,
            DocString = _block,
            Input = { inputs },
            Output = { output.Name },
            Attribute = { attributes },
        });
        _graph.ValueInfo.Add(Describe(output.Name, shape));
        return output;
    }

    private GraphValue Register(GraphValue value) => _valueNames.Add(value.Name)
        ? value
        : throw new InvalidOperationException($"{_graph.Name}: two values are called {value.Name}.");

    private void Require(bool fits, string layer, GraphValue x, string what)
    {
        if (!fits)
            throw new InvalidOperationException($"{_graph.Name}: {layer} gets {string.Join('x', x.Shape)}, which does not fit {what}.");
    }

    private static ValueInfoProto Describe(string valueName, long[] shape)
    {
        TensorShapeProto dimensions = new();
        dimensions.Dim.AddRange(shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        TypeProto.Types.Tensor tensor = new() { ElemType = (int)TensorProto.Types.DataType.Float, Shape = dimensions };
        return new ValueInfoProto { Name = valueName, Type = new TypeProto { TensorType = tensor } };
    }
}
