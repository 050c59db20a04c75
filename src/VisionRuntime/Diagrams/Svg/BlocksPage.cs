namespace RealtimeCnn;

/// <summary>
/// The blocks view as a page: on top the network as a column of boxes with their numbers, below it the inside of every kind of block.
/// </summary>
internal sealed class BlocksPage(SvgCanvas canvas, Diagram diagram)
{
    private const double PageWidth = 960, RowHeight = 42, RowGap = 14, BoxWidth = 372;
    private const double GlyphWidth = 58, GlyphHeight = 34, BarWidth = 76;
    private const double CardPadding = 16, CardHeading = 44, CardGap = 16, LayerWidth = 132;

    private const double NumbersLeft = PageWidth - DiagramSvg.Margin - 2 * (BarWidth + 86);

    private readonly BlockForms _forms = new(diagram);

    public void Draw()
    {
        IEnumerable<OperationKind> kinds = diagram.Nodes.Select(node => node.Kind).Concat(_forms.All.SelectMany(form => form.Boxes).Select(box => box.Kind)).Append(OperationKind.Input);
        double y = DiagramSvg.DrawHeading(canvas, diagram, kinds, PageWidth);
        y = DrawColumn(y + 30);
        canvas.Width = PageWidth;
        if (_forms.All.Count > 0)
            y = DrawForms(y + 52);
        canvas.Height = Math.Ceiling(y + DiagramSvg.Margin);
    }

    private double DrawColumn(double y)
    {
        IReadOnlyList<DiagramNode> nodes = diagram.Nodes;
        SideArcs arcs = new([[], .. nodes.Select(node => node.Inputs.Select(input => input + 1).ToArray())]);
        double left = DiagramSvg.Margin + arcs.Width, top = y;
        Area[] boxes = [.. Enumerable.Range(0, nodes.Count + 1).Select(i => new Area(left, y + 12 + (i * (RowHeight + RowGap)), BoxWidth - arcs.Width, RowHeight))];

        TextStyle heading = new(12, Bold: true, TextStyle.Muted);
        canvas.Text(left, y, "Block", heading);
        canvas.Text(left + boxes[0].Width + GlyphWidth + 28, y, "Output", heading);
        canvas.Text(NumbersLeft + 74, y, "Parameters", heading, Anchor.End);
        canvas.Text(NumbersLeft + BarWidth + 86 + 74, y, "MACs", heading, Anchor.End);

        arcs.Draw(canvas, boxes, to => to > 0 && nodes[to - 1].Kind == OperationKind.Addition ? Palette.Of(OperationKind.Addition).Line : DiagramSvg.EdgeColour);
        DrawBox(boxes[0], OperationKind.Input, "Input", "", "", 1, "the picture");
        DrawShape(boxes[0], diagram.Input, OperationKind.Input);
        for (int i = 0; i < nodes.Count; i++)
            DrawRow(boxes[i + 1], nodes[i]);
        return boxes[^1].Bottom;
    }

    private void DrawRow(Area box, DiagramNode node)
    {
        Cost cost = node.Cost, total = diagram.Total;
        string operations = node.Title.StartsWith(node.OperationText, StringComparison.OrdinalIgnoreCase) ? "" : node.OperationText;
        string detail = string.Join("  \u00B7  ", new[] { operations, node.Instances }.Where(part => part.Length > 0));
        string tooltip = $"{node.Title}: {Cost.Exact(cost.Parameters)} parameters, {cost.ExactMacs} multiply-accumulates, output {node.Output.Text(DiagramSvg.Times)}";
        DrawBox(box, node.Kind, _forms.TitleOf(node), node.WindowText("\u00D7"), detail, node.Count, tooltip);
        DrawShape(box, node.Output, node.Kind);
        DrawNumber(box, NumbersLeft, cost.Parameters == 0 ? "" : Cost.Short(cost.Parameters), cost.Parameters, total.Parameters, node.Kind);
        DrawNumber(box, NumbersLeft + BarWidth + 86, cost is { IsKnown: true, Macs: 0 } ? "" : cost.ShortMacs, cost.Macs, total.Macs, node.Kind);
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
        right -= canvas.Text(right, box.Y + 26, window, new TextStyle(13, Bold: true, swatch.Line), Anchor.End) + (window.Length > 0 ? 12 : 0);
        canvas.Text(left, baseline, title, new TextStyle(13.5, Bold: true), width: right - left);
        canvas.Text(left, box.Y + 34, detail, new TextStyle(11, Colour: TextStyle.Muted), width: right - left);
    }

    /// <summary>A plate as high as the feature maps are large and as wide as they are many, beside their size in figures.</summary>
    private void DrawShape(Area box, TensorShape shape, OperationKind kind)
    {
        double centre = box.Right + 14 + (GlyphWidth / 2), middle = box.Y + (box.Height / 2);
        if (shape.Channels > 0 && shape.Height > 0)
        {
            double height = Math.Max(3, GlyphHeight * Math.Min(1, Math.Sqrt((double)shape.Height / Math.Max(1, diagram.Input.Height))));
            double width = Math.Clamp(GlyphWidth * Math.Log2(1 + shape.Channels) / 13, 3, GlyphWidth);
            Swatch swatch = Palette.Of(kind);
            canvas.Rectangle(new Area(centre - (width / 2), middle - (height / 2), width, height), swatch.Fill, swatch.Line, 1.5);
        }
        canvas.Text(box.Right + 28 + GlyphWidth, middle + 4.5, shape.Text(DiagramSvg.Times), new TextStyle(12.5), width: NumbersLeft - box.Right - GlyphWidth - 34);
    }

    private void DrawNumber(Area box, double left, string text, long value, long total, OperationKind kind)
    {
        double middle = box.Y + (box.Height / 2);
        canvas.Text(left + 74, middle + 4.5, text, new TextStyle(12.5), Anchor.End, 74);
        if (value <= 0 || total <= 0)
            return;
        double length = BarWidth * value / total;
        canvas.Rectangle(new Area(left + 82, middle - 5, Math.Max(1.5, length), 10), Palette.Of(kind).Line, radius: Math.Min(2, length / 2));
    }

    private double DrawForms(double y)
    {
        canvas.Text(DiagramSvg.Margin, y, "Inside the blocks", new TextStyle(18, Bold: true));
        y += 18;
        double room = PageWidth - (2 * DiagramSvg.Margin), x = 0, rowHeight = 0;
        foreach (BlockForm form in _forms.All)
        {
            LayerGraph graph = new(form.Boxes, form.Inputs, LayerWidth);
            double width = Math.Max(graph.Width + (2 * CardPadding), 240), height = graph.Height + CardHeading + (2 * CardPadding);
            if (x > 0 && x + width > room)
            {
                (x, y, rowHeight) = (0, y + rowHeight + CardGap, 0);
            }
            Area card = new(DiagramSvg.Margin + x, y, width, height);
            canvas.Rectangle(card, "#f8fafc", "#cbd5e1", 10);
            canvas.Text(card.X + CardPadding, card.Y + 25, form.Title, new TextStyle(13.5, Bold: true), width: width - (2 * CardPadding));
            canvas.Text(card.X + CardPadding, card.Y + 42, form.Uses, new TextStyle(11, Colour: TextStyle.Muted), width: width - (2 * CardPadding));
            graph.Draw(canvas, card.X + ((width - graph.Width) / 2), card.Y + CardHeading + CardPadding);
            canvas.Width = Math.Max(canvas.Width, card.Right + DiagramSvg.Margin);
            x += width + CardGap;
            rowHeight = Math.Max(rowHeight, height);
        }
        return y + rowHeight;
    }
}
