namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Neighbouring layers with one label, such as the module Mixed_5b of kind Inception-A; or a single layer without a label.
/// </summary>
internal sealed class Block
{
    private Block(int index, IReadOnlyList<Layer> layers)
    {
        Index = index;
        Layers = layers;
        string[] label = layers[0].Block.Split('/', 2);
        (Kind, Instance) = label.Length == 2 ? (label[0], label[1]) : ("", layers[0].Main.Name);
    }

    /// <summary>Position among the network's blocks.</summary>
    public int Index { get; }

    /// <summary>At least one, in the order they run.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>The paper's word for it; empty for a layer outside of any block.</summary>
    public string Kind { get; }

    /// <summary>Which one of its kind: the name of the module or of the layer.</summary>
    public string Instance { get; }

    /// <summary>Instance and kind in one, for where a block is a single layer.</summary>
    public string Name => Kind.Length > 0 ? $"{Instance} ({Kind})" : Instance;

    public ValueShape Output => Layers[^1].Output;

    public Cost Cost => Cost.Sum(Layers.Select(layer => layer.Cost));

    /// <summary>Indices of the blocks whose results go in; -1 for the graph's input.</summary>
    public int[] Inputs { get; private set; } = [];

    /// <summary>
    /// What makes the insides of two blocks the same: their operations, windows and wiring. Channels and strides may differ, as they
    /// do from stage to stage.
    /// </summary>
    public string Form { get; private set; } = "";

    /// <summary>
    /// Blocks as the layers view frames them: each labelled one by itself, neighbours without a label together, or the branches among
    /// them would not show.
    /// </summary>
    public static IEnumerable<IReadOnlyList<Block>> Sections(IReadOnlyList<Block> blocks)
    {
        for (int i = 0; i < blocks.Count;)
        {
            int end = i + 1;
            while (blocks[i].Kind.Length == 0 && end < blocks.Count && blocks[end].Kind.Length == 0)
                end++;
            yield return [.. blocks.Skip(i).Take(end - i)];
            i = end;
        }
    }

    /// <summary>All blocks of a graph, in the order they run.</summary>
    public static IReadOnlyList<Block> Of(IReadOnlyList<Layer> layers)
    {
        List<Block> blocks = [];
        Block[] blockOf = new Block[layers.Count];
        for (int i = 0; i < layers.Count;)
        {
            int end = i + 1;
            while (end < layers.Count && layers[i].Block.Length > 0 && layers[end].Block == layers[i].Block)
                end++;
            Block block = new(blocks.Count, [.. layers.Skip(i).Take(end - i)]);
            blocks.Add(block);
            while (i < end)
                blockOf[i++] = block;
        }
        foreach (Block block in blocks)
        {
            IEnumerable<int> inputs = block.Layers.SelectMany(layer => layer.Inputs).Select(i => i < 0 ? -1 : blockOf[i].Index);
            block.Inputs = [.. inputs.Where(input => input != block.Index).Distinct()];
            block.Form = string.Join("; ", block.Layers.Select(block.FormOf));
        }
        return blocks;
    }

    /// <summary>Where inside this block a layer takes its inputs: positions in <see cref="Layers"/>, -1 for outside. Distinct.</summary>
    public int[] InputsWithin(Layer layer)
    {
        int first = Layers[0].Index;
        return [.. layer.Inputs.Select(input => input >= first && input < first + Layers.Count ? input - first : -1).Distinct()];
    }

    private string FormOf(Layer layer)
    {
        IEnumerable<string> operations = layer.Operations.Select(
            operation => $"{operation.Kind} {operation.Type} {string.Join('x', operation.Window)}");
        return $"{string.Join('+', operations)} <- {string.Join(',', InputsWithin(layer))}";
    }
}
