namespace RealtimeCnn;

/// <summary>The layers view as a page: a frame for each block, one below the other, with every layer inside.</summary>
internal sealed class LayersPage(SvgCanvas canvas, Diagram diagram)
{
    private const double MinPageWidth = 720, LayerWidth = 172, FramePadding = 14, FrameHeading = 30, FrameGap = 26, InputWidth = 172, InputHeight = 38;

    private readonly Badges _badges = new(diagram);

    public void Draw()
    {
        Section[] sections = [.. Sections()];
        SideArcs arcs = new([[], .. sections.Select(section => section.Inputs)]);
        double widest = sections.Max(section => section.Width);
        double pageWidth = Math.Ceiling(Math.Max(MinPageWidth, widest + arcs.Width + (2 * DiagramSvg.Margin)));
        double y = 26 + DiagramSvg.DrawHeading(canvas, diagram, diagram.Layers.Select(layer => layer.Main.Kind).Append(OperationKind.Input), _badges.All, pageWidth);

        // Every section is centred on one line, which the connections between them follow.
        double centre = arcs.Width + ((pageWidth - arcs.Width) / 2);
        Area input = new(centre - (InputWidth / 2), y, InputWidth, InputHeight);
        List<Area> areas = [input];
        y = input.Bottom + FrameGap;
        foreach (Section section in sections)
        {
            areas.Add(new Area(centre - (section.Width / 2), y, section.Width, section.Height));
            y += section.Height + FrameGap;
        }
        arcs.Draw(canvas, areas, _ => DiagramSvg.EdgeColour);
        Swatch swatch = Palette.Of(OperationKind.Input);
        canvas.Rectangle(input, swatch.Fill, swatch.Line, 5);
        canvas.Text(input.CentreX, input.Y + 16, "Input", new TextStyle(11.5, Bold: true), Anchor.Middle);
        canvas.Text(input.CentreX, input.Y + 30, diagram.Input.Text(DiagramSvg.Times), new TextStyle(10.5, Colour: TextStyle.Muted), Anchor.Middle, input.Width - 16);
        for (int i = 0; i < sections.Length; i++)
            Draw(sections[i], areas[i + 1]);
        canvas.Width = pageWidth;
        canvas.Height = Math.Ceiling(y - FrameGap + DiagramSvg.Margin);
    }

    private void Draw(Section section, Area area)
    {
        if (section.Block is { } block)
        {
            canvas.Rectangle(area, "#f8fafc", "#cbd5e1", 10);
            TextStyle title = new(13, Bold: true), numbers = new(11, Colour: TextStyle.Muted);
            double room = area.Width - (2 * FramePadding);
            double taken = canvas.Text(area.X + FramePadding, area.Y + 20, block.Kind, title, width: room);
            canvas.Text(area.Right - FramePadding, area.Y + 20, block.Instance, numbers, Anchor.End, Math.Max(0, room - taken - 10));
        }
        double top = area.Y + (section.Block is null ? 0 : FrameHeading);
        section.Graph.Draw(canvas, area.CentreX - (section.Graph.Width / 2), top);
    }

    private IEnumerable<Section> Sections()
    {
        int[] sectionOf = new int[diagram.Blocks.Count];
        int count = 0;
        for (int i = 0; i < diagram.Blocks.Count;)
        {
            int end = i + 1;
            while (diagram.Blocks[i].Kind.Length == 0 && end < diagram.Blocks.Count && diagram.Blocks[end].Kind.Length == 0)
                end++;
            Block[] blocks = [.. diagram.Blocks.Skip(i).Take(end - i)];
            Array.Fill(sectionOf, ++count, i, end - i);
            int[] inputs = [.. blocks.SelectMany(block => block.Inputs).Select(input => input < 0 ? 0 : sectionOf[input]).Where(input => input != count).Distinct()];
            yield return new Section(blocks, inputs, BoxOf);
            i = end;
        }
    }

    private LayerBox BoxOf(Layer layer)
    {
        Operation main = layer.Main;
        string shape = layer.Output.Text(DiagramSvg.Times);
        string tooltip = $"{main.Name}: {string.Join(", ", layer.Operations.Select(operation => operation.Label))}; output {shape}; " +
            $"{Cost.Exact(layer.Cost.Parameters)} parameters, {layer.Cost.ExactMacs} multiply-accumulates";
        if (main.Kind is OperationKind.Concatenation or OperationKind.Addition)
            return new LayerBox(main.Kind, main.Label, "", [shape], _badges.Of(layer), tooltip);
        string heading = $"{main.ShortLabel} {main.WindowText("\u00D7")}".TrimEnd();
        string parameters = layer.Cost.Parameters > 0 ? Cost.Short(layer.Cost.Parameters) : "";
        return new LayerBox(main.Kind, heading, parameters, [layer.Name, shape], _badges.Of(layer), tooltip);
    }

    /// <summary>A block in its frame, or neighbouring layers outside of any.</summary>
    private sealed class Section
    {
        public Section(IReadOnlyList<Block> blocks, int[] inputs, Func<Layer, LayerBox> boxOf)
        {
            Block = blocks[0].Kind.Length > 0 ? blocks[0] : null;
            Inputs = inputs;
            Layer[] layers = [.. blocks.SelectMany(block => block.Layers)];
            int first = layers[0].Index;
            int[] InputsOf(int i) => [.. layers[i].Inputs.Select(input => input >= first && input < first + layers.Length ? input - first : -1).Distinct()];
            Graph = new LayerGraph([.. layers.Select(boxOf)], InputsOf, LayerWidth);
            double heading = Block is null ? 0 : TextMetrics.Width(Block.Kind, 13, bold: true) + TextMetrics.Width(Block.Instance, 11, bold: false) + 12;
            Width = Block is null ? Graph.Width : Math.Max(Graph.Width, Math.Min(heading, 420)) + (2 * FramePadding);
            Height = Block is null ? Graph.Height : Graph.Height + FrameHeading + FramePadding;
        }

        public Block? Block { get; }

        public int[] Inputs { get; }

        public LayerGraph Graph { get; }

        public double Width { get; }

        public double Height { get; }
    }
}
