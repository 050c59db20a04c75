namespace RealtimeCnn.OverlayRenderer;

/// <summary>The square of the frame that the network sees, to hold a drawing into.</summary>
internal static class AimSquare
{
    /// <param name="pen">Draws.</param>
    /// <param name="aim">As <see cref="OverlayContent.Aim"/>.</param>
    /// <param name="width">Width of the room that the frame fills, from the surface's corner, in design units.</param>
    /// <param name="height">Height of the same.</param>
    public static void Draw(Pen pen, (int Width, int Height, float Side) aim, float width, float height)
    {
        if (aim.Side <= 0)
            return;
        float scale = MathF.Min(width / aim.Width, height / aim.Height), side = aim.Side * scale;
        pen.Frame((width - side) / 2, (height - side) / 2, side, side, Theme.Aim);
    }
}
