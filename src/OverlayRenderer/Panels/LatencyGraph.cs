namespace RealtimeCnn.OverlayRenderer;

/// <summary>The total latency of the last frames, newest at the right, with the axis' maximum above it.</summary>
internal static class LatencyGraph
{
    private const int MaxFrames = 120;
    private const float Line = 1;

    public static void Draw(Pen pen, LatencyHistory? history, float x, float y, float width, float height)
    {
        Span<char> buffer = stackalloc char[NumberText.Length];
        float bottom = y + height;
        pen.Text(FontStyle.Small, "last 120 frames", x, y - 5, Theme.Faint);
        pen.Divider(x, y, width);
        pen.Divider(x, bottom, width);
        int count = Math.Min(history?.Count ?? 0, MaxFrames);
        if (count == 0)
            return;

        float highest = 0;
        for (int age = 0; age < count; age++)
            highest = MathF.Max(highest, Drawable(history!.Milliseconds(Stage.Total, age)));
        float axis = NiceMaximum(highest);

        // A column per frame, upright on the pixels: Skia takes five times as long for a slanted line.
        float step = width / MaxFrames, older = Top(count - 1);
        for (int age = count - 1; age >= 0; age--)
        {
            float left = x + width - (age + 1) * step, top = Top(age), high = MathF.Min(top, older);
            pen.Fill(left, top, step, bottom - top, Theme.AccentWash);
            pen.Fill(left, high, step, MathF.Max(top, older) + Line - high, Theme.Accent);
            older = top;
        }
        pen.TextRight(FontStyle.Small, NumberText.RoundMilliseconds(axis, buffer), x + width, y - 5, Theme.Faint);

        float Top(int age) => bottom - Drawable(history!.Milliseconds(Stage.Total, age)) / axis * height;
    }

    /// <summary>The next of 1, 2, 4, 6, 8 times a power of ten, so that the axis seldom changes.</summary>
    internal static float NiceMaximum(float value)
    {
        if (value <= 1)
            return 1;
        float power = MathF.Pow(10, MathF.Floor(MathF.Log10(value)));
        float share = value / power;
        return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 4 ? 4 : share <= 6 ? 6 : share <= 8 ? 8 : 10);
    }

    private static float Drawable(float ms) => float.IsFinite(ms) && ms > 0 ? MathF.Min(ms, 1e9f) : 0;
}
