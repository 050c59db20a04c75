namespace RealtimeCnn.OverlayRenderer;

/// <summary>An offer in the middle of the surface: its title in the first line.</summary>
internal static class OfferPanel
{
    private const float MaxWidth = 460;
    private const float Inset = 16;

    /// <summary>Width in design units on a surface of a given width.</summary>
    public static float WidthOn(float surfaceWidth) => MathF.Min(MaxWidth, surfaceWidth - 2 * Theme.Margin);

    public static void Draw(Pen pen, string offer)
    {
        float width = WidthOn(pen.Width), room = width - 2 * Inset;
        if (room < 60)
            return;
        int end = offer.IndexOf('\n');
        ReadOnlySpan<char> title = end < 0 ? offer : offer.AsSpan(0, end), rest = end < 0 ? default : offer.AsSpan(end + 1);
        float x = (pen.Width - width) / 2, lowest = pen.Height - Theme.Margin;

        // Drawn twice: how high it is shows at the end, and the panel lies below the text.
        float height = Text(pen, title, rest, x + Inset, 0, room, lowest, draws: false);
        float y = MathF.Max(Theme.Margin, (pen.Height - height) / 2);
        pen.Panel(x, y, width, height);
        Text(pen, title, rest, x + Inset, y, room, lowest, draws: true);
    }

    /// <returns>The height of the panel.</returns>
    private static float Text(
        Pen pen, ReadOnlySpan<char> title, ReadOnlySpan<char> rest, float x, float y, float room, float lowest, bool draws)
    {
        if (draws)
            pen.Text(FontStyle.Title, title, x, y + 29, Theme.Primary, room);
        float end = WrappedText.Draw(pen, FontStyle.Body, rest, x, y + 53, Theme.Secondary, room, lowest, draws);
        return end - WrappedText.LineHeight + Inset - y;
    }
}
