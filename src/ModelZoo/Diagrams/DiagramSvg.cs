namespace RealtimeCnn.ModelZoo;

/// <summary>Draws a page of SVG: heading and legend here, the rest in <see cref="BlocksPage"/> and <see cref="LayersPage"/>.</summary>
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
    public static double DrawHeading(
        SvgCanvas canvas, Diagram diagram, IEnumerable<OperationKind> kinds, IEnumerable<Badge> badges, double pageWidth)
    {
        double room = pageWidth - (2 * Margin);
        canvas.Text(Margin, 54, diagram.Title, new TextStyle(TitleSize, Bold: true), width: room - 90);
        if (diagram.Year is int year)
            canvas.Text(pageWidth - Margin, 54, $"{year}", new TextStyle(TitleSize, Colour: "#64748b"), Anchor.End);
        Cost total = diagram.Total;
        string input = diagram.Input.Text(Times), parameters = Cost.Exact(total.Parameters);
        string[] totals = [$"Input {input}", $"{parameters} parameters", $"{total.ExactMacs} multiply-accumulates"];
        canvas.Text(Margin, 80, string.Join("   \u00B7   ", totals), new TextStyle(13.5, Colour: TextStyle.Muted), width: room);

        double x = Margin, y = 112;
        foreach (Swatch swatch in kinds.Distinct().Order().Select(Palette.Of))
        {
            (x, y) = NextLegend(x, y, swatch.Name, pageWidth, out double next);
            canvas.Rectangle(new Area(x, y - 11, 14, 14), swatch.Fill, swatch.Line, 3);
            canvas.Text(x + 21, y, swatch.Name, new TextStyle(LegendSize, Colour: TextStyle.Muted));
            x = next;
        }
        foreach (Badge badge in badges)
        {
            (x, y) = NextLegend(x, y, badge.Label, pageWidth, out double next);
            badge.Draw(canvas, x + 7, y - 4);
            canvas.Text(x + 21, y, badge.Label, new TextStyle(LegendSize, Colour: TextStyle.Muted));
            x = next;
        }
        return y + 14;
    }

    /// <summary>Where the legend's next entry stands: in the same line if there is room.</summary>
    private static (double X, double Y) NextLegend(double x, double y, string text, double pageWidth, out double next)
    {
        double width = 21 + TextMetrics.Width(text, LegendSize, bold: false);
        if (x > Margin && x + width > pageWidth - Margin)
            (x, y) = (Margin, y + 22);
        next = x + width + 16;
        return (x, y);
    }
}
