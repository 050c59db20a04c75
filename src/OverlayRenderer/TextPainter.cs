using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// Draws text of one font without allocating: words are shaped once and kept, numbers are set digit by digit from kept glyphs, all digits
/// equally wide so that changing numbers stand still. One thread.
/// </summary>
internal sealed class TextPainter : IDisposable
{
    private const int MostWords = 512;
    private const char FirstGlyph = ' ', LastGlyph = '~';
    private const string Ellipsis = "…";

    private readonly SKFont _font;
    private readonly Dictionary<(string Text, int MaxWidth), Word> _words = [];
    private readonly SKTextBlob?[] _glyphs = new SKTextBlob?[LastGlyph - FirstGlyph + 1];
    private readonly float[] _advances = new float[LastGlyph - FirstGlyph + 1];
    private readonly float _digitWidth;

    public TextPainter(SKTypeface typeface, float size)
    {
        _font = new SKFont(typeface, size) { Subpixel = true, Edging = SKFontEdging.Antialias };
        for (char c = FirstGlyph; c <= LastGlyph; c++)
        {
            string text = c.ToString();
            _glyphs[c - FirstGlyph] = c == ' ' ? null : SKTextBlob.Create(text, _font);
            _advances[c - FirstGlyph] = _font.MeasureText(text);
        }
        for (char c = '0'; c <= '9'; c++)
            _digitWidth = Math.Max(_digitWidth, _advances[c - FirstGlyph]);
    }

    /// <summary>Size of the font in pixels.</summary>
    public float Size => _font.Size;

    /// <summary>Draws a word or label; shortened with an ellipsis where it is too wide.</summary>
    /// <returns>The width drawn.</returns>
    public float Draw(SKCanvas canvas, string text, float x, float baseline, SKPaint paint, float maxWidth = 10_000)
    {
        Word word = Lookup(text, maxWidth);
        if (word.Blob is not null)
            canvas.DrawText(word.Blob, x, baseline, paint);
        return word.Width;
    }

    /// <summary>Width of a word in pixels.</summary>
    public float Measure(string text, float maxWidth = 10_000) => Lookup(text, maxWidth).Width;

    /// <summary>
    /// Draws a text that changes from frame to frame, such as a class name: glyph by glyph, so that new ones cost nothing. Text beyond
    /// printable ASCII takes the way of <see cref="Draw"/>.
    /// </summary>
    /// <returns>The width drawn.</returns>
    public float DrawChanging(SKCanvas canvas, string text, float x, float baseline, SKPaint paint, float maxWidth)
    {
        if (text.AsSpan().ContainsAnyExceptInRange(FirstGlyph, LastGlyph))
        {
            const float Step = 20; // few widths, so that the same text is not kept many times
            return Draw(canvas, text, x, baseline, paint, MathF.Max(Step, MathF.Floor(maxWidth / Step) * Step));
        }
        int shown = 0, fitting = 0;
        float width = 0, room = maxWidth - 3 * _advances['.' - FirstGlyph];
        for (; shown < text.Length && width <= maxWidth; shown++)
        {
            if (width <= room)
                fitting = shown;
            width += _advances[text[shown] - FirstGlyph];
        }
        bool whole = width <= maxWidth;
        float end = DrawGlyphs(canvas, whole ? text : text.AsSpan(0, fitting), x, baseline, paint);
        return (whole ? end : DrawGlyphs(canvas, "...", end, baseline, paint)) - x;
    }

    /// <summary>Draws a number that ends at <paramref name="right"/>. Characters outside printable ASCII are left out.</summary>
    /// <returns>Where it begins.</returns>
    public float DrawNumber(SKCanvas canvas, ReadOnlySpan<char> text, float right, float baseline, SKPaint paint)
    {
        float x = right - MeasureNumber(text), start = x;
        foreach (char c in text)
        {
            if (c is < FirstGlyph or > LastGlyph)
                continue;
            float advance = Advance(c);
            if (_glyphs[c - FirstGlyph] is { } glyph)
                canvas.DrawText(glyph, x + (advance - _advances[c - FirstGlyph]) / 2, baseline, paint);
            x += advance;
        }
        return start;
    }

    /// <summary>Width of a number in pixels.</summary>
    public float MeasureNumber(ReadOnlySpan<char> text)
    {
        float width = 0;
        foreach (char c in text)
            width += c is < FirstGlyph or > LastGlyph ? 0 : Advance(c);
        return width;
    }

    public void Dispose()
    {
        Forget();
        foreach (SKTextBlob? glyph in _glyphs)
            glyph?.Dispose();
        _font.Dispose();
    }

    private float DrawGlyphs(SKCanvas canvas, ReadOnlySpan<char> text, float x, float baseline, SKPaint paint)
    {
        foreach (char c in text)
        {
            if (_glyphs[c - FirstGlyph] is { } glyph)
                canvas.DrawText(glyph, x, baseline, paint);
            x += _advances[c - FirstGlyph];
        }
        return x;
    }

    private float Advance(char c) => char.IsAsciiDigit(c) ? _digitWidth : _advances[c - FirstGlyph];

    private Word Lookup(string text, float maxWidth)
    {
        var key = (text, (int)maxWidth);
        if (_words.TryGetValue(key, out Word word))
            return word;
        if (_words.Count >= MostWords)
            Forget();
        string shown = text;
        while (shown.Length > 1 && _font.MeasureText(shown) > maxWidth)
            shown = string.Concat(shown.TrimEnd('…').AsSpan()[..^1].TrimEnd(), Ellipsis);
        word = new Word(string.IsNullOrWhiteSpace(shown) ? null : SKTextBlob.Create(shown, _font), _font.MeasureText(shown));
        _words.Add(key, word);
        return word;
    }

    private void Forget()
    {
        foreach (Word word in _words.Values)
            word.Blob?.Dispose();
        _words.Clear();
    }

    private readonly record struct Word(SKTextBlob? Blob, float Width);
}
