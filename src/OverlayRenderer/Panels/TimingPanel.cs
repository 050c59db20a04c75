using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>Where the time went: latency and frame rate, their course, the stages with percentiles, source, drops, what shows it.</summary>
internal static class TimingPanel
{
    public const float Height = 330;

    private const float WideColumn = 46;
    private const float NarrowColumn = 33;

    private static readonly string[] StageNames = ["capture", "preprocess", "infer", "present"];

    public static void Draw(Pen pen, OverlayContent content, LatencySummary summary, float x, float y, float width)
    {
        pen.Panel(x, y, width, Height);
        float left = x + Theme.Padding, right = x + width - Theme.Padding;
        DrawHero(pen, content, summary, left, right, y);
        LatencyGraph.Draw(pen, content.History, left, y + 78, right - left, 40);
        DrawStages(pen, summary, left, right, y + 128);
        pen.Divider(left, y + 257, right - left);
        DrawFlow(pen, content, left, right, y + 257);
    }

    private static void DrawHero(Pen pen, OverlayContent content, LatencySummary summary, float left, float right, float y)
    {
        Span<char> buffer = stackalloc char[NumberText.Length];
        ReadOnlySpan<char> figure = NumberText.Milliseconds(summary.Newest, buffer, out string unit);
        float at = left + pen.Text(FontStyle.Hero, figure, left, y + 35, Theme.Primary);
        if (unit.Length > 0)
            pen.Text(FontStyle.Body, unit, at + 4, y + 35, Theme.Secondary);
        pen.Text(FontStyle.Small, "capture to present", left, y + 51, Theme.Faint);

        double rate = Standstill(content) is null ? content.Status.FpsOut : double.NaN;
        float fps = pen.TextRight(FontStyle.Body, "fps", right, y + 35, Theme.Secondary);
        pen.TextRight(FontStyle.Hero, NumberText.Rate(rate, buffer), right - fps - 4, y + 35, Theme.Primary);
        pen.TextRight(FontStyle.Small, Standstill(content) ?? "shown", right, y + 51, Theme.Faint);
    }

    // Why there is no rate, in a word; null if there is one.
    private static string? Standstill(OverlayContent content) => content switch
    {
        { Status.SourceState: CaptureState.Ended } => "ended",
        { Status.SourceState: CaptureState.Failed } => "failed",
        { Paused: true } => "paused",
        _ => null,
    };

    private static void DrawStages(Pen pen, LatencySummary summary, float left, float right, float y)
    {
        ReadOnlySpan<(double P50, double P95, double P99)> stages = summary.Stages;
        double sum = 0;
        for (int i = 0; i < StageNames.Length; i++)
            sum += Drawable(stages[i].P50);

        const float Separation = 1.5f, BarHeight = 8;
        float bar = right - left - Separation * (StageNames.Length - 1);
        pen.Fill(left, y, right - left, BarHeight, Theme.Track, 2);
        float at = left;
        for (int i = 0; i < StageNames.Length && sum > 0; i++)
        {
            float width = (float)(Drawable(stages[i].P50) / sum * bar);
            pen.Fill(at, y, width, BarHeight, Theme.Stages[i], MathF.Min(2, width / 2));
            at += width + Separation;
        }

        bool roomy = right - left > 200;
        float column = roomy ? WideColumn : NarrowColumn;
        pen.Text(FontStyle.Small, "ms", left + 15, y + 24, Theme.Faint);
        pen.TextRight(FontStyle.Small, "p50", right - 2 * column, y + 24, Theme.Faint);
        pen.TextRight(FontStyle.Small, "p95", right - column, y + 24, Theme.Faint);
        pen.TextRight(FontStyle.Small, "p99", right, y + 24, Theme.Faint);
        float row = y + 29;
        for (int i = 0; i < StageNames.Length; i++, row += 18)
        {
            pen.Fill(left, row + 5, 8, 8, Theme.Stages[i], 2);
            pen.Text(FontStyle.Body, StageNames[i], left + 15, row + 13, Theme.Secondary);
            DrawPercentiles(pen, roomy ? FontStyle.Body : FontStyle.Small, stages[i], summary.Frames > 0, right, column, row + 13);
        }
        pen.Divider(left + 15, row + 2, right - left - 15);
        pen.Text(FontStyle.Strong, "total", left + 15, row + 16, Theme.Primary);
        FontStyle strong = roomy ? FontStyle.Strong : FontStyle.SmallStrong;
        DrawPercentiles(pen, strong, stages[(int)Stage.Total], summary.Frames > 0, right, column, row + 16);
    }

    private static void DrawPercentiles(
        Pen pen, FontStyle style, in (double P50, double P95, double P99) ms, bool known, float right, float column, float baseline)
    {
        Span<char> buffer = stackalloc char[NumberText.Length];
        pen.TextRight(style, known ? NumberText.Figure(ms.P50, buffer) : "–", right - 2 * column, baseline, Theme.Primary);
        pen.TextRight(style, known ? NumberText.Figure(ms.P95, buffer) : "–", right - column, baseline, Theme.Primary);
        pen.TextRight(style, known ? NumberText.Figure(ms.P99, buffer) : "–", right, baseline, Theme.Primary);
    }

    private static void DrawFlow(Pen pen, OverlayContent content, float left, float right, float y)
    {
        Span<char> buffer = stackalloc char[NumberText.Length];
        SKColor dot = content.Status.SourceState switch
        {
            CaptureState.Running => Theme.Stages[(int)Stage.Infer],
            CaptureState.Failed => Theme.Error,
            CaptureState.Opening or CaptureState.Reconnecting => Theme.Warning,
            _ => Theme.Faint,
        };
        pen.Dot(left + 4, y + 15, 3.5f, dot);
        float rate = pen.TextRight(FontStyle.SmallStrong, NumberText.Rate(content.Status.FpsIn, buffer), right, y + 19, Theme.Secondary);
        rate += pen.TextRight(FontStyle.Small, "fps in ", right - rate, y + 19, Theme.Faint);
        pen.Text(FontStyle.Body, content.Status.SourceName, left + 15, y + 19, Theme.Secondary, right - left - 15 - rate - 8);

        DropLine.Draw(pen, content.Status.Drops, left, y + 38, right - left);
        float at = left + pen.Text(FontStyle.Small, right - left > 200 ? "shown by:  " : "by: ", left, y + 57, Theme.Faint);
        string shownBy = content.PresentDevice switch { null => "a file", "" => "–", var device => device };
        pen.Text(FontStyle.SmallStrong, shownBy, at, y + 57, Theme.Secondary, right - at);
    }

    private static double Drawable(double ms) => double.IsFinite(ms) && ms > 0 ? ms : 0;
}
