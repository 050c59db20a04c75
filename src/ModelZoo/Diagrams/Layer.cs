namespace RealtimeCnn.ModelZoo;

/// <summary>
/// One step of a network as people count them: an operation with weights (or a pooling, a sum...) and the small ones attached to it,
/// such as convolution, normalisation and rectifier.
/// </summary>
internal sealed class Layer
{
    private readonly List<Operation> _operations;

    private Layer(int index, Operation first)
    {
        Index = index;
        _operations = [first];
    }

    /// <summary>Position among the network's layers.</summary>
    public int Index { get; }

    /// <summary>In the order they run; at least one.</summary>
    public IReadOnlyList<Operation> Operations => _operations;

    /// <summary>The operation that the layer is named after.</summary>
    public Operation Main => _operations.FirstOrDefault(operation => !IsAttachment(operation)) ?? _operations[0];

    /// <summary>The operations other than <see cref="Main"/>, such as normalisation and rectifier.</summary>
    public IEnumerable<Operation> Attachments => _operations.Where(operation => operation != Main);

    /// <summary>Labels of all operations that compute something, in the order they run, such as "Conv, BN, ReLU".</summary>
    public string Computation => string.Join(
        ", ",
        _operations.Where(operation => operation == Main || operation.Kind != OperationKind.Reshape).Select(operation => operation.Label));

    /// <summary>The main operation's name; inside a block without the block's in front, which stands above it.</summary>
    public string Name
    {
        get
        {
            string module = Block[(Block.IndexOf('/', StringComparison.Ordinal) + 1)..] + ".";
            bool isWithin = module.Length > 1 && Main.Name.Length > module.Length && Main.Name.StartsWith(module, StringComparison.Ordinal);
            return isWithin ? Main.Name[module.Length..] : Main.Name;
        }
    }

    public string Block => _operations[0].Block;

    public ValueShape Output => _operations[^1].Output;

    public Cost Cost => Cost.Sum(_operations.Select(operation => operation.Cost));

    /// <summary>Indices of the layers whose results go in; -1 for the graph's input.</summary>
    public int[] Inputs { get; private set; } = [];

    /// <summary>All layers of a graph, in the order of their first operations.</summary>
    public static IReadOnlyList<Layer> Of(NetworkGraph graph)
    {
        IReadOnlyList<Operation> operations = graph.Operations;
        int[] consumers = new int[operations.Count];
        int[] lastConsumer = new int[operations.Count];
        for (int i = 0; i < operations.Count; i++)
        {
            foreach (int input in operations[i].Inputs.Where(input => input >= 0))
            {
                consumers[input]++;
                lastConsumer[input] = i;
            }
        }
        List<Layer> layers = [];
        Layer[] layerOf = new Layer[operations.Count];
        for (int i = 0; i < operations.Count; i++)
        {
            Operation operation = operations[i];
            // Earlier in the file, its result used here alone, in the same block: only then do the two belong together.
            bool follows = operation.Inputs is [>= 0 and int producer] && producer < i && consumers[producer] == 1
                && operations[producer].Block == operation.Block && layerOf[producer].Operations[^1] == operations[producer];
            Layer? before = follows ? layerOf[operation.Inputs[0]] : null;
            bool opensNext = operation.Kind == OperationKind.Reshape && consumers[i] == 1
                && operations[lastConsumer[i]] is { Kind: OperationKind.FullyConnected } next && next.Block == operation.Block;
            bool attaches = IsAttachment(operation) && !opensNext;
            bool endsReshaping = operation.Kind is OperationKind.FullyConnected && before?.Main.Kind == OperationKind.Reshape;
            if (before is not null && (attaches || endsReshaping))
                before._operations.Add(operation);
            else
                layers.Add(before = new Layer(layers.Count, operation));
            layerOf[i] = before;
        }
        foreach (Layer layer in layers)
        {
            IEnumerable<int> inputs = layer.Operations.SelectMany(operation => operation.Inputs).Select(i => i < 0 ? -1 : layerOf[i].Index);
            layer.Inputs = [.. inputs.Where(input => input != layer.Index).Distinct()];
        }
        return layers;
    }

    private static bool IsAttachment(Operation operation) =>
        operation.Kind is OperationKind.Activation or OperationKind.Normalisation or OperationKind.Reshape or OperationKind.Scaling;
}
