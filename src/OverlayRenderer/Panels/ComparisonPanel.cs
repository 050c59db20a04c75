using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>What every network says of one picture, in the middle of the surface, a row for each.</summary>
internal static class ComparisonPanel
{
    private const float HeaderHeight = 62;
    private const float FooterHeight = 28;
    private const float RowHeight = 25;
    private const float LowestRow = 19;
    private const float NameWidth = 142;
    private const float ScoreWidth = 62;
    private const float TimeWidth = 62;
    private const float SizeWidth = 46;
    private const float Widest = 640;

    /// <summary>Width in design units on a surface of a given width.</summary>
    public static float WidthOn(float surfaceWidth) => MathF.Min(Widest, surfaceWidth - 2 * Theme.Margin);

    public static void Draw(Pen pen, PictureComparison comparison)
    {
        float width = WidthOn(pen.Width), room = pen.Height - 2 * Theme.Margin - HeaderHeight - FooterHeight;
        int count = comparison.Rows.Count, rows = Math.Min(count, (int)(room / LowestRow));
        if (rows < 1 || width < NameWidth + ScoreWidth + TimeWidth + SizeWidth)
            return;
        float rowHeight = MathF.Min(RowHeight, room / rows), height = HeaderHeight + rows * rowHeight + FooterHeight;
        float x = (pen.Width - width) / 2, y = (pen.Height - height) / 2, left = x + Theme.Padding, inner = width - 2 * Theme.Padding;
        pen.Panel(x, y, width, height);
        pen.Text(FontStyle.Title, comparison.Title, left, y + 25, Theme.Primary, inner);
        DrawHeadings(pen, left, y + 51, inner);
        pen.Divider(left, y + 56, inner);
        for (int i = 0; i < rows; i++)
            DrawRow(pen, comparison.Rows[i], left, y + HeaderHeight + i * rowHeight, inner, rowHeight);
        DrawFooter(pen, comparison.Note, count - rows, left, y + height - 10, inner);
    }

    private static void DrawHeadings(Pen pen, float x, float baseline, float width)
    {
        pen.Text(FontStyle.SmallStrong, "NETWORK", x, baseline, Theme.Faint);
        pen.Text(FontStyle.SmallStrong, "FIRST CHOICE", x + NameWidth, baseline, Theme.Faint);
        float right = x + width;
        pen.TextRight(FontStyle.SmallStrong, "MB", right, baseline, Theme.Faint);
        pen.TextRight(FontStyle.SmallStrong, "MS", right - SizeWidth, baseline, Theme.Faint);
        pen.TextRight(FontStyle.SmallStrong, "SCORE", right - SizeWidth - TimeWidth, baseline, Theme.Faint);
    }

    private static void DrawRow(Pen pen, in ComparisonRow row, float x, float y, float width, float height)
    {
        Span<char> buffer = stackalloc char[NumberText.Length];
        const float Inset = 6;
        float baseline = y + height / 2 + 4.5f, right = x + width, answer = x + NameWidth, figures = SizeWidth + TimeWidth + ScoreWidth;
        bool isRunning = row.State == ComparisonState.Running, hasAnswered = row.State == ComparisonState.Answered;
        if (isRunning)
            pen.Fill(x - Inset, y, width + 2 * Inset, height, Theme.AccentWash, 5);
        SKColor name = isRunning ? Theme.Accent : row.State == ComparisonState.Waiting ? Theme.Faint : Theme.Secondary;
        pen.Text(FontStyle.Body, ModelName.Of(row.Name ?? "").Title, x, baseline, name, NameWidth - 10);
        pen.TextRight(FontStyle.Small, NumberText.Megabytes(row.Bytes, isEstimate: false, buffer), right, baseline - 0.5f, Theme.Faint);
        if (!hasAnswered)
        {
            (string text, SKColor color) = row.State switch
            {
                ComparisonState.Failed => (row.Answer ?? "", Theme.Error),
                ComparisonState.Running => ("looking at it ...", Theme.Accent),
                _ => ("–", Theme.Faint),
            };
            pen.Text(FontStyle.Body, text, answer, baseline, color, width - NameWidth - SizeWidth - 8);
            return;
        }
        pen.Text(FontStyle.Strong, row.Answer ?? "", answer, baseline, Theme.Primary, width - NameWidth - figures - 4);
        right -= SizeWidth;
        pen.TextRight(FontStyle.Body, NumberText.Figure(row.Milliseconds, buffer), right, baseline, Theme.Secondary);
        pen.TextRight(FontStyle.Body, NumberText.Percent(row.Score, buffer), right - TimeWidth, baseline, Theme.Primary);
    }

    private static void DrawFooter(Pen pen, string note, int hidden, float x, float baseline, float width)
    {
        if (hidden > 0)
        {
            Span<char> buffer = stackalloc char[NumberText.Length];
            float at = pen.Text(FontStyle.Small, NumberText.Count(hidden, buffer), x, baseline, Theme.Warning, width);
            at += pen.Text(FontStyle.Small, " more do not fit here. ", x + at, baseline, Theme.Warning, width - at);
            (x, width) = (x + at, width - at);
        }
        pen.Text(FontStyle.Small, note, x, baseline, Theme.Faint, width);
    }
}
