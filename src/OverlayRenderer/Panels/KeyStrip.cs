namespace RealtimeCnn.OverlayRenderer;

/// <summary>The keys at the bottom: one centred row, two if the surface is narrow.</summary>
internal static class KeyStrip
{
    private const int MaxRows = 2;
    private const float RowHeight = 23;
    private const float Inset = 10;
    private const float ItemGap = 16;
    private const float Cap = 7;

    /// <summary>Draws the strip standing on a bottom edge.</summary>
    /// <returns>The height drawn.</returns>
    public static float Draw(Pen pen, IReadOnlyList<(string Key, string Meaning)> keys, float bottom, float maxWidth)
    {
        if (keys.Count == 0)
            return 0;
        Span<int> ends = stackalloc int[MaxRows];
        Span<float> widths = stackalloc float[MaxRows];
        int rows = Wrap(pen, keys, maxWidth - 2 * Inset, ends, widths);
        float widest = 0;
        foreach (float rowWidth in widths[..rows])
            widest = MathF.Max(widest, rowWidth);
        float width = widest + 2 * Inset, height = rows * RowHeight + 7;
        float x = (pen.Width - width) / 2, y = bottom - height;
        pen.Panel(x, y, width, height);
        for (int row = 0, i = 0; row < rows; row++)
        {
            float at = x + (width - widths[row]) / 2;
            for (; i < ends[row]; i++)
                at += DrawItem(pen, keys[i], at, y + 3.5f + row * RowHeight, x + width - Inset - at) + ItemGap;
        }
        return height;
    }

    private static int Wrap(Pen pen, IReadOnlyList<(string Key, string Meaning)> keys, float maxWidth, Span<int> ends, Span<float> widths)
    {
        int row = 0;
        float at = 0;
        for (int i = 0; i < keys.Count; i++)
        {
            float item = ItemWidth(pen, keys[i]);
            if (at > 0 && at + ItemGap + item > maxWidth)
            {
                if (++row == MaxRows)
                    return row;
                at = 0;
            }
            at = MathF.Min(at + (at > 0 ? ItemGap : 0) + item, maxWidth);
            (ends[row], widths[row]) = (i + 1, at);
        }
        return row + 1;
    }

    private static float ItemWidth(Pen pen, in (string Key, string Meaning) key) =>
        CapWidth(pen, key) + Cap + pen.Measure(FontStyle.Small, key.Meaning ?? "");

    private static float CapWidth(Pen pen, in (string Key, string Meaning) key) =>
        MathF.Max(18, pen.Measure(FontStyle.SmallStrong, key.Key ?? "") + 2 * 5);

    private static float DrawItem(Pen pen, in (string Key, string Meaning) key, float x, float y, float room)
    {
        string name = key.Key ?? "";
        float cap = MathF.Min(CapWidth(pen, key), room);
        pen.Fill(x, y + 3, cap, 17, Theme.Track, 4);
        float text = MathF.Min(pen.Measure(FontStyle.SmallStrong, name), cap - 4);
        pen.Text(FontStyle.SmallStrong, name, x + (cap - text) / 2, y + 15.5f, Theme.Primary, text + 0.5f);
        float meaning = pen.Text(FontStyle.Small, key.Meaning ?? "", x + cap + Cap, y + 15.5f, Theme.Secondary, room - cap - Cap);
        return cap + Cap + meaning;
    }
}
