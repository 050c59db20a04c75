using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// The operations of an ONNX graph with what a diagram says about each. Reads graphs from outside too: values that nobody makes,
/// cycles, absurd sizes and odd names give a poorer diagram, never a failure; only a graph that is empty or too large is refused.
/// </summary>
internal sealed class NetworkGraph
{
    /// <summary>Most operations, and most connections, that are drawn.</summary>
    public const int MaxOperations = 10_000, MaxConnections = 40_000;

    private const int MaxNameLength = 120;
    private const int MaxBlockLength = 80;

    private readonly Dictionary<string, ValueShape> _shapes = [];
    private readonly Dictionary<string, long[]> _constants = [];
    private readonly Dictionary<string, int> _producers = [];
    private readonly HashSet<string> _inputs = [];
    private readonly HashSet<string> _counted = [];
    private readonly List<Operation> _operations = [];

    private NetworkGraph(GraphProto graph)
    {
        foreach (TensorProto tensor in graph.Initializer)
            _constants[tensor.Name] = [.. tensor.Dims];
        foreach (ValueInfoProto value in graph.ValueInfo.Concat(graph.Output).Concat(graph.Input))
            _shapes[value.Name] = ValueShape.Of(value);
        _inputs.UnionWith(graph.Input.Select(value => value.Name).Where(name => !_constants.ContainsKey(name)));
        InputShape = graph.Input.Where(value => _inputs.Contains(value.Name)).Select(ValueShape.Of).FirstOrDefault();

        NodeProto[] nodes = [.. graph.Node.Where(node => !IsConstant(node))];
        if (nodes.Length == 0)
            throw new VisionException("it holds no operations");
        if (nodes.Length > MaxOperations || nodes.Sum(node => (long)node.Input.Count) > MaxConnections)
        {
            throw new VisionException(
                $"it has {nodes.Length:N0} operations; up to {MaxOperations:N0} with {MaxConnections:N0} connections are drawn");
        }
        for (int i = 0; i < nodes.Length; i++)
            foreach (string output in nodes[i].Output.Where(output => output.Length > 0))
                _producers.TryAdd(output, i);
        foreach (NodeProto node in nodes)
            _operations.Add(Read(node));
    }

    /// <summary>All operations, in the file's order, which in a valid file is one they can run in.</summary>
    public IReadOnlyList<Operation> Operations => _operations;

    /// <summary>Shape of the first input that is no weight.</summary>
    public ValueShape InputShape { get; }

    /// <summary>Reads a model's graph.</summary>
    /// <exception cref="VisionException">It is empty or too large; the message continues a sentence about the model.</exception>
    public static NetworkGraph Read(ModelProto model) => new(model.Graph ?? throw new VisionException("it holds no graph"));

    /// <summary>A name from outside, safe to print: at most 120 characters, none of them a control character or half of one.</summary>
    public static string Printable(string name)
    {
        char[] characters = name.AsSpan(0, Math.Min(name.Length, MaxNameLength)).ToArray();
        for (int i = 0; i < characters.Length; i++)
        {
            if (!IsPrintable(characters[i]))
                characters[i] = '?';
        }
        return name.Length > MaxNameLength ? new string(characters, 0, MaxNameLength - 1) + "\u2026" : new string(characters);
    }

    /// <summary>
    /// Not what could steer a terminal, turn the direction of writing, or is forbidden in XML; nor surrogates, which no layer's name
    /// needs.
    /// </summary>
    private static bool IsPrintable(char c) =>
        !char.IsControl(c) && !char.IsSurrogate(c)
        && c is not ('\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFFFE' or '\uFFFF');

    /// <summary>Weights that are written as nodes, as some exporters do, are weights all the same.</summary>
    private bool IsConstant(NodeProto node)
    {
        if (node.OpType != "Constant" || node.Output.Count != 1)
            return false;
        _constants.TryAdd(node.Output[0], [.. node.Attribute.FirstOrDefault(a => a.Name == "value")?.T?.Dims ?? []]);
        return true;
    }

