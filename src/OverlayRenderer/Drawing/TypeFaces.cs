using System.Text;
using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>The text styles, indexes into <see cref="TypeFaces"/>.</summary>
internal enum FontStyle
{
    Small,
    SmallStrong,
    Body,
    Strong,
    Title,
    Hero,
}

/// <summary>The embedded typeface in every style.</summary>
internal sealed class TypeFaces : IDisposable
{
    private readonly SKTypeface _regular = Load("Inter-Regular-Latin.otf");
    private readonly SKTypeface _semiBold = Load("Inter-SemiBold-Latin.otf");
    private readonly GlyphFace[] _faces;

    public TypeFaces()
    {
        _faces =
        [
            new GlyphFace(_regular, 11),
            new GlyphFace(_semiBold, 11),
            new GlyphFace(_regular, 12.5f),
            new GlyphFace(_semiBold, 12.5f),
            new GlyphFace(_semiBold, 16),
            new GlyphFace(_semiBold, 25),
        ];
    }

    public GlyphFace this[FontStyle style] => _faces[(int)style];

    public void Dispose()
    {
        foreach (GlyphFace face in _faces)
            face.Dispose();
        _regular.Dispose();
        _semiBold.Dispose();
    }

    private static SKTypeface Load(string resource)
    {
        using Stream stream = typeof(TypeFaces).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly lacks its font {resource}.");
        using SKData data = SKData.Create(stream);
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException($"The font {resource} is not readable.");
    }
}

/// <summary>
/// One style as ready-made single glyphs. Text that changes each frame is drawn glyph by glyph from here: a text blob per string would
/// allocate for every new string, a blob per glyph only once.
/// </summary>
internal sealed class GlyphFace : IDisposable
{
    // Labels come from files: the cache of rarer characters is bounded, not trusted.
    private const int MaxRareGlyphs = 2048;

    private readonly SKFont _font;
    private readonly Glyph[] _ascii = new Glyph[128];
    private readonly Dictionary<int, Glyph> _rare = [];

    public GlyphFace(SKTypeface typeface, float size)
    {
        _font = new SKFont(typeface, size) { Subpixel = true, Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None };
        for (int c = ' '; c < 127; c++)
            _ascii[c] = Make(c);
        for (int c = 0; c < ' '; c++)
            _ascii[c] = _ascii[' '];
        _ascii[127] = _ascii[' '];

        // Figures share one advance, so that numbers do not wander while they change.
        float figure = _ascii['0'].Advance;
        for (int c = '0'; c <= '9'; c++)
            _ascii[c] = _ascii[c] with { Advance = figure };
    }

    public Glyph this[Rune rune]
    {
        get
        {
            int code = rune.Value;
            if (code < 128)
                return _ascii[code];
            if (_rare.TryGetValue(code, out Glyph glyph))
                return glyph;
            if (_rare.Count == MaxRareGlyphs)
                ForgetRare();
            glyph = Make(code);
            _rare.Add(code, glyph);
            return glyph;
        }
    }

    public float Measure(ReadOnlySpan<char> text)
    {
        float width = 0;
        foreach (Rune rune in text.EnumerateRunes())
            width += this[rune].Advance;
        return width;
    }

    public void Dispose()
    {
        for (int c = ' '; c < 127; c++)
            _ascii[c].Blob?.Dispose();
        ForgetRare();
        _font.Dispose();
    }

    private Glyph Make(int code)
    {
        string text = char.ConvertFromUtf32(code);
        return new Glyph(Rune.IsWhiteSpace(new Rune(code)) ? null : SKTextBlob.Create(text, _font), _font.MeasureText(text));
    }

    private void ForgetRare()
    {
        foreach (Glyph glyph in _rare.Values)
            glyph.Blob?.Dispose();
        _rare.Clear();
    }

    /// <summary>One character ready to draw.</summary>
    /// <param name="Blob">The picture; null for a blank.</param>
    /// <param name="Advance">Distance to the next character.</param>
    internal readonly record struct Glyph(SKTextBlob? Blob, float Advance);
}
