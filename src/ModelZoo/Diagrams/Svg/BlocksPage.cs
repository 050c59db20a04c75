namespace RealtimeCnn.ModelZoo;

/// <summary>
/// The blocks view as a page: on top the network as a column of boxes with their numbers, below it the inside of every kind of block.
/// </summary>
internal sealed class BlocksPage(SvgCanvas canvas, Diagram diagram)
{
    private const double PageWidth = 1040, RowHeight = 42, RowGap = 14, BoxWidth = 404;
    private const double GlyphWidth = 58, GlyphHeight = 34, NumberWidth = 74, BarWidth = 90, ColumnGap = 14;
    private const double CardPadding = 14, CardHeading = 46, CardGap = 16, LayerWidth = 104;

    private const double MacsLeft = PageWidth - DiagramSvg.Margin - BarWidth - NumberWidth - 8;
    private const double ParametersLeft = MacsLeft - ColumnGap - BarWidth - NumberWidth - 8;

    private readonly Badges _badges = new(diagram);
    private readonly long _mostParameters = diagram.Nodes.Max(node => node.Cost.Parameters);
    private readonly long _mostMacs = diagram.Nodes.Max(node => node.Cost.Macs);

    public void Draw()
    {
        BlockForms forms = new(diagram, _badges, LayerWidth);
        LayerBox[] inside = [.. forms.All.SelectMany(form => form.Boxes)];
        IEnumerable<OperationKind> kinds =
            [OperationKind.Input, .. diagram.Nodes.Select(node => node.Kind), .. inside.Select(box => box.Kind)];
        double y = DiagramSvg.DrawHeading(canvas, diagram, kinds, inside.SelectMany(box => box.Badges).Distinct(), PageWidth);
        y = DrawColumn(y + 30, forms);
        canvas.Width = PageWidth;
        if (forms.All.Count > 0)
            y = DrawForms(y + 52, forms);
        canvas.Height = Math.Ceiling(y + DiagramSvg.Margin);
    }

    private double DrawColumn(double y, BlockForms forms)
    {
        IReadOnlyList<DiagramNode> nodes = diagram.Nodes;
        SideArcs arcs = new([[], .. nodes.Select(node => node.Inputs.Select(input => input + 1).ToArray())]);
        double left = DiagramSvg.Margin + arcs.Width;
        Area BoxAt(int row) => new(left, y + 12 + (row * (RowHeight + RowGap)), BoxWidth - arcs.Width, RowHeight);
        Area[] boxes = [.. Enumerable.Range(0, nodes.Count + 1).Select(BoxAt)];

        TextStyle heading = new(12, Bold: true, TextStyle.Muted);
        canvas.Text(left, y, "Block", heading);
        canvas.Text(left + boxes[0].Width + GlyphWidth + 28, y, "Output", heading);
        canvas.Text(ParametersLeft + NumberWidth, y, "Parameters", heading, Anchor.End);
        canvas.Text(MacsLeft + NumberWidth, y, "MACs", heading, Anchor.End);

        bool IsSum(int row) => row > 0 && nodes[row - 1].Kind == OperationKind.Addition;
        string ColourOf(int row) => IsSum(row) ? Palette.Of(OperationKind.Addition).Line : DiagramSvg.EdgeColour;
        arcs.Draw(canvas, boxes, row => (boxes[row].CentreX, boxes[row].CentreX), ColourOf);
        DrawBox(boxes[0], OperationKind.Input, "Input", "", "", 1, "the picture");
        DrawShape(boxes[0], diagram.Input, OperationKind.Input);
        for (int i = 0; i < nodes.Count; i++)
            DrawRow(boxes[i + 1], nodes[i], forms.TitleOf(nodes[i]));
        return boxes[^1].Bottom;
    }

    private void DrawRow(Area box, DiagramNode node, string title)
    {
        Cost cost = node.Cost;
        string operations = node.Title.StartsWith(node.OperationText, StringComparison.OrdinalIgnoreCase) ? "" : node.OperationText;
        string detail = string.Join("  \u00B7  ", new[] { operations, node.Instances }.Where(part => part.Length > 0));
        string tooltip = $"{node.Title}: {Cost.Exact(cost.Parameters)} parameters, {cost.ExactMacs} multiply-accumulates";
        DrawBox(box, node.Kind, title, node.WindowText("\u00D7"), detail, node.Count, tooltip);
        DrawShape(box, node.Output, node.Kind);
        string parameters = cost.Parameters == 0 ? "" : Cost.Short(cost.Parameters);
        string macs = cost is { IsKnown: true, Macs: 0 } ? "" : cost.ShortMacs;
        DrawNumber(box, ParametersLeft, parameters, cost.Parameters, _mostParameters, node.Kind);
        DrawNumber(box, MacsLeft, macs, cost.Macs, _mostMacs, node.Kind);
    }