    private Operation Read(NodeProto node)
    {
        string[] data = [.. node.Input.Where(input => input.Length > 0 && !_constants.ContainsKey(input))];
        // What nobody makes is left out.
        IEnumerable<string> made = data.Where(input => _producers.ContainsKey(input) || _inputs.Contains(input));
        int[] inputs = [.. made.Select(input => _producers.GetValueOrDefault(input, -1)).Distinct()];
        long[] weight = node.Input.Count > 1 ? _constants.GetValueOrDefault(node.Input[1], []) : [];
        long groups = node.Attribute.FirstOrDefault(a => a.Name == "group")?.I ?? 1;
        long[] window = Sizes(node, "kernel_shape");
        if (window.Length == 0 && node.OpType == "Conv" && weight.Length > 2)
            window = weight[2..];
        ValueShape output = node.Output.Count > 0 ? _shapes.GetValueOrDefault(node.Output[0]) : default;
        return new Operation
        {
            Name = Printable(node.Name.Length > 0 ? node.Name : node.Output.Count > 0 ? node.Output[0] : node.OpType),
            Type = Printable(node.OpType),
            Kind = Operation.KindOf(node, data.Length, groups),
            Block = BlockOf(node.DocString),
            Output = output,
            Window = window,
            Strides = Sizes(node, "strides"),
            Groups = groups,
            Cost = CostOf(node, weight, data, inputs, output),
            Inputs = inputs,
        };
    }

    private Cost CostOf(NodeProto node, long[] weight, string[] data, int[] inputs, ValueShape output)
    {
        IEnumerable<int> weights = node.OpType switch
        {
            "Conv" or "ConvTranspose" or "Gemm" => [1, 2],
            "BatchNormalization" or "InstanceNormalization" or "LayerNormalization" or "GroupNormalization" => [1, 2],
            "PRelu" => [1],
            "MatMul" => [0, 1],
            // The bias of a linear layer, where an exporter wrote the two apart.
            "Add" when inputs is [>= 0 and int producer] && _operations.ElementAtOrDefault(producer)?.Type == "MatMul" => [0, 1],
            _ => [],
        };
        long parameters = 0;
        foreach (int index in weights)
        {
            if (index < node.Input.Count && _constants.TryGetValue(node.Input[index], out long[]? sizes) && _counted.Add(node.Input[index]))
                parameters = Math.Min(Cost.Limit, parameters + (Cost.Product(sizes) ?? Cost.Limit));
        }
        long? macs = node.OpType switch
        {
            "Conv" => weight.Length > 1 && output.Elements is long outputs ? Cost.Product(weight[1..].Prepend(outputs)) : null,
            "Gemm" => output.Elements is > 0 and long features && Cost.Product(weight) is long size && weight.Length == 2 && output.Last > 0
                ? Cost.Product([size / output.Last, features])
                : null,
            "MatMul" => output.Elements is long values && InnerSize(data, weight) is long inner ? Cost.Product([values, inner]) : null,
            "ConvTranspose" or "ConvInteger" or "QLinearConv" or "MatMulInteger" or "QLinearMatMul" => null,
            _ => 0,
        };
        return new Cost(parameters, macs ?? 0, macs is not null);
    }

    /// <summary>The size that a matrix product sums over; null if unknown.</summary>
    private long? InnerSize(string[] data, long[] weight)
    {
        long size = weight.Length > 1 ? weight[^2] : data.Length > 0 ? _shapes.GetValueOrDefault(data[0]).Last : -1;
        return size > 0 ? size : null;
    }

    private static long[] Sizes(NodeProto node, string attribute)
    {
        const int MaxAxes = 4;
        long[] sizes = [.. node.Attribute.FirstOrDefault(a => a.Name == attribute)?.Ints.Take(MaxAxes) ?? []];
        return sizes;
    }

    /// <summary>Exporters write other things into doc strings, stack traces for one: only <c>kind/instance</c> counts.</summary>
    private static string BlockOf(string text)
    {
        int slash = text.IndexOf('/');
        bool isLabel = slash > 0 && slash < text.Length - 1 && text.Length <= MaxBlockLength && !text.Any(char.IsControl);
        return isLabel ? Printable(text) : "";
    }
}
