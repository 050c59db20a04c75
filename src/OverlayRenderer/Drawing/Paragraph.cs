using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>Text in as many lines as it needs, broken between words; what exceeds the last line allowed ends in an ellipsis.</summary>
internal static class Paragraph
{
    /// <summary>Lines that a text takes, at least 1 and at most <paramref name="most"/>; the first one begins after an indent.</summary>
    public static int Lines(Pen pen, FontStyle style, ReadOnlySpan<char> text, float width, int most, float indent = 0) =>
        Walk(pen, style, text, 0, 0, SKColor.Empty, width, most, 0, indent);

    /// <summary>Draws it from its left edge and the first line's baseline.</summary>
    /// <returns>Lines drawn.</returns>
    public static int Draw(
        Pen pen, FontStyle style, ReadOnlySpan<char> text, float x, float baseline, SKColor color, float width, int most, float lineHeight,
        float indent = 0) => Walk(pen, style, text, x, baseline, color, width, most, lineHeight, indent);

    private static int Walk(
        Pen pen, FontStyle style, ReadOnlySpan<char> text, float x, float baseline, SKColor color, float width, int most, float lineHeight,
        float indent)
    {
        for (int line = 1; ; line++)
        {
            int fits = line >= most ? text.Length : pen.FitWords(style, text, width - indent);
            if (indent > 0 && fits < text.Length && !char.IsWhiteSpace(text[fits]))
                fits = 0; // the first word is for the next line
            if (color != SKColor.Empty)
                pen.Text(style, text[..fits], x + indent, baseline, color, width - indent);
            text = text[fits..].TrimStart();
            if (text.IsEmpty || line >= most)
                return line;
            (indent, baseline) = (0, baseline + lineHeight);
        }
    }
}
