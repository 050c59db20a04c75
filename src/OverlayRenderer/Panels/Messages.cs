using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>What the user should know now, stacked above the keys: a load, a failed swap, trouble with the source, a notice.</summary>
internal static class Messages
{
    /// <summary>Widest a message gets.</summary>
    public const float MaxWidth = 520;

    /// <summary>Height that messages seldom exceed.</summary>
    public const float Reserve = 110;

    private const int MaxLines = 3;
    private const float LineHeight = 17;

    public static void Draw(Pen pen, OverlayContent content, float bottom, float maxWidth)
    {
        float width = MathF.Min(MathF.Min(maxWidth, MaxWidth), pen.Width - 2 * Theme.Margin);
        if (width < 60)
            return;
        if (content.Notice is { Length: > 0 } notice)
            bottom -= Line(pen, default, notice, Theme.Accent, bottom, width);
        if (CaptureTitle(content.Status.SourceState) is { } title)
        {
            SKColor color = content.Status.SourceState == CaptureState.Failed ? Theme.Error : Theme.Warning;
            bottom -= Line(pen, title, Told(content.Status.SourceError, content.SourceRemedy), color, bottom, width);
        }
        if (content.Status.Loading is { } loading)
            Loading(pen, loading.Name, content.Status.LoadingSeconds, bottom, MathF.Min(width, 300));
        else if (content.Failure is { } failure)
            Line(pen, content.Status.FrameError is null ? "Swap failed" : "No result", failure, Theme.Error, bottom, width);
    }

    private static string? CaptureTitle(CaptureState state) => state switch
    {
        CaptureState.Opening => "Opening the source",
        CaptureState.Reconnecting => "Reconnecting",
        CaptureState.Failed => "Source failed",
        CaptureState.Ended => "End of the source",
        _ => null,
    };

    private static string Told(string? error, string? remedy) => remedy is null || error is null
        ? error ?? remedy ?? ""
        : $"{error.TrimEnd('.')}. {remedy}";

    private static float Line(Pen pen, ReadOnlySpan<char> title, ReadOnlySpan<char> text, SKColor color, float bottom, float maxWidth)
    {
        const float Inset = 24, End = 12;
        float gap = title.IsEmpty || text.IsEmpty ? 0 : 8;
        float titleWidth = pen.Measure(FontStyle.Strong, title) + gap;
        float room = MathF.Min(titleWidth + pen.Measure(FontStyle.Body, text) + 0.5f, maxWidth - Inset - End);
        int lines = Lines(pen, title, text, titleWidth, room, default, 0, 0);
        float width = room + Inset + End, height = lines * LineHeight + 15;
        float x = (pen.Width - width) / 2, y = bottom - height;
        pen.Panel(x, y, width, height);
        pen.Dot(x + 14, y + 16, 4, color);
        Lines(pen, title, text, titleWidth, room, color, x + Inset, y + 20.5f);
        return height + 6;
    }

    /// <summary>Breaks a message into lines, the title first; draws them unless the colour is empty.</summary>
    /// <returns>The number of lines.</returns>
    private static int Lines(
        Pen pen, ReadOnlySpan<char> title, ReadOnlySpan<char> text, float titleWidth, float room, SKColor color, float x, float baseline)
    {
        bool draw = color != SKColor.Empty;
        if (draw)
            pen.Text(FontStyle.Strong, title, x, baseline, color, room);
        float indent = titleWidth;
        for (int line = 1; ; line++)
        {
            int fits = line == MaxLines ? text.Length : pen.FitWords(FontStyle.Body, text, room - indent);
            if (draw)
                pen.Text(FontStyle.Body, text[..fits], x + indent, baseline, Theme.Primary, room - indent);
            text = text[fits..].TrimStart();
            if (text.IsEmpty || line == MaxLines)
                return line;
            indent = 0;
            baseline += LineHeight;
        }
    }

    private static void Loading(Pen pen, string model, double elapsed, float bottom, float width)
    {
        Span<char> buffer = stackalloc char[NumberText.Length];
        const float Height = 40;
        float x = (pen.Width - width) / 2, y = bottom - Height, left = x + 12, right = x + width - 12;
        pen.Panel(x, y, width, Height);
        float seconds = pen.TextRight(FontStyle.Body, NumberText.Seconds(elapsed, buffer), right, y + 19, Theme.Secondary);
        float at = left + pen.Text(FontStyle.Body, "Loading ", left, y + 19, Theme.Secondary);
        pen.Text(FontStyle.Strong, model, at, y + 19, Theme.Primary, right - at - seconds - 8);

        // Nobody knows how long a load takes, so the bar only says that it goes on.
        float bar = right - left, run = bar * 0.3f;
        double phase = double.IsFinite(elapsed) ? elapsed / 1.6 % 1 : 0;
        float travel = (float)(0.5 - 0.5 * Math.Cos(phase * 2 * Math.PI));
        pen.Fill(left, y + 28, bar, 3, Theme.Track, 1.5f);
        pen.Fill(left + (bar - run) * travel, y + 28, run, 3, Theme.Accent, 1.5f);
    }
}
