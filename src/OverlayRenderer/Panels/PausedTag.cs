using RealtimeCnn.OverlayRenderer.Drawing;

namespace RealtimeCnn.OverlayRenderer.Panels;

/// <summary>Says at the top that the picture stands still on purpose.</summary>
internal static class PausedTag
{
    public static void Draw(Pen pen, float y)
    {
        const float width = 92, height = 28;
        float x = (pen.Width - width) / 2;
        pen.Panel(x, y, width, height);
        pen.Fill(x + 14, y + 9, 3, 10, Theme.Warning, 1);
        pen.Fill(x + 20, y + 9, 3, 10, Theme.Warning, 1);
        pen.Text(TextStyle.Strong, "Paused", x + 32, y + 18.5f, Theme.Primary);
    }
}
