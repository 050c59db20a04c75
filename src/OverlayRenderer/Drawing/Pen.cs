using System.Text;
using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// Draws shapes and text in design units onto one canvas. Edges snap to device pixels so that small scales stay crisp. Notes where panels
/// come to lie, and can do that alone, without drawing. Allocates nothing once every character has been seen.
/// </summary>
internal sealed class Pen : IDisposable
{
    private static readonly Rune Ellipsis = new('…');
    private static readonly SKSamplingOptions Blocks = new(SKFilterMode.Nearest);
    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    private readonly TypeFaces _faces = new();
    private readonly SKPaint _fill = new() { IsAntialias = true };
    private readonly SKPaint _stroke = new() { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeJoin = SKStrokeJoin.Round };
    private SKCanvas? _canvas;
    private bool _draws;

    /// <summary>Device pixels that the panels since <see cref="BeginPart"/> cover.</summary>
    public PixelRect Covered { get; private set; }

    /// <summary>Device pixels per design unit.</summary>
    public float Scale { get; private set; } = 1;

    /// <summary>Width of the surface in design units.</summary>
    public float Width { get; private set; }

    /// <summary>Height of the surface in design units.</summary>
    public float Height { get; private set; }

    /// <param name="canvas">Where to draw; null to measure only.</param>
    /// <param name="scale">Device pixels per design unit.</param>
    /// <param name="deviceWidth">Width of the surface in pixels.</param>
    /// <param name="deviceHeight">Height of the surface in pixels.</param>
    public void Begin(SKCanvas? canvas, float scale, int deviceWidth, int deviceHeight)
    {
        (_canvas, Scale, Width, Height) = (canvas, scale, deviceWidth / scale, deviceHeight / scale);
        if (canvas is null)
            return;
        canvas.Save();
        canvas.Scale(scale);
    }

    /// <summary>Starts another part of the overlay.</summary>
    /// <param name="draws">False to only note where its panels lie.</param>
    public void BeginPart(bool draws)
    {
        _draws = draws && _canvas is not null;
        Covered = default;
    }

    public void End() => _canvas?.Restore();

    /// <summary>The device pixels of a rectangle in design units.</summary>
    public PixelRect ToDevice(float x, float y, float width, float height)
    {
        int left = Device(x), top = Device(y);
        return new PixelRect(left, top, Device(x + width) - left, Device(y + height) - top);
    }

    public void Fill(float x, float y, float width, float height, SKColor color, float radius = 0)
    {
        if (!_draws)
            return;
        _fill.Color = color;
        SKRect rect = Snap(x, y, width, height);
        if (radius == 0)
            _canvas!.DrawRect(rect, _fill);
        else
            _canvas!.DrawRoundRect(rect, radius, radius, _fill);
    }

    public void Outline(float x, float y, float width, float height, SKColor color, float radius)
    {
        if (!_draws)
            return;
        float line = MathF.Max(1, MathF.Floor(Scale)) / Scale;
        _stroke.Color = color;
        _stroke.StrokeWidth = line;
        SKRect rect = Snap(x, y, width, height);
        rect.Inflate(-line / 2, -line / 2);
        _canvas!.DrawRoundRect(rect, radius - line / 2, radius - line / 2, _stroke);
    }

    public void Panel(float x, float y, float width, float height)
    {
        Covered = Covered.With(ToDevice(x, y, width, height));
        Fill(x, y, width, height, Theme.Panel, Theme.PanelRadius);
        Outline(x, y, width, height, Theme.PanelEdge, Theme.PanelRadius);
    }

    /// <summary>A thin line around what lies below the overlay.</summary>
    public void Frame(float x, float y, float width, float height, SKColor color)
    {
        Covered = Covered.With(ToDevice(x, y, width, height));
        Outline(x, y, width, height, color, 0);
    }

    public void Divider(float x, float y, float width) => Fill(x, y, width, MathF.Max(1, MathF.Floor(Scale)) / Scale, Theme.Divider);

    public void Dot(float x, float y, float radius, SKColor color)
    {
        if (!_draws)
            return;
        _fill.Color = color;
        _canvas!.DrawCircle(x, y, radius, _fill);
    }

    /// <summary>Draws a picture into a rectangle, pixel by pixel if enlarged, smoothly if reduced.</summary>
    public void Image(SKImage image, float x, float y, float width, float height)
    {
        if (_draws)
            _canvas!.DrawImage(image, Snap(x, y, width, height), image.Width > width * Scale ? Smooth : Blocks);
    }