    private void DrawBox(Area box, OperationKind kind, string title, string window, string detail, int count, string tooltip)
    {
        using IDisposable group = canvas.Tooltip(tooltip);
        Swatch swatch = Palette.Of(kind);
        canvas.Rectangle(box, swatch.Fill, swatch.Line, 7);
        canvas.Rectangle(new Area(box.X + 5, box.Y + 7, 4, box.Height - 14), swatch.Line, radius: 2);
        double left = box.X + 20, right = box.Right - 12;
        if (count > 1)
        {
            string times = $"\u00D7 {count}";
            double width = TextMetrics.Width(times, 13, bold: true) + 16;
            canvas.Rectangle(new Area(right - width, box.Y + 9, width, 24), swatch.Line, radius: 12);
            canvas.Text(right - (width / 2), box.Y + 26, times, new TextStyle(13, Bold: true, "#ffffff"), Anchor.Middle);
            right -= width + 10;
        }
        double baseline = detail.Length > 0 ? box.Y + 18 : box.Y + 26;
        if (window.Length > 0)
        {
            right -= canvas.Text(
                right, box.Y + 26, window, new TextStyle(13, Bold: true, swatch.Line), Anchor.End, (right - left) / 2) + 12;
        }
        canvas.Text(left, baseline, title, new TextStyle(13.5, Bold: true), width: right - left);
        canvas.Text(left, box.Y + 34, detail, new TextStyle(11, Colour: TextStyle.Muted), width: right - left);
    }

    /// <summary>A plate as high as the feature maps are large and as wide as they are many, beside their size in figures.</summary>
    private void DrawShape(Area box, ValueShape shape, OperationKind kind)
    {
        double centre = box.Right + 14 + (GlyphWidth / 2), middle = box.Y + (box.Height / 2);
        if (shape.Channels > 0 && shape.Height > 0)
        {
            double height = Math.Max(3, GlyphHeight * Math.Min(1, Math.Sqrt((double)shape.Height / Math.Max(1, diagram.Input.Height))));
            double width = Math.Clamp(GlyphWidth * Math.Log2(1.0 + shape.Channels) / 13, 3, GlyphWidth);
            Swatch swatch = Palette.Of(kind);
            canvas.Rectangle(new Area(centre - (width / 2), middle - (height / 2), width, height), swatch.Fill, swatch.Line, 1.5);
        }
        double left = box.Right + 28 + GlyphWidth;
        canvas.Text(left, middle + 4.5, shape.Text(DiagramSvg.Times), new TextStyle(12.5), width: ParametersLeft - left - 6);
    }

    /// <summary>A number, and a bar that is full for the largest of its column.</summary>
    private void DrawNumber(Area box, double left, string text, long value, long most, OperationKind kind)
    {
        double middle = box.Y + (box.Height / 2);
        canvas.Text(left + NumberWidth, middle + 4.5, text, new TextStyle(12.5), Anchor.End, NumberWidth);
        if (value <= 0)
            return;
        double length = Math.Max(1.5, BarWidth * value / most);
        canvas.Rectangle(new Area(left + NumberWidth + 8, middle - 5, length, 10), Palette.Of(kind).Line, radius: Math.Min(2, length / 2));
    }

    /// <summary>One card for each form: up to three columns, the next card into the shortest one, too wide ones across all.</summary>
    private double DrawForms(double y, BlockForms forms)
    {
        canvas.Text(DiagramSvg.Margin, y, "Inside the blocks", new TextStyle(18, Bold: true));
        (BlockForm Form, LayerGraph Graph)[] cards =
            [.. forms.All.Select(form => (form, new LayerGraph(form.Boxes, form.Inputs, LayerWidth)))];
        double room = Math.Max(PageWidth - (2 * DiagramSvg.Margin), cards.Max(card => WidthOf(card.Form, card.Graph)));
        double ColumnWidth(int columns) => (room - (CardGap * (columns - 1))) / columns;
        int columns = Math.Min(cards.Length, cards.All(card => WidthOf(card.Form, card.Graph) <= ColumnWidth(3)) ? 3 : 2);
        double[] bottoms = new double[columns];
        Array.Fill(bottoms, y + 18 - CardGap);
        foreach ((BlockForm form, LayerGraph graph) in cards)
        {
            double height = graph.Height + CardHeading + (2 * CardPadding);
            bool spansAll = WidthOf(form, graph) > ColumnWidth(columns);
            int column = spansAll ? 0 : Array.IndexOf(bottoms, bottoms.Min());
            double top = (spansAll ? bottoms.Max() : bottoms[column]) + CardGap;
            double left = DiagramSvg.Margin + (column * (ColumnWidth(columns) + CardGap)), width = spansAll ? room : ColumnWidth(columns);
            DrawForm(new Area(left, top, width, height), form, graph);
            if (spansAll)
                Array.Fill(bottoms, top + height);
            else
                bottoms[column] = top + height;
        }
        canvas.Width = room + (2 * DiagramSvg.Margin);
        return bottoms.Max();
    }

    private static double WidthOf(BlockForm form, LayerGraph graph) =>
        Math.Max(graph.Width, Math.Clamp(TextMetrics.Width(form.Title, 13.5, bold: true), 180, 300)) + (2 * CardPadding);

    private void DrawForm(Area card, BlockForm form, LayerGraph graph)
    {
        canvas.Rectangle(card, "#f8fafc", "#cbd5e1", 10);
        double room = card.Width - (2 * CardPadding);
        canvas.Text(card.X + CardPadding, card.Y + 25, form.Title, new TextStyle(13.5, Bold: true), width: room);
        canvas.Text(card.X + CardPadding, card.Y + 42, form.Uses, new TextStyle(11, Colour: TextStyle.Muted), width: room);
        graph.Draw(canvas, card.CentreX - (graph.Width / 2), card.Y + CardHeading + CardPadding);
    }
}
