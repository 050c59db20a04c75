namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// In place of the predictions of a network whose weights are not here, which would be noise: what is missing, how to get it, and how far
/// that is.
/// </summary>
internal static class WeightsCard
{
    private const string Usual = "No weights here\nIts scores would be noise, so none are shown.";

    public static void Draw(Pen pen, ModelWeights? weights, float left, float right, float top, float bottom)
    {
        ReadOnlySpan<char> words = weights?.Words ?? Usual;
        int end = words.IndexOf('\n');
        ReadOnlySpan<char> title = end < 0 ? words : words[..end], rest = end < 0 ? default : words[(end + 1)..];
        float width = right - left;
        float y = WrappedText.Draw(pen, FontStyle.Strong, title, left, top + 13, Theme.Primary, width, bottom) + 1;
        if (weights?.Download is { } download)
            y = DrawProgress(pen, download, left, right, y);
        WrappedText.Draw(pen, FontStyle.Body, rest, left, y, Theme.Secondary, width, bottom);
    }

    /// <returns>The baseline below.</returns>
    private static float DrawProgress(Pen pen, WeightDownload download, float left, float right, float baseline)
    {
        Span<char> buffer = stackalloc char[NumberText.Length];
        float end = right;
        if (double.IsFinite(download.SecondsLeft))
            end -= pen.TextRight(FontStyle.SmallStrong, NumberText.Clock(download.SecondsLeft, buffer), right, baseline, Theme.Primary) + 8;
        float at = left + pen.Text(FontStyle.SmallStrong, NumberText.Bytes(download.Received, buffer), left, baseline, Theme.Primary);
        if (download.Total is { } total)
        {
            at += pen.Text(FontStyle.Small, " of ", at, baseline, Theme.Secondary);
            at += pen.Text(FontStyle.Small, NumberText.Bytes(total, buffer), at, baseline, Theme.Secondary);
        }
        if (download.PerSecond > 0)
            DrawRate(pen, NumberText.Bytes(download.PerSecond, buffer), at, end, baseline);
        pen.Fill(left, baseline + 5, right - left, 4, Theme.Track, 2);
        if (download.Share > 0)
            pen.Fill(left, baseline + 5, MathF.Max(4, (right - left) * (float)download.Share), 4, Theme.Accent, 2);
        return baseline + 9 + WrappedText.LineHeight;
    }

    // On a narrow card the time that is left says more.
    private static void DrawRate(Pen pen, ReadOnlySpan<char> rate, float at, float end, float baseline)
    {
        const string Before = ", ", After = "/s";
        float width = pen.Measure(FontStyle.Small, Before) + pen.Measure(FontStyle.Small, rate) + pen.Measure(FontStyle.Small, After);
        if (at + width > end)
            return;
        at += pen.Text(FontStyle.Small, Before, at, baseline, Theme.Secondary);
        at += pen.Text(FontStyle.Small, rate, at, baseline, Theme.Secondary);
        pen.Text(FontStyle.Small, After, at, baseline, Theme.Secondary);
    }
}
