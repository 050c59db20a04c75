using System.Globalization;
using System.Text;

namespace RealtimeCnn.ModelZoo;

/// <summary>Where on a page something lies, in pixels from the top left.</summary>
internal readonly record struct Area(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    public double CentreX => X + (Width / 2);

    public bool Overlaps(Area other) => X < other.Right && other.X < Right && Y < other.Bottom && other.Y < Bottom;

    public bool Contains(Area other) => other.X >= X && other.Right <= Right && other.Y >= Y && other.Bottom <= Bottom;
}

/// <summary>Which side of a text its position means.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>How a text looks.</summary>
/// <param name="Size">Height of the font in pixels.</param>
/// <param name="Bold">Whether it is bold.</param>
/// <param name="Colour">As <c>#rrggbb</c>.</param>
internal readonly record struct TextStyle(double Size, bool Bold = false, string Colour = TextStyle.Ink)
{
    public const string Ink = "#0f172a";
    public const string Muted = "#475569";
}

/// <summary>A page of shapes and texts that becomes an SVG file, and remembers where every text lies.</summary>
internal sealed class SvgCanvas
{
    private const double Ascent = 0.93; // of the size, above the baseline; with Descent, the tallest of the fonts in the list below
    private const double Descent = 0.24;
    private const string Fonts = "'Segoe UI', Roboto, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

    private readonly StringBuilder _body = new();
    private readonly List<(Area Area, string Text)> _texts = [];

    /// <summary>Where the texts lie in the widest font, and what they say.</summary>
    public IReadOnlyList<(Area Area, string Text)> Texts => _texts;

    /// <summary>Size of the page; set when everything is drawn.</summary>
    public double Width { get; set; }

    /// <summary>Size of the page; set when everything is drawn.</summary>
    public double Height { get; set; }

    /// <summary>What the picture shows, for those who cannot see it.</summary>
    public string Title { get; set; } = "";

    /// <summary>Draws a rectangle.</summary>
    public void Rectangle(Area area, string fill, string? line = null, double radius = 0, double lineWidth = 1)
    {
        _body.Append($"<rect x=\"{N(area.X)}\" y=\"{N(area.Y)}\" width=\"{N(area.Width)}\" height=\"{N(area.Height)}\"");
        if (radius > 0)
            _body.Append($" rx=\"{N(radius)}\"");
        _body.Append($" fill=\"{fill}\"");
        if (line is not null)
            _body.Append($" stroke=\"{line}\"{(lineWidth == 1 ? "" : $" stroke-width=\"{N(lineWidth)}\"")}");
        _body.Append("/>\n");
    }

    /// <summary>Draws a line through SVG path commands.</summary>
    public void Path(string commands, string line, double lineWidth, string? fill = null) =>
        _body.Append($"<path d=\"{commands}\" fill=\"{fill ?? "none"}\" stroke=\"{line}\" stroke-width=\"{N(lineWidth)}\"/>\n");

    /// <summary>Draws a filled circle.</summary>
    public void Dot(double x, double y, double radius, string fill) =>
        _body.Append($"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\" fill=\"{fill}\"/>\n");

    /// <summary>Draws the head of an arrow that points down to a position.</summary>
    public void ArrowDown(double x, double y, string fill) =>
        _body.Append($"<path d=\"M{N(x - 3.5)} {N(y - 6)}h7l-3.5 6z\" fill=\"{fill}\"/>\n");

    /// <summary>Writes one line of text, cut to a width if one is given.</summary>
    /// <param name="x">Where the side named by <paramref name="anchor"/> lies.</param>
    /// <param name="baseline">Where the letters stand.</param>
    /// <param name="text">Anything; it is escaped here.</param>
    /// <param name="style">Looks.</param>
    /// <param name="anchor">Which side <paramref name="x"/> means.</param>
    /// <param name="width">Room for it.</param>
    /// <returns>The width it takes at most.</returns>
    public double Text(
        double x, double baseline, string text, TextStyle style, Anchor anchor = Anchor.Start, double width = double.PositiveInfinity)
    {
        string shown = TextMetrics.Fit(text, width, style.Size, style.Bold);
        if (shown.Length == 0)
            return 0;
        double taken = TextMetrics.Width(shown, style.Size, style.Bold);
        double left = anchor switch { Anchor.Start => x, Anchor.Middle => x - (taken / 2), _ => x - taken };
        _texts.Add((new Area(left, baseline - (Ascent * style.Size), taken, (Ascent + Descent) * style.Size), shown));
        _body.Append($"<text x=\"{N(x)}\" y=\"{N(baseline)}\" font-size=\"{N(style.Size)}\"");
        if (anchor != Anchor.Start)
            _body.Append($" text-anchor=\"{(anchor == Anchor.Middle ? "middle" : "end")}\"");
        if (style.Bold)
            _body.Append(" font-weight=\"600\"");
        _body.Append($" fill=\"{style.Colour}\">{Escape(shown)}</text>\n");
        return taken;
    }

    /// <summary>What is drawn until the result is disposed shows a text when pointed at.</summary>
    public IDisposable Tooltip(string text)
    {
        _body.Append($"<g><title>{Escape(text)}</title>\n");
        return new Group(_body);
    }

    /// <summary>The whole file.</summary>
    public override string ToString()
    {
        string ground = $"width=\"{N(Width - 1)}\" height=\"{N(Height - 1)}\" rx=\"12\" fill=\"#ffffff\" stroke=\"#cbd5e1\"";
        string size = $"width=\"{N(Width)}\" height=\"{N(Height)}\" viewBox=\"0 0 {N(Width)} {N(Height)}\"";
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" {size} font-family=\"{Fonts}\" role=\"img\">\n" +
            $"<title>{Escape(Title)}</title>\n" +
            // Its own light ground with a rim: legible on a dark page as well.
            $"<rect x=\"0.5\" y=\"0.5\" {ground}/>\n" +
            $"{_body}</svg>\n";
    }

    /// <summary>A number as SVG wants it, to a tenth of a pixel.</summary>
    public static string N(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    private sealed class Group(StringBuilder body) : IDisposable
    {
        public void Dispose() => body.Append("</g>\n");
    }
}
