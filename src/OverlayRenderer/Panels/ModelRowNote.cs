using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// The right end of a row of the model list: how large the weights are, marked by whether they are here, and what a frame costs; and the
/// bar of a download below the row.
/// </summary>
internal static class ModelRowNote
{
    private const float TimeWidth = 34;
    private const float SizeWidth = 27;
    private const float MarkWidth = 13;

    /// <summary>Draws the units above the figures.</summary>
    public static void DrawHead(Pen pen, float right, float baseline)
    {
        pen.TextRight(FontStyle.Small, "ms", right, baseline, Theme.Faint);
        pen.TextRight(FontStyle.Small, "MB", right - TimeWidth, baseline, Theme.Faint);
    }

    /// <summary>Draws the figures.</summary>
    /// <returns>Where they begin.</returns>
    public static float Draw(Pen pen, ModelWeights weights, float right, float baseline, bool active)
    {
        Span<char> buffer = stackalloc char[NumberText.Length];
        SKColor color = active ? Theme.Primary : Theme.Secondary;
        if (double.IsFinite(weights.Milliseconds))
            pen.TextRight(FontStyle.Small, NumberText.Figure(weights.Milliseconds, buffer), right, baseline, color);
        right -= TimeWidth;
        if (weights.Download is { } download)
        {
            pen.TextRight(FontStyle.SmallStrong, NumberText.WholePercent(download.Share, buffer), right, baseline, Theme.Accent);
            return right - SizeWidth - MarkWidth;
        }
        if (weights.Bytes == 0)
            return right - SizeWidth - MarkWidth;
        pen.TextRight(
            FontStyle.Small, NumberText.Megabytes(weights.Bytes, weights.IsEstimate, buffer), right, baseline,
            weights.AreHere ? color : Theme.Faint);
        if (weights.AreHere)
            pen.Dot(right - SizeWidth - 7, baseline - 4, 3, Theme.Accent);
        else
            pen.TextRight(FontStyle.Small, "↓", right - SizeWidth - 3, baseline, Theme.Faint);
        return right - SizeWidth - MarkWidth;
    }

    /// <summary>Draws the bar of a download along the bottom of a row.</summary>
    public static void DrawBar(Pen pen, WeightDownload download, float x, float bottom, float width)
    {
        pen.Fill(x, bottom - 3, width, 2, Theme.Track, 1);
        if (download.Share > 0)
            pen.Fill(x, bottom - 3, MathF.Max(2, width * (float)download.Share), 2, Theme.Accent, 1);
    }
}
