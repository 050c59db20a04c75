using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>The model that ran and what it saw.</summary>
internal static class PredictionPanel
{
    private const float HeaderHeight = 92;
    private const float WhereHeight = 16;
    private const float RowHeight = 27;
    private const float FooterHeight = 22;
    private const float TagHeight = 17;
    private const float LineHeight = 16;
    private const int MostBackendLines = 3;
    private const string Trained = "TRAINED";
    private const string MultiLabel = "multi-label: each class for itself";

    private const string Untrained = "UNTRAINED";
    /// <summary>Height of the card of missing weights, in rows of predictions.</summary>
    public const int RowsOfTheCard = 5;

    /// <summary>Height with so many predictions, and with reasons of one line each.</summary>
    public static float HeightOf(int predictions) => HeaderHeight + predictions * RowHeight + FooterHeight;

    /// <summary>Draws the panel. Its height stays the same whatever was predicted, so that nothing below it jumps.</summary>
    /// <returns>The height drawn.</returns>
    public static float Draw(Pen pen, OverlayContent content, float x, float y, float width, float maxHeight)
    {
        bool tellsWhere = !content.IsNoise && (content.Where ?? content.NoMap) is not null;
        float room = width - 2 * Theme.Padding;
        int networkLines = BackendLines(pen, "network", content.Result.Backend, content.NetworkDetail, room);
        int preprocessLines = BackendLines(pen, "preprocessing", content.Result.Preprocess, content.PreprocessDetail, room);
        float backends = (networkLines + preprocessLines - 2) * LineHeight;
        float header = HeaderHeight + backends + (tellsWhere ? WhereHeight : 0);
        int fitting = (int)((maxHeight - header - FooterHeight) / RowHeight);
        int wanted = content.IsNoise ? Math.Max(content.PredictionCount, RowsOfTheCard) : content.PredictionCount;
        int rows = Math.Clamp(Math.Min(wanted, fitting), 1, FrameResult.MaxPredictions);
        float height = header + rows * RowHeight + FooterHeight;
        pen.Panel(x, y, width, height);
        float left = x + Theme.Padding, right = x + width - Theme.Padding;
        FrameResult result = content.Result;

        ModelName name = ModelName.Of(content.ModelDisplayName.Length > 0 ? content.ModelDisplayName : result.Model);
        float yearWidth = name.Year.IsEmpty ? 0 : pen.TextRight(FontStyle.Body, name.Year, right, y + 25, Theme.Faint) + 6;
        pen.Text(FontStyle.Title, name.Title, left, y + 25, Theme.Primary, right - left - yearWidth);
        DrawTags(pen, result, content.SubjectTag is { Length: > 0 } only ? only : Trained, left, right, y + 34);
        DrawBackend(pen, "network", result.Backend, content.NetworkDetail, left, right, y + 66);
        DrawBackend(pen, "preprocessing", result.Preprocess, content.PreprocessDetail, left, right, y + 66 + networkLines * LineHeight);

        if (tellsWhere)
            DrawWhere(pen, content, left, right, y + 98 + backends);

        float row = y + header + 2;
        if (content.IsNoise)
        {
            WeightsCard.Draw(pen, content.Weights, left, right, row, y + height - 8);
            return height;
        }
        ReadOnlySpan<Prediction> top = result.Top;
        if (top.IsEmpty)
            pen.Text(FontStyle.Body, "No prediction yet", left, row + 15, Theme.Secondary, right - left);
        else if (result.Absence is { } absence)
            pen.Text(FontStyle.Title, absence, left, row + 17, Theme.Primary, right - left);
        for (int i = 0; i < Math.Min(top.Length, rows) && result.Absence is null; i++, row += RowHeight)
        {
            float? raw = content.IsSmoothed ? content.RawScores[i] : null;
            DrawRow(pen, content.Subject, ShortLabel.Of(top, i), top[i].Score, i == 0, raw, left, right, row);
        }
        DrawFooter(pen, content, left, right, y + height - 8);
        return height;
    }

    // Why it is so is the point of it, so it takes the lines that it needs.
    private static void DrawBackend(Pen pen, ReadOnlySpan<char> what, string name, string? detail, float left, float right, float baseline)
    {
        if (name.Length == 0)
            return;
        float room = right - left, x = left + pen.Text(FontStyle.Small, what, left, baseline, Theme.Faint) + 4;
        pen.Text(FontStyle.SmallStrong, name, x, baseline, Theme.Secondary, room / 3);
        if (detail is { Length: > 0 })
        {
            float indent = Indent(pen, what, name, room);
            Paragraph.Draw(pen, FontStyle.Small, detail, left, baseline, Theme.Faint, room, MostBackendLines, LineHeight, indent);
        }
    }

