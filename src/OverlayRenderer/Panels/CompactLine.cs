namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// The overlay in one line: best prediction, model, frame rate, latency. Parts that do not fit are left out, least important first.
/// </summary>
internal static class CompactLine
{
    private const float Height = 28;
    private const float Gap = 10;
    private const float MinLabel = 64;
    private const float MaxLabel = 220;

    public static void Draw(Pen pen, OverlayContent content, LatencySummary summary)
    {
        Span<char> percentBuffer = stackalloc char[NumberText.Length];
        Span<char> rateBuffer = stackalloc char[NumberText.Length];
        Span<char> latencyBuffer = stackalloc char[NumberText.Length];
        FrameResult result = content.Result;
        Span<char> labelBuffer = stackalloc char[64];
        bool untrained = content.IsNoise, scored = result.TopCount > 0 && !untrained && result.Absence is null;
        WeightDownload? download = untrained ? content.Weights?.Download : null;
        ReadOnlySpan<char> label = scored ? Label(content, labelBuffer)
            : download is not null ? "downloading weights" : untrained ? "no weights here" : result.Absence ?? "No prediction yet";
        ReadOnlySpan<char> percent = scored ? NumberText.Percent(result.Top[0].Score, percentBuffer)
            : download is not null ? NumberText.WholePercent(download.Share, percentBuffer) : "";
        bool any = percent.Length > 0;
        ReadOnlySpan<char> rate = NumberText.Rate(content.Status.FpsOut, rateBuffer[..^4]);
        " fps".CopyTo(rateBuffer[rate.Length..]);
        rate = rateBuffer[..(rate.Length + 4)];
        ReadOnlySpan<char> latency = NumberText.Milliseconds(summary.Newest, latencyBuffer);
        ReadOnlySpan<char> model = content.ModelDisplayName.Length > 0 ? content.ModelDisplayName : result.Model;

        float room = pen.Width - 2 * Theme.Margin - 20;
        if (room < 16)
            return;
        float percentWidth = any ? Slot(pen, FontStyle.Strong, percent) : 0;
        float wanted = MathF.Min(pen.Measure(FontStyle.Strong, label), MaxLabel);
        float used = MathF.Min(wanted, MinLabel) + percentWidth;

        // That scores are noise matters more than how fast they come.
        float noiseWidth = untrained ? Take(Slot(pen, FontStyle.SmallStrong, "UNTRAINED") + 12, room, ref used) : 0;
        float kindWidth = result.IsMultiLabel ? Take(Slot(pen, FontStyle.Small, "multi-label"), room, ref used) : 0;
        float rateWidth = Take(Slot(pen, FontStyle.Body, rate), room, ref used);
        float latencyWidth = Take(Slot(pen, FontStyle.Body, latency), room, ref used);
        if (wanted > MinLabel)
            used += MathF.Min(wanted - MinLabel, MathF.Max(0, room - used));
        float modelWidth = model.IsEmpty ? 0 : Take(Slot(pen, FontStyle.Body, model), room, ref used);

        used = MathF.Min(used, room);
        float x = Theme.Margin, y = Theme.Margin, baseline = y + 18.5f, right = x + 10 + used;
        pen.Panel(x, y, used + 20, Height);
        float labelWidth = used - rateWidth - latencyWidth - noiseWidth - kindWidth - modelWidth - percentWidth;
        bool showPercent = labelWidth >= MathF.Min(wanted, 16);
        float at = x + 10;
        pen.Text(FontStyle.Strong, label, at, baseline, Theme.Primary, (showPercent ? labelWidth : labelWidth + percentWidth) + 0.5f);
        at += labelWidth;
        if (showPercent && any)
            pen.TextRight(FontStyle.Strong, percent, at + percentWidth, baseline, Theme.Accent);
        at += percentWidth;
        if (noiseWidth > 0)
            pen.Tag("UNTRAINED", at + Gap, y + 5.5f, Theme.OnWarning, Theme.Warning, noiseWidth - Gap);
        at += noiseWidth;
        if (kindWidth > 0)
            pen.Text(FontStyle.Small, "multi-label", at + Gap, baseline, Theme.Secondary);
        at += kindWidth;
        if (modelWidth > 0)
            pen.Text(FontStyle.Body, model, at + Gap, baseline, Theme.Secondary);
        if (latencyWidth > 0)
            pen.TextRight(FontStyle.Body, latency, right, baseline, Theme.Secondary);
        if (rateWidth > 0)
            pen.TextRight(FontStyle.Body, rate, right - latencyWidth, baseline, Theme.Secondary);
    }

    // With what it is, where the class does not say so itself.
    private static ReadOnlySpan<char> Label(OverlayContent content, Span<char> to)
    {
        ReadOnlySpan<char> subject = content.Subject, label = ShortLabel.Of(content.Result.Top, 0);
        if (subject.IsEmpty || subject.Length + label.Length > to.Length)
            return label;
        subject.CopyTo(to);
        label.CopyTo(to[subject.Length..]);
        return to[..(subject.Length + label.Length)];
    }

    private static float Slot(Pen pen, FontStyle style, ReadOnlySpan<char> text) => pen.Measure(style, text) + Gap;

    private static float Take(float width, float room, ref float used)
    {
        if (used + width > room)
            return 0;
        used += width;
        return width;
    }
}
