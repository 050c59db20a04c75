namespace RealtimeCnn.ModelZoo;

/// <summary>What a layer's box says.</summary>
/// <param name="Kind">Gives the colour.</param>
/// <param name="Heading">First line: operation and window.</param>
/// <param name="Note">Right end of the first line.</param>
/// <param name="Lines">Further lines.</param>
/// <param name="Badges">Right end of the last line: what is attached.</param>
/// <param name="Tooltip">All there is to say.</param>
internal sealed record LayerBox(
    OperationKind Kind, string Heading, string Note, IReadOnlyList<string> Lines, IReadOnlyList<Badge> Badges, string Tooltip)
{
    /// <summary>Where values only meet: a small box, its text in the middle.</summary>
    public bool IsJunction => Kind is OperationKind.Concatenation or OperationKind.Addition;
}

/// <summary>
/// Layers and their connections, laid out from top to bottom between a point where values come in and one where they go out:
/// the inside of a block, or a graph without blocks.
/// </summary>
internal sealed class LayerGraph
{
    private const double HeadingSize = 11, Padding = 6, GapX = 10, GapY = 22, PortSize = 8, LineSize = 10.5, LineHeight = 15;
    private const string EdgeColour = "#64748b";

    private readonly IReadOnlyList<LayerBox> _boxes;
    private readonly LayeredLayout _layout;
    private readonly int _exit;
    private readonly double _side;

    /// <param name="boxes">One for each layer.</param>
    /// <param name="inputs">The layers that layer i follows, -1 for the entry.</param>
    /// <param name="boxWidth">Width of a box.</param>
    public LayerGraph(IReadOnlyList<LayerBox> boxes, Func<int, int[]> inputs, double boxWidth)
    {
        _boxes = boxes;
        _exit = boxes.Count + 1;
        bool[] isUsed = new bool[boxes.Count];
        List<(int From, int To)> edges = [];
        for (int i = 0; i < boxes.Count; i++)
        {
            foreach (int input in inputs(i).Where(input => input < boxes.Count))
            {
                edges.Add((input + 1, i + 1));
                if (input >= 0)
                    isUsed[input] = true;
            }
        }
        edges.AddRange(Enumerable.Range(0, boxes.Count).Where(i => !isUsed[i]).Select(i => (i + 1, _exit)));
        (double, double) port = (PortSize, PortSize);
        _layout = new LayeredLayout([port, .. boxes.Select(box => (WidthOf(box, boxWidth), HeightOf(box))), port], edges, GapX, GapY);
        _side = _layout.Routes.Any(route => route.IsFar) ? 28 : 0;
    }

    public double Width => _layout.Width + _side;

    public double Height => _layout.Height;

    /// <summary>Where values come in and go out, from the left edge.</summary>
    public (double Entry, double Exit) Ports => (_side + _layout.Items[0].CentreX, _side + _layout.Items[_exit].CentreX);

    /// <summary>Draws it with its top left corner at a position.</summary>
    public void Draw(SvgCanvas canvas, double x, double y)
    {
        x += _side;
        foreach (Route route in _layout.Routes)
            Connect(canvas, route, x, y);
        canvas.Dot(x + _layout.Items[0].CentreX, y + (PortSize / 2), PortSize / 2, EdgeColour);
        canvas.Dot(x + _layout.Items[_exit].CentreX, y + _layout.Items[_exit].Y + (PortSize / 2), PortSize / 2, EdgeColour);
        for (int i = 0; i < _boxes.Count; i++)
        {
            Area place = _layout.Items[i + 1];
            Draw(canvas, _boxes[i], place with { X = place.X + x, Y = place.Y + y });
        }
    }

    /// <summary>Whether a text fits into a line of a box.</summary>
    public static bool Fits(string text, double boxWidth, int badges = 0) =>
        TextMetrics.Width(text, LineSize, bold: false) <= boxWidth - (2 * Padding) - (badges * Badge.Pitch);

    /// <summary>Whether a heading fits into a box.</summary>
    public static bool HeadingFits(string text, double boxWidth) =>
        TextMetrics.Width(text, HeadingSize, bold: true) <= boxWidth - (2 * Padding);

    /// <summary>Height of one box.</summary>
    public static double HeightOf(LayerBox box) => 8 + (LineHeight * (1 + box.Lines.Count));