    // Of which class the map over the picture is: not always the one on top, where scores are smoothed.
    private static void DrawWhere(Pen pen, OverlayContent content, float left, float right, float baseline)
    {
        float x = left + pen.Text(FontStyle.Small, "where:", left, baseline, Theme.Faint) + 4;
        if (content.NoMap is null)
        {
            pen.Text(FontStyle.SmallStrong, content.Where, x, baseline, Theme.Secondary, right - x);
            return;
        }
        x += pen.Text(FontStyle.SmallStrong, "no map", x, baseline, Theme.Secondary, right - x) + 6;
        pen.Text(FontStyle.Small, content.NoMap, x, baseline, Theme.Faint, right - x);
    }

    private static int BackendLines(Pen pen, ReadOnlySpan<char> what, string name, string? detail, float room) =>
        name.Length == 0 || string.IsNullOrEmpty(detail)
            ? 1
            : Paragraph.Lines(pen, FontStyle.Small, detail, room, MostBackendLines, Indent(pen, what, name, room));

    private static float Indent(Pen pen, ReadOnlySpan<char> what, string name, float room) =>
        pen.Measure(FontStyle.Small, what) + 4 + MathF.Min(pen.Measure(FontStyle.SmallStrong, name), room / 3) + 6;

    // What the numbers and bars are: of one frame, or of the last few with the newest frame's own score as a mark.
    private static void DrawFooter(Pen pen, OverlayContent content, float left, float right, float baseline)
    {
        if (!content.IsSmoothed)
        {
            string what = content.Result.IsMultiLabel ? MultiLabel : "scores of this frame alone";
            pen.Text(FontStyle.Small, what, left, baseline, content.Result.IsMultiLabel ? Theme.Secondary : Theme.Faint, right - left);
            return;
        }
        float x = left;
        pen.Fill(x, baseline - 5.5f, 12, 3, Theme.Accent, 1.5f);
        x += 17;
        x += pen.Text(FontStyle.Small, "smoothed", x, baseline, Theme.Secondary, right - x) + 14;
        pen.Fill(x, baseline - 8, 2, 8, Theme.Mark, 1);
        x += 7 + pen.Text(FontStyle.Small, "this frame", x + 7, baseline, Theme.Secondary, right - x - 7);
        if (content.Result.IsMultiLabel)
            pen.Text(FontStyle.Small, MultiLabel, x + 14, baseline, Theme.Secondary, right - x - 14);
    }

    private static void DrawTags(Pen pen, FrameResult result, string trained, float left, float right, float y)
    {
        bool untrained = !result.IsTrained;
        if (result.Truth is { Length: > 0 } truth)
        {
            // At the right, so that the weights tag keeps its place when a source with known truth comes and goes.
            float prefix = pen.Measure(FontStyle.Small, "shows: ");
            float room = right - left - pen.Measure(FontStyle.SmallStrong, untrained ? Untrained : trained) - 18;
            float width = MathF.Min(prefix + pen.Measure(FontStyle.SmallStrong, truth) + 12.5f, room);
            pen.Outline(right - width, y, width, TagHeight, Theme.Secondary.WithAlpha(110), 4);
            float at = right - width + 6;
            at += pen.Text(FontStyle.Small, "shows: ", at, y + 12.5f, Theme.Secondary);
            pen.Text(FontStyle.SmallStrong, truth, at, y + 12.5f, Theme.Primary, right - 5.5f - at);
            right -= width + 6;
        }
        if (result.Model.Length == 0)
            return;
        if (untrained)
            pen.Tag(Untrained, left, y, Theme.OnWarning, Theme.Warning, right - left);
        else
            pen.Tag(trained, left, y, Theme.Secondary, SKColor.Empty, right - left);
    }

    private static void DrawRow(
        Pen pen, string subject, ReadOnlySpan<char> label, float score, bool first, float? raw, float left, float right, float y)
    {
        Span<char> buffer = stackalloc char[NumberText.Length];
        FontStyle style = first ? FontStyle.Strong : FontStyle.Body;
        SKColor color = first ? Theme.Primary : Theme.Secondary;
        float numberWidth = pen.TextRight(style, NumberText.Percent(score, buffer), right, y + 13, color);
        float at = left + pen.Text(style, subject, left, y + 13, color);
        pen.Text(style, label, at, y + 13, color, right - at - numberWidth - 8);

        float share = Share(score);
        pen.Fill(left, y + 18, right - left, 3, Theme.Track, 1.5f);
        if (share > 0)
            pen.Fill(left, y + 18, MathF.Max(3, (right - left) * share), 3, first ? Theme.Accent : Theme.AccentQuiet, 1.5f);
        if (raw is { } mark)
            pen.Fill(left + (right - left - 2) * Share(mark), y + 15.5f, 2, 8, Theme.Mark, 1);
    }

    private static float Share(float score) => float.IsFinite(score) ? Math.Clamp(score, 0, 1) : 0;
}
