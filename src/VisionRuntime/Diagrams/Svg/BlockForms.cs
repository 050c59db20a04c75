namespace RealtimeCnn;

/// <summary>The inside of all blocks that are built alike.</summary>
/// <param name="Title">The kind; with a letter where a kind has several forms.</param>
/// <param name="Uses">Where it is used.</param>
/// <param name="Boxes">Its layers; numbers that differ from block to block are ranges.</param>
/// <param name="Inputs">The layers that layer i follows, -1 for outside.</param>
internal sealed record BlockForm(string Title, string Uses, IReadOnlyList<LayerBox> Boxes, Func<int, int[]> Inputs);

/// <summary>The different insides of a network's blocks, each once, in the order they appear.</summary>
internal sealed class BlockForms
{
    private readonly Dictionary<string, string> _titles = [];

    public BlockForms(Diagram diagram)
    {
        IGrouping<string, Block>[] forms = [.. diagram.Blocks.Where(block => block.Layers.Count > 1).GroupBy(block => block.Form)];
        foreach (IGrouping<string, IGrouping<string, Block>> kind in forms.GroupBy(form => form.First().Kind))
        {
            int letter = 0;
            foreach (IGrouping<string, Block> form in kind)
                _titles[form.Key] = kind.Count() == 1 ? kind.Key : $"{kind.Key} ({(letter < 26 ? (char)('a' + letter++) : '\u2026')})";
        }
        All = [.. forms.Select(form => FormOf(_titles[form.Key], [.. form]))];
    }

    public IReadOnlyList<BlockForm> All { get; }

    /// <summary>What to call a node of the blocks view so that its inside can be found.</summary>
    public string TitleOf(DiagramNode node) => _titles.GetValueOrDefault(node.Blocks[0].Form, node.Title);

    private static BlockForm FormOf(string title, Block[] blocks)
    {
        Block first = blocks[0];
        string uses = blocks.Length == 1 ? first.Instance : $"{blocks.Length} times: {first.Instance} \u2026 {blocks[^1].Instance}";
        LayerBox[] boxes = [.. first.Layers.Select((_, i) => BoxOf([.. blocks.Select(block => block.Layers[i])]))];
        return new BlockForm(title, uses, boxes, i => first.InputsWithin(first.Layers[i]));
    }

    /// <summary>The same layer of several blocks as one box.</summary>
    private static LayerBox BoxOf(Layer[] layers)
    {
        Operation main = layers[0].Main;
        string window = string.Join('\u00D7', main.Window);
        long[] strides = [.. layers.SelectMany(layer => layer.Main.Strides).Where(stride => stride > 0)];
        if (window.Length > 0 && strides.Any(stride => stride > 1))
            window += $" /{Range(strides)}";
        string heading = $"{main.ShortLabel} {window}".TrimEnd();
        string attachments = string.Join(" \u00B7 ", layers[0].Attachments);
        string names = string.Join(", ", layers.Take(4).Select(layer => layer.Main.Name));
        string tooltip = $"{main.Label} {window}".TrimEnd() + (attachments.Length > 0 ? $", {attachments}" : "") + $": {names}{(layers.Length > 4 ? ", \u2026" : "")}";
        if (main.Kind is OperationKind.Concatenation or OperationKind.Addition)
            return new LayerBox(main.Kind, heading, attachments, [], tooltip);
        bool hasChannels = main.Kind is OperationKind.Convolution or OperationKind.GroupedConvolution or OperationKind.FullyConnected;
        string channels = hasChannels ? Range([.. layers.Select(layer => layer.Output.Channels).Where(count => count > 0)]) : "";
        string groups = main.Groups > 1 && main.Label == "Grouped conv" ? $"{main.Groups} groups" : "";
        string line = string.Join(" \u00B7 ", new[] { channels, groups, attachments }.Where(part => part.Length > 0));
        return new LayerBox(main.Kind, heading, "", line.Length > 0 ? [(line, "")] : [], tooltip);
    }

    private static string Range(long[] values)
    {
        if (values.Length == 0)
            return "";
        (long least, long most) = (values.Min(), values.Max());
        return least == most ? $"{least}" : $"{least}\u2013{most}";
    }
}
