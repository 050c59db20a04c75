using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>Paints and typefaces of the overlay, made once. One thread.</summary>
internal sealed class OverlayStyle : IDisposable
{
    public readonly SKPaint Panel = Fill(new SKColor(10, 13, 18, 196));
    public readonly SKPaint Text = Fill(new SKColor(244, 247, 250));
    public readonly SKPaint Muted = Fill(new SKColor(164, 174, 186));
    public readonly SKPaint Track = Fill(new SKColor(255, 255, 255, 34));
    public readonly SKPaint Accent = Fill(new SKColor(0x5B, 0xC8, 0xF5));
    public readonly SKPaint AccentDim = Fill(new SKColor(0x5B, 0xC8, 0xF5, 150));
    public readonly SKPaint Good = Fill(new SKColor(0x2F, 0xC4, 0x9A));
    public readonly SKPaint Warning = Fill(new SKColor(0xFF, 0xB5, 0x47));
    public readonly SKPaint OnBright = Fill(new SKColor(12, 16, 22));
    public readonly SKPaint Line = new() { Color = new SKColor(0x5B, 0xC8, 0xF5), IsAntialias = true, IsStroke = true, StrokeJoin = SKStrokeJoin.Round };

    // Okabe and Ito's palette (2008), told apart with any colour vision: capture, preprocess, infer, present.
    public readonly SKPaint[] Stages =
    [
        Fill(new SKColor(0x56, 0xB4, 0xE9)),
        Fill(new SKColor(0x1F, 0xB8, 0x8C)),
        Fill(new SKColor(0xE6, 0x9F, 0x00)),
        Fill(new SKColor(0xCC, 0x79, 0xA7)),
    ];

    public readonly SKTypeface Regular = Load("Inter-Regular.otf");
    public readonly SKTypeface SemiBold = Load("Inter-SemiBold.otf");

    public void Dispose()
    {
        foreach (SKPaint paint in (SKPaint[])[Panel, Text, Muted, Track, Accent, AccentDim, Good, Warning, OnBright, Line, .. Stages])
            paint.Dispose();
        Regular.Dispose();
        SemiBold.Dispose();
    }

    private static SKPaint Fill(SKColor color) => new() { Color = color, IsAntialias = true };

    private static SKTypeface Load(string name)
    {
        using Stream font = typeof(OverlayStyle).Assembly.GetManifestResourceStream(name)!;
        return SKTypeface.FromStream(font);
    }
}
