namespace RealtimeCnn.ModelZoo;

/// <summary>
/// How wide a text may get. A picture does not know the fonts of the machine that shows it, so widths are those of the widest sans-serif
/// in common use (DejaVu Sans, as Verdana): what fits in it fits in Arial, Helvetica, Segoe UI and Roboto.
/// </summary>
internal static class TextMetrics
{
    // Advance widths in hundredths of the size, from ' ' to '~'.
    private static readonly byte[] Regular =
    [
        32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 53,
        100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50,
        50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
    ];

    private static readonly byte[] Bold =
    [
        35, 46, 52, 84, 70, 100, 87, 31, 46, 46, 52, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 40, 40, 84, 84, 84, 58,
        100, 77, 76, 73, 83, 68, 68, 82, 84, 37, 37, 77, 64, 100, 84, 85, 73, 85, 77, 72, 68, 81, 77, 110, 77, 72, 73, 46, 37, 46, 84, 50,
        50, 67, 72, 59, 72, 68, 44, 72, 71, 34, 34, 67, 34, 104, 71, 69, 72, 72, 49, 60, 48, 71, 65, 92, 65, 65, 58, 71, 37, 71, 84,
    ];

    /// <summary>Width in pixels.</summary>
    public static double Width(string text, double size, bool bold)
    {
        byte[] widths = bold ? Bold : Regular;
        int hundredths = 0;
        foreach (char c in text)
        {
            hundredths += c switch
            {
                >= ' ' and <= '~' => widths[c - ' '],
                '\u00B7' => 38, // middle dot
                '\u2013' => 50, // en dash
                _ => 100,
            };
        }
        return hundredths * size / 100;
    }

    /// <summary>The text, or as much of its beginning as fits, with an ellipsis; nothing where not even that fits.</summary>
    public static string Fit(string text, double width, double size, bool bold)
    {
        if (Width(text, size, bold) <= width)
            return text;
        if (Width("\u2026", size, bold) > width)
            return "";
        int length = text.Length;
        while (length > 0 && Width(text[..length].TrimEnd() + "\u2026", size, bold) > width)
            length--;
        return text[..length].TrimEnd() + "\u2026";
    }
}
