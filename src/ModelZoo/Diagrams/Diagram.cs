using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>One box of the blocks view: a block, or neighbouring blocks that are alike.</summary>
/// <param name="Blocks">The blocks folded into it.</param>
internal sealed record DiagramNode(IReadOnlyList<Block> Blocks)
{
    private Layer Main => Blocks[0].Layers[0];

    private bool IsSingleLayer => Blocks[0].Layers.Count == 1;

    /// <summary>How many blocks are folded into it.</summary>
    public int Count => Blocks.Count;

    /// <summary>The block's kind, or the operation where there is no block.</summary>
    public string Title => Blocks[0].Kind.Length > 0 ? Blocks[0].Kind : Main.Main.Label;

    /// <summary>The operations of a single layer, such as "Conv, ReLU"; empty for a block.</summary>
    public string OperationText => IsSingleLayer ? Main.Computation : "";

    /// <summary>Name of the module, or of the first and the last one.</summary>
    public string Instances => Count == 1 ? Blocks[0].Instance : $"{Blocks[0].Instance} \u2026 {Blocks[^1].Instance}";

    /// <summary>A single layer's own kind, or that of a block.</summary>
    public OperationKind Kind => IsSingleLayer ? Main.Main.Kind : OperationKind.Block;

    /// <summary>Kernel and stride of a single layer; empty otherwise.</summary>
    public string WindowText(string times) => IsSingleLayer ? Main.Main.WindowText(times) : "";

    public ValueShape Output => Blocks[^1].Output;

    public Cost Cost => Cost.Sum(Blocks.Select(block => block.Cost));

    /// <summary>Names of all nodes of the graph inside: what a profile of a run sums over.</summary>
    public IEnumerable<string> OperationNames =>
        Blocks.SelectMany(block => block.Layers).SelectMany(layer => layer.Operations).Select(operation => operation.Name);

    /// <summary>Indices of the nodes whose results go in; -1 for the graph's input.</summary>
    public int[] Inputs { get; init; } = [];
}

/// <summary>A network ready to be drawn, in both details.</summary>
internal sealed class Diagram
{
    private Diagram(string title, int? year, NetworkGraph graph)
    {
        Title = NetworkGraph.Printable(title);
        Year = year;
        Input = graph.InputShape;
        Layers = Layer.Of(graph);
        Blocks = Block.Of(Layers);
        Nodes = Fold(Blocks);
    }

    public string Title { get; }

    public int? Year { get; }

    /// <summary>Shape of the network's input.</summary>
    public ValueShape Input { get; }

    public IReadOnlyList<Layer> Layers { get; }

    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>The blocks view: alike neighbours folded.</summary>
    public IReadOnlyList<DiagramNode> Nodes { get; }

    public Cost Total => Cost.Sum(Layers.Select(layer => layer.Cost));

    /// <summary>Reads a model.</summary>
    /// <exception cref="VisionException">The graph is empty or too large; the message continues a sentence about the model.</exception>
    public static Diagram Of(ModelProto model, string title, int? year = null) => new(title, year, NetworkGraph.Read(model));

    private static DiagramNode[] Fold(IReadOnlyList<Block> blocks)
    {
        int[] consumers = new int[blocks.Count];
        foreach (int input in blocks.SelectMany(block => block.Inputs).Where(input => input >= 0))
            consumers[input]++;
        List<List<Block>> groups = [];
        int[] groupOf = new int[blocks.Count];
        foreach (Block block in blocks)
        {
            Block? before = block.Index > 0 ? blocks[block.Index - 1] : null;
            bool isAlike = before is not null && block.Kind.Length > 0 && block.Kind == before.Kind && block.Form == before.Form
                && block.Output.Height == before.Output.Height
                && block.Inputs is [int only] && only == before.Index && consumers[before.Index] == 1;
            if (isAlike)
                groups[^1].Add(block);
            else
                groups.Add([block]);
            groupOf[block.Index] = groups.Count - 1;
        }
        return [.. groups.Select((group, index) => new DiagramNode(group)
        {
            Inputs = [.. group.SelectMany(block => block.Inputs).Select(i => i < 0 ? -1 : groupOf[i]).Where(i => i != index).Distinct()],
        })];
    }
}
