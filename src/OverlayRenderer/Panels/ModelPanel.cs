using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>The models to choose from, the running one marked; below them what the last swap cost.</summary>
internal sealed class ModelPanel
{
    private const int MaxRows = 64;
    private const float HeaderHeight = 27;
    private const float RowHeight = 20;
    private const float SmallRow = 17;
    private const float LowestRow = 15;
    private const float FooterHeight = 22;
    private const float Bottom = 7;

    private readonly PixelRect[] _rows = new PixelRect[MaxRows];
    private int _shown;

    /// <summary>The model drawn last at a place of the surface, in pixels; -1 for none.</summary>
    public int ModelAt(int x, int y)
    {
        for (int i = 0; i < _shown; i++)
        {
            if (_rows[i].Contains(x, y))
                return i;
        }
        return -1;
    }

    /// <summary>Forgets the list: nothing is drawn.</summary>
    public void Hide() => _shown = 0;

    /// <summary>Height of a list in one column, as tight as can be read; 0 without models.</summary>
    public static float HeightOf(int models) => models == 0 ? 0 : HeaderHeight + models * LowestRow + Bottom;

    /// <summary>
    /// Draws the list in one column if it fits into the height, tighter or in two columns if it must; models beyond that are left out.
    /// </summary>
    /// <returns>The height drawn.</returns>
    public float Draw(Pen pen, OverlayContent content, float x, float y, float width, float maxHeight)
    {
        _shown = 0;
        int count = Math.Min(content.Models.Count, MaxRows);
        float room = maxHeight - HeaderHeight - Bottom;
        bool footer = HasFooter(content) && count * LowestRow <= room - FooterHeight;
        room -= footer ? FooterHeight : 0;
        int columns = count * LowestRow <= room ? 1 : 2;
        int rows = Math.Min((count + columns - 1) / columns, (int)(room / LowestRow));
        if (rows < 1)
            return 0;
        float rowHeight = MathF.Min(RowHeight, room / rows);
        float height = HeaderHeight + rows * rowHeight + (footer ? FooterHeight : 0) + Bottom;
        pen.Panel(x, y, width, height);
        pen.Text(FontStyle.SmallStrong, "MODELS", x + Theme.Padding, y + 19, Theme.Faint);

        if (columns == 1 && content.Models[0].Weights is not null)
            ModelRowNote.DrawHead(pen, x + width - Theme.Padding, y + 19);

        const float Inset = 6;
        float cell = (width - 2 * Inset) / columns;
        for (int i = 0; i < Math.Min(count, rows * columns); i++)
        {
            float left = x + Inset + i / rows * cell, top = y + HeaderHeight + i % rows * rowHeight;
            DrawRow(pen, content, i, left, top, cell, rowHeight, columns == 1);
            _rows[_shown++] = pen.ToDevice(left, top, cell, rowHeight);
        }
        if (footer)
            DrawFooter(pen, content.Status.LastSwap!, x + Theme.Padding, y + HeaderHeight + rows * rowHeight, width - 2 * Theme.Padding);
        return height;
    }

    private static bool HasFooter(OverlayContent content) => content.Status.LastSwap is { Ok: true, From: not null };

    private static void DrawRow(Pen pen, OverlayContent content, int index, float x, float y, float width, float height, bool wide)
    {
        ModelEntry model = content.Models[index];
        bool active = index == content.ActiveModel;
        bool loading = content.Status.Loading?.Name is { } name && (name == model.DisplayName || name == model.Id);
        if (active)
            pen.Fill(x, y, width, height, Theme.AccentWash, 5);
        else if (index == content.PointedModel)
            pen.Fill(x, y, width, height, Theme.Track, 5);

        bool isFaint = model.Unavailable || model.Weights is { AreHere: false };
        SKColor color = active ? Theme.Primary : isFaint ? Theme.Faint.WithAlpha(180) : Theme.Secondary;
        float baseline = y + height / 2 + 4.5f;
        const float KeyRoom = 19;
        float keyWidth = MathF.Min(pen.Measure(FontStyle.SmallStrong, model.Key ?? ""), KeyRoom);
        pen.Text(FontStyle.SmallStrong, model.Key ?? "", x + 13 - keyWidth / 2, baseline - 0.5f, active ? Theme.Accent : color, KeyRoom);

        ModelName parts = ModelName.Of(model.DisplayName ?? "");
        float left = x + 25, right = x + width - 6;
        if (model.Weights?.Download is { } download)
            ModelRowNote.DrawBar(pen, download, left, y + height, right - left);
        if (wide && !loading && model.Weights is { } weights)
            right = ModelRowNote.Draw(pen, weights, right, baseline - 0.5f, active);
        else if (wide)
        {
            ReadOnlySpan<char> note = loading ? "loading" : model.Unavailable ? "unavailable" : parts.Year;
            SKColor noteColor = loading ? Theme.Accent : model.Unavailable ? color : Theme.Faint;
            right -= pen.TextRight(FontStyle.Small, note, right, baseline - 0.5f, noteColor) + 6;
        }
        FontStyle style = (active, wide && height >= SmallRow) switch
        {
            (true, true) => FontStyle.Strong,
            (false, true) => FontStyle.Body,
            (true, false) => FontStyle.SmallStrong,
            _ => FontStyle.Small,
        };
        if (wide && pen.Measure(style, parts.Title) > right - left)
            style = active ? FontStyle.SmallStrong : FontStyle.Small;
        pen.TextMiddleCut(style, parts.Title, left, baseline, loading ? Theme.Accent : color, right - left);
    }

    private static void DrawFooter(Pen pen, SwapReport swap, float x, float y, float width)
    {
        Span<char> buffer = stackalloc char[NumberText.Length];
        pen.Divider(x, y + 4, width);
        float at = x, baseline = y + 19, right = x + width;
        at += pen.Text(FontStyle.Small, "last swap ", at, baseline, Theme.Faint, right - at);
        at += pen.Text(FontStyle.SmallStrong, NumberText.Milliseconds(swap.LoadMs, buffer), at, baseline, Theme.Secondary, right - at);
        at += pen.Text(FontStyle.Small, ", gap ", at, baseline, Theme.Faint, right - at);
        pen.Text(FontStyle.SmallStrong, NumberText.Milliseconds(swap.GapMs, buffer), at, baseline, Theme.Secondary, right - at);
    }
}