    public float Measure(FontStyle style, ReadOnlySpan<char> text) => _faces[style].Measure(text);

    /// <summary>Draws text from its left end on a baseline; what exceeds the width ends in an ellipsis.</summary>
    /// <returns>The width drawn.</returns>
    public float Text(
        FontStyle style, ReadOnlySpan<char> text, float x, float baseline, SKColor color, float maxWidth = float.PositiveInfinity)
    {
        GlyphFace face = _faces[style];
        bool cut = face.Measure(text) > maxWidth;
        float ellipsis = cut ? face[Ellipsis].Advance : 0;
        float limit = cut ? maxWidth - ellipsis : float.PositiveInfinity;
        float at = 0;
        _fill.Color = color;
        foreach (Rune rune in text.EnumerateRunes())
        {
            GlyphFace.Glyph glyph = face[rune];
            if (at + glyph.Advance > limit)
                break;
            if (_draws && glyph.Blob is not null)
                _canvas!.DrawText(glyph.Blob, x + at, baseline, _fill);
            at += glyph.Advance;
        }
        if (cut && ellipsis <= maxWidth)
        {
            // Asked for again, because the characters drawn since may have pushed it out of the cache.
            if (_draws)
                _canvas!.DrawText(face[Ellipsis].Blob!, x + at, baseline, _fill);
            at += ellipsis;
        }
        return at;
    }

    /// <summary>Draws a name from its left end; of one that exceeds the width the end stays, which tells it from others.</summary>
    public void TextMiddleCut(FontStyle style, ReadOnlySpan<char> text, float x, float baseline, SKColor color, float maxWidth)
    {
        const int End = 4;
        if (text.Length <= 2 * End || Measure(style, text) <= maxWidth)
        {
            Text(style, text, x, baseline, color, maxWidth);
            return;
        }
        float end = Measure(style, text[^End..]);
        float at = Text(style, text[..^End], x, baseline, color, MathF.Min(maxWidth - end, Measure(style, text[..^End]) - 0.5f));
        Text(style, text[^End..], x + at, baseline, color, end + 0.5f);
    }

    /// <summary>Characters of a text that fit into a width, whole words if at least one fits, at least one character.</summary>
    public int FitWords(FontStyle style, ReadOnlySpan<char> text, float width)
    {
        GlyphFace face = _faces[style];
        float at = 0;
        int position = 0, words = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
                words = position;
            at += face[rune].Advance;
            if (at > width)
                return words > 0 ? words : Math.Max(position, 1);
            position += rune.Utf16SequenceLength;
        }
        return text.Length;
    }

    /// <summary>Draws text that ends at <paramref name="right"/>.</summary>
    /// <returns>The width drawn.</returns>
    public float TextRight(FontStyle style, ReadOnlySpan<char> text, float right, float baseline, SKColor color)
    {
        float width = Measure(style, text);
        Text(style, text, right - width, baseline, color);
        return width;
    }

    /// <summary>A tag: small text on a rounded ground, or in an outline if <paramref name="ground"/> is transparent.</summary>
    /// <returns>The width drawn.</returns>
    public float Tag(ReadOnlySpan<char> text, float x, float y, SKColor color, SKColor ground, float maxWidth)
    {
        const float Height = 17, Inset = 6;
        float width = MathF.Min(Measure(FontStyle.SmallStrong, text) + 2 * Inset, maxWidth);
        if (ground.Alpha > 0)
            Fill(x, y, width, Height, ground, 4);
        else
            Outline(x, y, width, Height, color.WithAlpha(110), 4);
        Text(FontStyle.SmallStrong, text, x + Inset, y + 12.5f, color, width - 2 * Inset + 0.5f);
        return width;
    }

    public void Dispose()
    {
        _faces.Dispose();
        _fill.Dispose();
        _stroke.Dispose();
    }

    // Halves go up, not to even: otherwise two edges one pixel apart can meet, and a line vanishes.
    private SKRect Snap(float x, float y, float width, float height) => new(Snap(x), Snap(y), Snap(x + width), Snap(y + height));

    private float Snap(float value) => Device(value) / Scale;

    private int Device(float value) => (int)MathF.Floor(value * Scale + 0.5f);
}
