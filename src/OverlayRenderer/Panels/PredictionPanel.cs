using RealtimeCnn.OverlayRenderer.Drawing;
using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer.Panels;

/// <summary>The model that ran and what it saw.</summary>
internal static class PredictionPanel
{
    public const int MaxRows = 5;

    private const float HeaderHeight = 76;
    private const float RowHeight = 27;
    private const float TagHeight = 17;
    private const string Trained = "TRAINED";

    // The longest that fits is shown.
    private static readonly string[] Untrained = ["UNTRAINED: predictions are noise", "UNTRAINED: noise", "UNTRAINED"];

    /// <summary>The height stays the same whatever was predicted, so that nothing below it jumps.</summary>
    public const float Height = HeaderHeight + MaxRows * RowHeight + 6;

    public static void Draw(Pen pen, OverlayContent content, float x, float y, float width)
    {
        pen.Panel(x, y, width, Height);
        float left = x + Theme.Padding, right = x + width - Theme.Padding;
        FrameResult result = content.Result;

        ModelName name = ModelName.Of(content.ModelDisplayName.Length > 0 ? content.ModelDisplayName : result.Model);
        float yearWidth = name.Year.IsEmpty ? 0 : pen.TextRight(TextStyle.Body, name.Year, right, y + 25, Theme.Faint) + 6;
        pen.Text(TextStyle.Title, name.Title, left, y + 25, Theme.Primary, right - left - yearWidth);
        DrawTags(pen, result, left, right, y + 34);
        DrawBackends(pen, result, left, right, y + 66);

        float row = y + HeaderHeight;
        ReadOnlySpan<Prediction> top = result.Top;
        if (top.IsEmpty)
            pen.Text(TextStyle.Body, "No prediction yet", left, row + 15, Theme.Secondary, right - left);
        for (int i = 0; i < Math.Min(top.Length, MaxRows); i++, row += RowHeight)
            DrawRow(pen, top[i], i == 0, left, right, row);
    }

    private static void DrawBackends(Pen pen, FrameResult result, float left, float right, float baseline)
    {
        if (result.Backend.Length == 0 && result.Preprocess.Length == 0)
            return;
        bool roomy = right - left > 200;
        float x = left;
        x += pen.Text(TextStyle.Small, roomy ? "network " : "net ", x, baseline, Theme.Faint);
        x += pen.Text(TextStyle.SmallStrong, result.Backend, x, baseline, Theme.Secondary, (right - left) / 3);
        x += pen.Text(TextStyle.Small, roomy ? "   preprocessing " : "   preprocess ", x, baseline, Theme.Faint, right - x);
        pen.Text(TextStyle.SmallStrong, result.Preprocess, x, baseline, Theme.Secondary, right - x);
    }

    private static void DrawTags(Pen pen, FrameResult result, float left, float right, float y)
    {
        bool untrained = result.Weights == WeightsStatus.Untrained;
        if (result.Truth is { Length: > 0 } truth)
        {
            // At the right, so that the weights tag keeps its place when a source with known truth comes and goes.
            float prefix = pen.Measure(TextStyle.Small, "shows: "), room = right - left - pen.Measure(TextStyle.SmallStrong, untrained ? Untrained[^1] : Trained) - 18;
            float width = MathF.Min(prefix + pen.Measure(TextStyle.SmallStrong, truth) + 12.5f, room);
            pen.Outline(right - width, y, width, TagHeight, Theme.Secondary.WithAlpha(110), 4);
            float at = right - width + 6;
            at += pen.Text(TextStyle.Small, "shows: ", at, y + 12.5f, Theme.Secondary);
            pen.Text(TextStyle.SmallStrong, truth, at, y + 12.5f, Theme.Primary, right - 5.5f - at);
            right -= width + 6;
        }
        if (result.Model.Length == 0)
            return;
        if (!untrained)
        {
            pen.Tag(Trained, left, y, Theme.Secondary, SKColor.Empty, right - left);
            return;
        }
        int wording = 0;
        while (wording < Untrained.Length - 1 && pen.Measure(TextStyle.SmallStrong, Untrained[wording]) + 12 > right - left)
            wording++;
        pen.Tag(Untrained[wording], left, y, Theme.OnWarning, Theme.Warning, right - left);
    }

    private static void DrawRow(Pen pen, in Prediction prediction, bool first, float left, float right, float y)
    {
        Span<char> buffer = stackalloc char[NumberText.Length];
        TextStyle style = first ? TextStyle.Strong : TextStyle.Body;
        SKColor color = first ? Theme.Primary : Theme.Secondary;
        float numberWidth = pen.TextRight(style, NumberText.Percent(prediction.Score, buffer), right, y + 13, color);
        pen.Text(style, prediction.Label ?? "", left, y + 13, color, right - left - numberWidth - 8);

        float share = float.IsFinite(prediction.Score) ? Math.Clamp(prediction.Score, 0, 1) : 0;
        pen.Fill(left, y + 18, right - left, 3, Theme.Track, 1.5f);
        if (share > 0)
            pen.Fill(left, y + 18, MathF.Max(3, (right - left) * share), 3, first ? Theme.Accent : Theme.AccentQuiet, 1.5f);
    }
}
