namespace RealtimeCnn.OverlayRenderer;

/// <summary>The tensor that the model saw, as a picture again.</summary>
internal static class InputPanel
{
    private const float HeaderHeight = 30;
    private const float FooterHeight = 24;

    /// <summary>Least height that a picture needs to be worth looking at.</summary>
    public const float LeastHeight = HeaderHeight + FooterHeight + 110;

    /// <summary>Draws the panel as high as fits: right edge and top are given, width follows from the picture.</summary>
    public static void Draw(Pen pen, InputPicture input, float right, float y, float panelWidth, float maxHeight)
    {
        float scale = MathF.Min((panelWidth - 2 * Theme.Padding) / input.Width, (maxHeight - HeaderHeight - FooterHeight) / input.Height);
        // Whole device pixels per element where it is enlarged, so that the squares are equal.
        if (scale * pen.Scale >= 1)
            scale = MathF.Floor(scale * pen.Scale) / pen.Scale;
        float width = input.Width * scale, height = input.Height * scale;
        if (scale <= 0)
            return;
        float x = right - panelWidth;
        pen.Panel(x, y, panelWidth, HeaderHeight + height + FooterHeight);
        pen.Text(FontStyle.SmallStrong, "WHAT THE MODEL SAW", x + Theme.Padding, y + 19, Theme.Faint, panelWidth - 2 * Theme.Padding);
        if (input.Image is { } image)
            pen.Image(image, x + (panelWidth - width) / 2, y + HeaderHeight, width, height);
        float room = panelWidth - 2 * Theme.Padding;
        pen.Text(FontStyle.Small, input.Caption, x + Theme.Padding, y + HeaderHeight + height + 16, Theme.Secondary, room);
    }
}
