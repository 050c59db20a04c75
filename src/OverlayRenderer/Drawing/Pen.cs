using System.Text;
using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer.Drawing;

/// <summary>
/// Draws shapes and text in design units onto one canvas. Edges snap to device pixels so that small scales stay crisp. Allocates nothing
/// once every character has been seen.
/// </summary>
internal sealed class Pen : IDisposable
{
    private static readonly Rune Ellipsis = new('…');

    private readonly TypeFaces _faces = new();
    private readonly SKPaint _fill = new() { IsAntialias = true };
    private readonly SKPaint _stroke = new() { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeJoin = SKStrokeJoin.Round };
    private SKCanvas _canvas = null!;

    /// <summary>Device pixels per design unit.</summary>
    public float Scale { get; private set; } = 1;

    /// <summary>Width of the surface in design units.</summary>
    public float Width { get; private set; }

    /// <summary>Height of the surface in design units.</summary>
    public float Height { get; private set; }

    public void Begin(SKCanvas canvas, float scale, int deviceWidth, int deviceHeight)
    {
        (_canvas, Scale, Width, Height) = (canvas, scale, deviceWidth / scale, deviceHeight / scale);
        canvas.Save();
        canvas.Scale(scale);
    }

    public void End() => _canvas.Restore();

    public void Fill(float x, float y, float width, float height, SKColor color, float radius = 0)
    {
        _fill.Color = color;
        SKRect rect = Snap(x, y, width, height);
        if (radius == 0)
            _canvas.DrawRect(rect, _fill);
        else
            _canvas.DrawRoundRect(rect, radius, radius, _fill);
    }

    public void Outline(float x, float y, float width, float height, SKColor color, float radius)
    {
        float line = MathF.Max(1, MathF.Floor(Scale)) / Scale;
        _stroke.Color = color;
        _stroke.StrokeWidth = line;
        SKRect rect = Snap(x, y, width, height);
        rect.Inflate(-line / 2, -line / 2);
        _canvas.DrawRoundRect(rect, radius - line / 2, radius - line / 2, _stroke);
    }

    public void Panel(float x, float y, float width, float height)
    {
        Fill(x, y, width, height, Theme.Panel, Theme.PanelRadius);
        Outline(x, y, width, height, Theme.PanelEdge, Theme.PanelRadius);
    }

    public void Divider(float x, float y, float width) => Fill(x, y, width, MathF.Max(1, MathF.Floor(Scale)) / Scale, Theme.Divider);

    public void Dot(float x, float y, float radius, SKColor color)
    {
        _fill.Color = color;
        _canvas.DrawCircle(x, y, radius, _fill);
    }

    public void Lines(SKPointMode mode, SKPoint[] points, float width, SKColor color, bool smooth)
    {
        _stroke.Color = color;
        _stroke.StrokeWidth = width;
        _stroke.IsAntialias = smooth;
        _canvas.DrawPoints(mode, points, _stroke);
        _stroke.IsAntialias = true;
    }

    public float Measure(TextStyle style, ReadOnlySpan<char> text) => _faces[style].Measure(text);

    /// <summary>Draws text from its left end on a baseline; what exceeds the width ends in an ellipsis.</summary>
    /// <returns>The width drawn.</returns>
    public float Text(TextStyle style, ReadOnlySpan<char> text, float x, float baseline, SKColor color, float maxWidth = float.PositiveInfinity)
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
            if (glyph.Blob is not null)
                _canvas.DrawText(glyph.Blob, x + at, baseline, _fill);
            at += glyph.Advance;
        }
        if (cut && ellipsis <= maxWidth)
        {
            // Asked for again, because the characters drawn since may have pushed it out of the cache.
            _canvas.DrawText(face[Ellipsis].Blob!, x + at, baseline, _fill);
            at += ellipsis;
        }
        return at;
    }

    /// <summary>Characters of a text that fit into a width, whole words if at least one fits, at least one character.</summary>
    public int FitWords(TextStyle style, ReadOnlySpan<char> text, float width)
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
    public float TextRight(TextStyle style, ReadOnlySpan<char> text, float right, float baseline, SKColor color)
    {
        float width = Measure(style, text);
        Text(style, text, right - width, baseline, color);
        return width;
    }

    /// <summary>A tag: small text on a rounded ground, or in an outline if <paramref name="ground"/> is transparent.</summary>
    /// <returns>The width drawn.</returns>
    public float Tag(ReadOnlySpan<char> text, float x, float y, SKColor color, SKColor ground, float maxWidth)
    {
        const float height = 17, inset = 6;
        float width = MathF.Min(Measure(TextStyle.SmallStrong, text) + 2 * inset, maxWidth);
        if (ground.Alpha > 0)
            Fill(x, y, width, height, ground, 4);
        else
            Outline(x, y, width, height, color.WithAlpha(110), 4);
        Text(TextStyle.SmallStrong, text, x + inset, y + 12.5f, color, width - 2 * inset + 0.5f);
        return width;
    }

    public void Dispose()
    {
        _faces.Dispose();
        _fill.Dispose();
        _stroke.Dispose();
    }

    private SKRect Snap(float x, float y, float width, float height) => new(Snap(x), Snap(y), Snap(x + width), Snap(y + height));

    // Halves go up, not to even: otherwise two edges one pixel apart can meet, and a line vanishes.
    private float Snap(float value) => MathF.Floor(value * Scale + 0.5f) / Scale;
}
