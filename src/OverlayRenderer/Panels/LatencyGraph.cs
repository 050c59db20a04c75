using RealtimeCnn.OverlayRenderer.Drawing;
using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer.Panels;

/// <summary>The total latency of the last frames, newest at the right, with the axis' maximum above it.</summary>
internal sealed class LatencyGraph
{
    private const int MaxFrames = 120;

    // DrawPoints takes whole arrays: unused points repeat the last one, which draws nothing more.
    private readonly SKPoint[] _line = new SKPoint[MaxFrames];
    private readonly SKPoint[] _area = new SKPoint[2 * MaxFrames];

    public void Draw(Pen pen, LatencyHistory? history, float x, float y, float width, float height)
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
        float step = width / MaxFrames;
        for (int i = 0; i < MaxFrames; i++)
        {
            int age = Math.Min(i, count - 1);
            var point = new SKPoint(x + width - step / 2 - age * step, bottom - Drawable(history!.Milliseconds(Stage.Total, age)) / axis * height);
            _line[i] = point;
            _area[2 * i] = point;
            _area[2 * i + 1] = new SKPoint(point.X, i < count ? bottom : point.Y);
        }
        pen.Lines(SKPointMode.Lines, _area, step, Theme.AccentWash, smooth: false);
        pen.Lines(SKPointMode.Polygon, _line, 1.4f, Theme.Accent, smooth: true);
        pen.TextRight(FontStyle.Small, NumberText.RoundMilliseconds(axis, buffer), x + width, y - 5, Theme.Faint);
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
