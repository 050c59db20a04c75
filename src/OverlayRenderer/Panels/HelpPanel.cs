namespace RealtimeCnn.OverlayRenderer;

/// <summary>Every key and what it does, in the middle of the surface, in two columns where there is room.</summary>
internal static class HelpPanel
{
    private const float HeaderHeight = 38;
    private const float RowHeight = 25;
    private const float CapsWidth = 58;
    private const float ColumnWidth = 300;
    private const float Bottom = 8;

    /// <summary>Width in design units on a surface of a given width.</summary>
    public static float WidthOn(float surfaceWidth) => MathF.Min(2 * ColumnWidth + 2 * Theme.Padding, surfaceWidth - 2 * Theme.Margin);

    public static void Draw(Pen pen, IReadOnlyList<(string Key, string Meaning)> keys)
    {
        float width = WidthOn(pen.Width), room = pen.Height - 2 * Theme.Margin - HeaderHeight - Bottom;
        int rows = Math.Min((keys.Count + 1) / 2, (int)(room / RowHeight));
        if (rows < 1)
            return;
        float height = HeaderHeight + rows * RowHeight + Bottom, x = (pen.Width - width) / 2, y = (pen.Height - height) / 2;
        pen.Panel(x, y, width, height);
        pen.Text(FontStyle.Title, "Keys", x + Theme.Padding, y + 25, Theme.Primary);
        float column = (width - 2 * Theme.Padding) / 2;
        for (int i = 0; i < Math.Min(keys.Count, 2 * rows); i++)
            DrawRow(pen, keys[i], x + Theme.Padding + i / rows * column, y + HeaderHeight + i % rows * RowHeight, column - 8);
    }

    private static void DrawRow(Pen pen, in (string Key, string Meaning) key, float x, float y, float width)
    {
        string name = key.Key ?? "";
        float cap = Math.Clamp(pen.Measure(FontStyle.SmallStrong, name) + 10, 20, CapsWidth - 6);
        pen.Fill(x, y + 3, cap, 18, Theme.Track, 4);
        float text = MathF.Min(pen.Measure(FontStyle.SmallStrong, name), cap - 4);
        pen.Text(FontStyle.SmallStrong, name, x + (cap - text) / 2, y + 16, Theme.Primary, text + 0.5f);
        pen.Text(FontStyle.Body, key.Meaning ?? "", x + CapsWidth, y + 16.5f, Theme.Secondary, width - CapsWidth);
    }
}
