using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>Lines of text, broken between words where they are too long. A line that begins with '!' is a warning.</summary>
internal static class WrappedText
{
    /// <summary>Height from one line to the next.</summary>
    public const float LineHeight = 16.5f;

    /// <summary>Draws lines as long as there is room; the last one that has room ends in an ellipsis if more would follow.</summary>
    /// <param name="pen">Draws, or only measures.</param>
    /// <param name="style">Of all lines.</param>
    /// <param name="lines">The text, lines apart by line feeds.</param>
    /// <param name="x">The left end.</param>
    /// <param name="baseline">Of the first line.</param>
    /// <param name="color">Of lines that are no warning.</param>
    /// <param name="width">The longest line.</param>
    /// <param name="bottom">The lowest baseline.</param>
    /// <param name="draws">False to only tell how far down it would come.</param>
    /// <returns>The baseline of the line after the last.</returns>
    public static float Draw(
        Pen pen, FontStyle style, ReadOnlySpan<char> lines, float x, float baseline, SKColor color, float width, float bottom,
        bool draws = true)
    {
        foreach (Range range in lines.Split('\n'))
        {
            ReadOnlySpan<char> line = lines[range];
            bool warns = line.Length > 0 && line[0] == '!';
            line = warns ? line[1..].TrimStart() : line;
            while (!line.IsEmpty && baseline <= bottom)
            {
                bool isLast = baseline + LineHeight > bottom;
                int fits = isLast ? line.Length : pen.FitWords(style, line, width);
                if (draws)
                    pen.Text(style, line[..fits], x, baseline, warns ? Theme.Warning : color, width);
                line = line[fits..].TrimStart();
                baseline += LineHeight;
            }
        }
        return baseline;
    }
}
