using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>Frames lost, by cause, without the causes that lost none; only their sum where the causes do not fit.</summary>
internal static class DropLine
{
    /// <returns>The width drawn.</returns>
    public static float Draw(Pen pen, DropCounts drops, float left, float baseline, float room)
    {
        bool roomy = room > 200;
        float title = pen.Text(FontStyle.Small, roomy ? "dropped:  " : "drop: ", left, baseline, Theme.Faint), gap = roomy ? 8 : 4;
        float at = left + title;
        if (drops is { Busy: 0, Repeated: 0, Corrupt: 0 })
            return title + Cause(pen, "", 0, at, baseline);
        return title + (title + Causes(pen, drops, at, baseline, gap, draws: false) <= room
            ? Causes(pen, drops, at, baseline, gap, draws: true)
            : Cause(pen, "in all ", drops.Total, at, baseline));
    }

    private static float Causes(Pen pen, DropCounts drops, float left, float baseline, float gap, bool draws)
    {
        float width = 0;
        for (int i = 0; i < 3; i++)
        {
            (string name, long count) = i switch
            {
                0 => ("busy ", drops.Busy),
                1 => ("repeat ", drops.Repeated),
                _ => ("corrupt ", drops.Corrupt),
            };
            if (count == 0)
                continue;
            width += width > 0 ? gap : 0;
            width += draws ? Cause(pen, name, count, left + width, baseline) : Measure(pen, name, count);
        }
        return width;
    }

    private static float Measure(Pen pen, string name, long count)
    {
        Span<char> buffer = stackalloc char[NumberText.Length];
        return pen.Measure(FontStyle.Small, name) + pen.Measure(FontStyle.SmallStrong, NumberText.Count(count, buffer));
    }

    private static float Cause(Pen pen, string name, long count, float at, float baseline)
    {
        Span<char> buffer = stackalloc char[NumberText.Length];
        float width = pen.Text(FontStyle.Small, name, at, baseline, Theme.Faint);
        SKColor color = count > 0 ? Theme.Primary : Theme.Secondary;
        return width + pen.Text(FontStyle.SmallStrong, NumberText.Count(count, buffer), at + width, baseline, color);
    }
}
