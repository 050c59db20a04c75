namespace RealtimeCnn.ModelZoo;

/// <summary>The layers view as a page: one below the other a frame for each block, with every layer inside.</summary>
internal sealed class LayersPage(SvgCanvas canvas, Diagram diagram)
{
    private const double MinPageWidth = 760, LayerWidth = 172, FramePadding = 14, FrameHeading = 30, FrameGap = 26;

    private readonly Badges _badges = new(diagram);

    public void Draw()
    {
        LayerBox input = new(OperationKind.Input, "Input", "", [diagram.Input.Text(DiagramSvg.Times)], [], "What goes in");
        Section[] sections = [new Section(input), .. Block.Sections(diagram.Blocks).Select(blocks => new Section(blocks, BoxOf))];
        SideArcs arcs = new(Inputs());

        // Every section is entered on one line, which the connections between them follow.
        double left = sections.Max(section => section.Ports.Entry), right = sections.Max(section => section.Width - section.Ports.Entry);
        double pageWidth = Math.Ceiling(Math.Max(MinPageWidth, left + right + arcs.Width + (2 * DiagramSvg.Margin)));
        double line = arcs.Width + ((pageWidth - arcs.Width - left - right) / 2) + left;
        IEnumerable<OperationKind> kinds = diagram.Layers.Select(layer => layer.Main.Kind).Append(OperationKind.Input);
        double y = 26 + DiagramSvg.DrawHeading(canvas, diagram, kinds, _badges.All, pageWidth);
        List<Area> areas = [];
        foreach (Section section in sections)
        {
            areas.Add(new Area(line - section.Ports.Entry, y, section.Width, section.Height));
            y += section.Height + FrameGap;
        }
        arcs.Draw(canvas, areas, i => (line, areas[i].X + sections[i].Ports.Exit), _ => DiagramSvg.EdgeColour);
        for (int i = 0; i < sections.Length; i++)
            Draw(sections[i], areas[i]);
        canvas.Width = pageWidth;
        canvas.Height = Math.Ceiling(y - FrameGap + DiagramSvg.Margin);
    }

    private void Draw(Section section, Area area)
    {
        if (section.Box is not null)
            LayerGraph.Draw(canvas, section.Box, area);
        if (section.Frame is { } block)
        {
            canvas.Rectangle(area, "#f8fafc", "#cbd5e1", 10);
            double room = area.Width - (2 * FramePadding);
            TextStyle kind = new(13, Bold: true), instance = new(11, Colour: TextStyle.Muted);
            room -= canvas.Text(area.X + FramePadding, area.Y + 20, block.Kind, kind, width: room);
            canvas.Text(area.Right - FramePadding, area.Y + 20, block.Instance, instance, Anchor.End, Math.Max(0, room - 10));
        }
        section.Graph?.Draw(canvas, area.X + section.GraphLeft, area.Y + (section.Frame is null ? 0 : FrameHeading));
    }

    /// <summary>For each section those it follows; the input is number 0.</summary>
    private int[][] Inputs()
    {
        IReadOnlyList<Block>[] sections = [.. Block.Sections(diagram.Blocks)];
        int[] sectionOf = [.. sections.SelectMany((blocks, i) => blocks.Select(_ => i + 1))];
        return [[], .. sections.Select((blocks, i) => InputsOf(blocks).Where(input => input != i + 1).Distinct().ToArray())];

        IEnumerable<int> InputsOf(IReadOnlyList<Block> blocks) =>
            blocks.SelectMany(block => block.Inputs).Select(input => input < 0 ? 0 : sectionOf[input]);
    }

    private LayerBox BoxOf(Layer layer, string name)
    {
        Operation main = layer.Main;
        string shape = layer.Output.Text(DiagramSvg.Times);
        string tooltip = $"{main.Name}: {string.Join(", ", layer.Operations.Select(operation => operation.Label))}; output {shape}; " +
            $"{Cost.Exact(layer.Cost.Parameters)} parameters, {layer.Cost.ExactMacs} multiply-accumulates";
        if (main.Kind is OperationKind.Concatenation or OperationKind.Addition)
            return new LayerBox(main.Kind, main.Label, "", [shape], _badges.Of(layer), tooltip);
        string heading = $"{main.ShortLabel} {main.WindowText("\u00D7")}".TrimEnd();
        string parameters = layer.Cost.Parameters > 0 ? Cost.Short(layer.Cost.Parameters) : "";
        return new LayerBox(main.Kind, heading, parameters, [name, shape], _badges.Of(layer), tooltip);
    }

    /// <summary>What stands in the page's column: a single box, a block in its frame, or neighbouring layers without a block.</summary>
    private sealed class Section
    {
        public Section(LayerBox box)
        {
            Box = box;
            (Width, Height) = (LayerWidth, LayerGraph.HeightOf(box));
            Ports = (Width / 2, Width / 2);
        }

        public Section(IReadOnlyList<Block> blocks, Func<Layer, string, LayerBox> boxOf)
        {
            Layer[] layers = [.. blocks.SelectMany(block => block.Layers)];
            if (layers.Length == 1)
            {
                Box = boxOf(layers[0], LayerGraph.Fits(blocks[0].Name, LayerWidth) ? blocks[0].Name : blocks[0].Instance);
                (Width, Height) = (LayerWidth, LayerGraph.HeightOf(Box));
                Ports = (Width / 2, Width / 2);
                return;
            }
            int first = layers[0].Index;
            bool IsWithin(int input) => input >= first && input < first + layers.Length;
            int[] InputsOf(int i) => [.. layers[i].Inputs.Select(input => IsWithin(input) ? input - first : -1).Distinct()];
            Graph = new LayerGraph([.. layers.Select(layer => boxOf(layer, layer.Name))], InputsOf, LayerWidth);
            (Width, Height) = (Graph.Width, Graph.Height);
            if (blocks[0].Kind.Length > 0)
            {
                Frame = blocks[0];
                double heading = TextMetrics.Width(Frame.Kind, 13, bold: true) + TextMetrics.Width(Frame.Instance, 11, bold: false) + 12;
                Width = Math.Max(Graph.Width, Math.Min(heading, 420)) + (2 * FramePadding);
                Height += FrameHeading + FramePadding;
                GraphLeft = (Width - Graph.Width) / 2;
            }
            Ports = (GraphLeft + Graph.Ports.Entry, GraphLeft + Graph.Ports.Exit);
        }

        public LayerBox? Box { get; }

        public LayerGraph? Graph { get; }

        public Block? Frame { get; }

        /// <summary>Where in the frame the graph begins.</summary>
        public double GraphLeft { get; }

        public double Width { get; }

        public double Height { get; }

        /// <summary>Where it is entered and left, from its left edge.</summary>
        public (double Entry, double Exit) Ports { get; }
    }
}