    /// <summary>Draws one box.</summary>
    public static void Draw(SvgCanvas canvas, LayerBox box, Area area)
    {
        using IDisposable tooltip = canvas.Tooltip(box.Tooltip);
        Swatch swatch = Palette.Of(box.Kind);
        TextStyle heading = new(HeadingSize, Bold: true), line = new(LineSize, Colour: TextStyle.Muted);
        double room = area.Width - (2 * Padding), badges = box.Badges.Count * Badge.Pitch, baseline = area.Y + 15;
        canvas.Rectangle(area, swatch.Fill, swatch.Line, box.IsJunction ? Math.Min(area.Height / 2, 12) : 5);
        if (box.IsJunction)
        {
            double width = TextMetrics.Width(box.Heading, HeadingSize, bold: true) + badges;
            canvas.Text(area.CentreX - (width / 2), baseline, box.Heading, heading, width: room);
            DrawBadges(canvas, box.Badges, area.CentreX + (width / 2), baseline - 4);
            foreach (string text in box.Lines)
                canvas.Text(area.CentreX, baseline += LineHeight, text, line, Anchor.Middle, room);
            return;
        }
        double taken = canvas.Text(area.X + Padding, baseline, box.Heading, heading, width: room);
        canvas.Text(area.Right - Padding, baseline, box.Note, line, Anchor.End, Math.Max(0, room - taken - 6));
        for (int i = 0; i < box.Lines.Count; i++)
        {
            double width = i == box.Lines.Count - 1 ? room - badges : room;
            canvas.Text(area.X + Padding, baseline += LineHeight, box.Lines[i], line, width: width);
        }
        DrawBadges(canvas, box.Badges, area.Right - Padding + 2, baseline - 4);
    }

    private static double WidthOf(LayerBox box, double boxWidth) => box.IsJunction ? boxWidth * 0.75 : boxWidth;

    private static void DrawBadges(SvgCanvas canvas, IReadOnlyList<Badge> badges, double right, double middle)
    {
        for (int i = 0; i < badges.Count; i++)
            badges[i].Draw(canvas, right - (Badge.Pitch * (badges.Count - i)) + (Badge.Pitch / 2), middle);
    }

    private void Connect(SvgCanvas canvas, Route route, double x, double y)
    {
        Area from = _layout.Items[route.From], to = _layout.Items[route.To];
        double startX = x + from.CentreX, startY = y + from.Bottom, endX = x + to.CentreX, endY = y + to.Y;
        bool isShortcut = (route.IsFar || route.Columns.Count > 0)
            && route.To != _exit && _boxes[route.To - 1].Kind == OperationKind.Addition;
        (string colour, double width) = isShortcut ? (Palette.Of(OperationKind.Addition).Line, 2.0) : (EdgeColour, 1.2);
        double tip = endY - (route.To == _exit ? 0 : 5);
        if (route.IsFar)
        {
            double side = x - (_side / 2);
            string leaving = $"M{P(startX, startY)}C{P(startX, startY + 14)} {P(side, startY)} {P(side, startY + 24)}";
            canvas.Path($"{leaving}V{SvgCanvas.N(tip - 24)}C{P(side, endY)} {P(endX, endY - 20)} {P(endX, tip)}", colour, width);
        }
        else
        {
            System.Text.StringBuilder path = new($"M{P(startX, startY)}");
            (double atX, double atY) = (startX, startY);
            foreach ((double columnX, double top, double bottom) in route.Columns)
            {
                Curve(path, atX, atY, x + columnX, y + top);
                path.Append($"V{SvgCanvas.N(y + bottom)}");
                (atX, atY) = (x + columnX, y + bottom);
            }
            Curve(path, atX, atY, endX, tip);
            canvas.Path(path.ToString(), colour, width);
        }
        if (route.To != _exit)
            canvas.ArrowDown(endX, endY, colour);
    }

    private static void Curve(System.Text.StringBuilder path, double fromX, double fromY, double toX, double toY)
    {
        if (Math.Abs(fromX - toX) < 0.5)
        {
            path.Append($"L{P(toX, toY)}");
            return;
        }
        double middle = (fromY + toY) / 2;
        path.Append($"C{P(fromX, middle)} {P(toX, middle)} {P(toX, toY)}");
    }

    private static string P(double x, double y) => $"{SvgCanvas.N(x)} {SvgCanvas.N(y)}";
}
