namespace RealtimeCnn.OverlayRenderer;

/// <summary>Says at the top that the picture stands still on purpose, and that it is being recorded.</summary>
internal static class StatusTags
{
    private const float Height = 28;
    private const float PausedWidth = 92;
    private const float RecordingWidth = 106;

    public static void Draw(Pen pen, OverlayContent content, float y)
    {
        bool recording = content.RecordingSeconds is not null;
        float width = (content.Paused ? PausedWidth : 0) + (recording ? RecordingWidth : 0) + (content.Paused && recording ? Theme.Gap : 0);
        float x = (pen.Width - width) / 2;
        if (content.Paused)
        {
            pen.Panel(x, y, PausedWidth, Height);
            pen.Fill(x + 14, y + 9, 3, 10, Theme.Warning, 1);
            pen.Fill(x + 20, y + 9, 3, 10, Theme.Warning, 1);
            pen.Text(FontStyle.Strong, "Paused", x + 32, y + 18.5f, Theme.Primary);
            x += PausedWidth + Theme.Gap;
        }
        if (content.RecordingSeconds is not { } seconds)
            return;
        Span<char> buffer = stackalloc char[NumberText.Length];
        pen.Panel(x, y, RecordingWidth, Height);
        pen.Dot(x + 18, y + 14, 4.5f, Theme.Recording);
        pen.Text(FontStyle.Strong, "REC", x + 30, y + 18.5f, Theme.Primary);
        pen.TextRight(FontStyle.Body, NumberText.Clock(seconds, buffer), x + RecordingWidth - 12, y + 18.5f, Theme.Secondary);
    }
}
