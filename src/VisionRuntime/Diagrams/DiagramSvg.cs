namespace RealtimeCnn;

/// <summary>Draws a diagram as a page of SVG: heading and legend here, the rest by <see cref="BlocksPage"/> and <see cref="LayersPage"/>.</summary>
internal static class DiagramSvg
{
    public const double Margin = 32;
    public const string Times = " \u00D7 ";
    public const string EdgeColour = "#64748b";

    private const double TitleSize = 26, LegendSize = 12;

    public static SvgCanvas Draw(Diagram diagram, DiagramDetail detail)
    {
        SvgCanvas canvas = new()
        {
            Title = $"{diagram.Title}: {(detail == DiagramDetail.Blocks ? "building blocks" : "layers")}",
        };
        if (detail == DiagramDetail.Blocks)
            new BlocksPage(canvas, diagram).Draw();
        else
            new LayersPage(canvas, diagram).Draw();
        return canvas;
    }

    /// <summary>Title, totals and legend.</summary>
    /// <returns>Where the page goes on.</returns>
    public static double DrawHeading(SvgCanvas canvas, Diagram diagram, IEnumerable<OperationKind> kinds, double pageWidth)
    {
        double room = pageWidth - (2 * Margin);
        double taken = canvas.Text(Margin, 54, diagram.Title, new TextStyle(TitleSize, Bold: true), width: room - 90);
        if (diagram.Year is int year)
            canvas.Text(Margin + taken + 12, 54, year.ToString(System.Globalization.CultureInfo.InvariantCulture), new TextStyle(TitleSize * 0.7, Colour: TextStyle.Muted));
        Cost total = diagram.Total;
        string totals = $"Input {diagram.Input.Text(Times)}   \u00B7   {Cost.Exact(total.Parameters)} parameters   \u00B7   {total.ExactMacs} multiply-accumulates";
        canvas.Text(Margin, 80, totals, new TextStyle(13.5, Colour: TextStyle.Muted), width: room);

        double x = Margin, y = 112;
        foreach (Swatch swatch in kinds.Distinct().Order().Select(Palette.Of))
        {
            double width = 22 + TextMetrics.Width(swatch.Name, LegendSize, bold: false) + 18;
            if (x > Margin && x + width > pageWidth - Margin)
            {
                x = Margin;
                y += 22;
            }
            canvas.Rectangle(new Area(x, y - 11, 14, 14), swatch.Fill, swatch.Line, 3);
            canvas.Text(x + 21, y, swatch.Name, new TextStyle(LegendSize, Colour: TextStyle.Muted));
            x += width;
        }
        return y + 14;
    }
}
