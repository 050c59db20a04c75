using System.Text.RegularExpressions;

namespace RealtimeCnn.ModelZoo;

/// <summary>The inside of all blocks that are built alike.</summary>
/// <param name="Title">The kind; with a letter where a kind has several forms.</param>
/// <param name="Uses">Where it is used.</param>
/// <param name="Boxes">Its layers; numbers that differ from block to block are ranges.</param>
/// <param name="Inputs">The layers that layer i follows, -1 for outside.</param>
internal sealed record BlockForm(string Title, string Uses, IReadOnlyList<LayerBox> Boxes, Func<int, int[]> Inputs);

/// <summary>
/// The different insides of a network's blocks, each once, in the order they appear. Blocks whose kinds differ in numbers alone, such
/// as Bottleneck 256 and Bottleneck 512, share one.
/// </summary>
internal sealed partial class BlockForms
{
    private readonly Dictionary<Block, string> _titles = [];

    private readonly Badges _badges;
    private readonly double _boxWidth;

    /// <param name="diagram">The network.</param>
    /// <param name="badges">Its badges.</param>
    /// <param name="boxWidth">Width of a layer's box.</param>
    public BlockForms(Diagram diagram, Badges badges, double boxWidth)
    {
        _badges = badges;
        _boxWidth = boxWidth;
        // No label has a zero character in it, so kinds that are equal after the replacement have equally many numbers.
        IEnumerable<Block> blocks = diagram.Blocks.Where(block => block.Layers.Count > 1);
        var forms = blocks.GroupBy(block => (Kind: Number().Replace(block.Kind, "\0"), block.Form)).ToArray();
        foreach (var kind in forms.GroupBy(form => form.Key.Kind))
        {
            // One kind, several insides: a letter tells them apart.
            char letter = 'a';
            foreach (var form in kind)
            {
                string mark = kind.Count() > 1 && letter <= 'z' ? $" ({letter++})" : "";
                foreach (Block block in form)
                    _titles[block] = block.Kind + mark;
                All.Add(FormOf(KindOf([.. form]) + mark, [.. form]));
            }
        }
    }

    public List<BlockForm> All { get; } = [];

    /// <summary>What to call a node of the blocks view so that its inside can be found.</summary>
    public string TitleOf(DiagramNode node) => _titles.GetValueOrDefault(node.Blocks[0], node.Title);

    /// <summary>The kind of all, with ranges for the numbers that differ.</summary>
    private static string KindOf(Block[] blocks)
    {
        long[][] numbers = [.. blocks.Select(block => Number().Matches(block.Kind).Select(match => long.Parse(match.ValueSpan)).ToArray())];
        int index = 0;
        return Number().Replace(blocks[0].Kind, _ =>
        {
            long[] column = [.. numbers.Select(row => row[index])];
            index++;
            return Range(column);
        });
    }

    /// <summary>At most nine digits: longer ones are no counts.</summary>
    [GeneratedRegex("[0-9]{1,9}")]
    private static partial Regex Number();

    private BlockForm FormOf(string title, Block[] blocks)
    {
        Block first = blocks[0];
        string uses = blocks.Length == 1 ? first.Instance : $"{blocks.Length} times: {first.Instance} \u2026 {blocks[^1].Instance}";
        LayerBox[] boxes = [.. first.Layers.Select((_, i) => BoxOf([.. blocks.Select(block => block.Layers[i])]))];
        return new BlockForm(title, uses, boxes, i => first.InputsWithin(first.Layers[i]));
    }

    /// <summary>The same layer of several blocks as one box.</summary>
    private LayerBox BoxOf(Layer[] layers)
    {
        const int Named = 4;
        Operation main = layers[0].Main;
        string names = string.Join(", ", layers.Take(Named).Select(layer => layer.Main.Name)) + (layers.Length > Named ? ", \u2026" : "");
        string tooltip = $"{string.Join(", ", layers[0].Operations.Select(operation => operation.Label))}: {names}";
        IReadOnlyList<Badge> badges = _badges.Of(layers[0]);
        if (main.Kind is OperationKind.Concatenation or OperationKind.Addition)
            return new LayerBox(main.Kind, main.Label, "", [], badges, tooltip);

        string window = string.Join('\u00D7', main.Window);
        long[] strides = [.. layers.SelectMany(layer => layer.Main.Strides).Where(stride => stride > 0)];
        if (window.Length > 0 && strides.Any(stride => stride > 1))
            window += $" /{Range(strides)}";
        bool isConvolution = main.Kind is OperationKind.Convolution or OperationKind.GroupedConvolution;
        bool hasChannels = isConvolution || main.Kind == OperationKind.FullyConnected;
        string channels = hasChannels ? Range([.. layers.Select(layer => layer.Output.Channels).Where(count => count > 0)]) : "";
        List<string> lines = [];
        string heading = $"{main.ShortLabel} {window}";
        if (!isConvolution || !LayerGraph.HeadingFits(heading, _boxWidth))
        {
            heading = main.ShortLabel;
            lines.Add(window);
        }
        if (main is { Groups: > 1, IsDepthwise: false })
            lines.Add($"{main.Groups} groups");
        // Into the last line where it has room.
        string joined = string.Join(" \u00B7 ", lines.TakeLast(1).Append(channels).Where(part => part.Length > 0));
        if (lines.Count > 0 && LayerGraph.Fits(joined, _boxWidth, badges.Count))
            lines[^1] = joined;
        else
            lines.Add(channels);
        return new LayerBox(main.Kind, heading, "", [.. lines.Where((line, i) => line.Length > 0 || i == 0)], badges, tooltip);
    }

    private static string Range(long[] values)
    {
        if (values.Length == 0)
            return "";
        (long least, long most) = (values.Min(), values.Max());
        return least == most ? $"{least}" : $"{least}\u2013{most}";
    }
}
