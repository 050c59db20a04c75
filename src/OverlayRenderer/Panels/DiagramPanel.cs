using SkiaSharp;
using DiagramBox = (string Title, string Detail, string Output, uint Colour, float Share);

namespace RealtimeCnn.OverlayRenderer;

/// <summary>The running network from input to output, each block filled as far as its share of the time goes.</summary>
internal static class DiagramPanel
{
    private const float HeaderHeight = 48;
    private const float FooterHeight = 26;
    private const float BoxHeight = 23;
    private const float Link = 6;
    private const float ColumnWidth = 340;
    private const float ColumnGap = 20;
    private const float NoteLine = 14;
    private const int MostNoteLines = 3;

    /// <summary>Width in design units on a surface of a given size.</summary>
    public static float WidthFor(NetworkDiagram diagram, float surfaceWidth, float surfaceHeight)
    {
        int columns = Columns(diagram.Boxes.Count, surfaceHeight);
        return MathF.Min(columns * ColumnWidth + (columns - 1) * ColumnGap + 2 * Theme.Padding, surfaceWidth - 2 * Theme.Margin);
    }

    public static void Draw(Pen pen, NetworkDiagram diagram)
    {
        int count = diagram.Boxes.Count, columns = Columns(count, pen.Height);
        int rows = Math.Min((count + columns - 1) / columns, RowsIn(pen.Height));
        if (rows < 1)
            return;
        float width = WidthFor(diagram, pen.Width, pen.Height), room = width - 2 * Theme.Padding;
        float note = NoteLine * (Paragraph.Lines(pen, FontStyle.Small, diagram.Note, room, MostNoteLines) - 1);
        float height = HeaderHeight + rows * (BoxHeight + Link) - Link + FooterHeight + note;
        float x = (pen.Width - width) / 2, y = (pen.Height - height) / 2, left = x + Theme.Padding;
        pen.Panel(x, y, width, height);
        pen.Text(FontStyle.Title, diagram.Title, left, y + 24, Theme.Primary, room);
        pen.Text(FontStyle.Small, diagram.Summary, left, y + 39, Theme.Faint, room);

        float column = (room - (columns - 1) * ColumnGap) / columns, largest = 0;
        foreach (DiagramBox box in diagram.Boxes)
            largest = MathF.Max(largest, box.Share);
        for (int i = 0; i < Math.Min(count, rows * columns); i++)
        {
            float boxX = left + i / rows * (column + ColumnGap), boxY = y + HeaderHeight + i % rows * (BoxHeight + Link);
            DrawBox(pen, diagram.Boxes[i], largest, boxX, boxY, column);
            if (i % rows < rows - 1 && i < count - 1)
                pen.Fill(boxX + 20, boxY + BoxHeight, 2, Link, Theme.Link);
        }
        Paragraph.Draw(
            pen, FontStyle.Small, diagram.Note, left, y + height - note - 9, Theme.Secondary, room, MostNoteLines, NoteLine);
    }

    private static void DrawBox(Pen pen, in DiagramBox box, float largest, float x, float y, float width)
    {
        Span<char> buffer = stackalloc char[NumberText.Length];
        var colour = new SKColor(box.Colour);
        pen.Fill(x, y, width, BoxHeight, Theme.Track, 4);
        float share = largest > 0 && float.IsFinite(box.Share) ? Math.Clamp(box.Share / largest, 0, 1) : 0;
        if (share * width >= 4)
            pen.Fill(x, y, width * share, BoxHeight, colour.WithAlpha(150), 4);
        pen.Fill(x, y, 4, BoxHeight, colour, 2);
        float right = x + width - 8;
        right -= MathF.Max(46, pen.TextRight(FontStyle.Strong, NumberText.Percent(box.Share, buffer), right, y + 16, Theme.Primary) + 10);
        float output = pen.TextRight(FontStyle.Small, box.Output, right, y + 15.5f, Theme.Secondary);
        float room = right - output - x - 20, title = pen.Text(FontStyle.Body, box.Title, x + 11, y + 16, Theme.Primary, room) + 8;
        if (box.Detail.Length > 0)
            pen.Text(FontStyle.Small, box.Detail, x + 11 + title, y + 15.5f, Theme.Secondary, room - title);
    }

    private static int RowsIn(float surfaceHeight) =>
        (int)((surfaceHeight - 2 * Theme.Margin - HeaderHeight - FooterHeight - 40) / (BoxHeight + Link));

    private static int Columns(int boxes, float surfaceHeight) => boxes > RowsIn(surfaceHeight) ? 2 : 1;
}
