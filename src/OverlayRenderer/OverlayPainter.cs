using System.Globalization;
using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// Paints predictions, latency and state over a BGRA surface: predictions on the left, time on the right, state below, the middle free.
/// Allocates nothing once its words are known.
/// </summary>
/// <remarks>One thread. Owns its fonts and the view of the surface it painted last, not the surface's memory.</remarks>
public sealed partial class OverlayPainter : IDisposable
{
    private const float ReferenceHeight = 720, SmallestScale = 0.5f, LargestScale = 8;
    private const int SparklinePoints = 120;

    private readonly OverlayStyle _style = new();
    private readonly SKPoint[] _sparkline = new SKPoint[SparklinePoints];
    private SKSurface? _surface;
    private (nint Pixels, int Width, int Height, int Stride) _surfaceOf;
    private float _scale;
    private TextPainter _small = null!;
    private TextPainter _body = null!;
    private TextPainter _bold = null!;
    private TextPainter _title = null!;
    private TextPainter _big = null!;

    /// <summary>Paints over what the surface holds.</summary>
    /// <param name="pixels">First byte of the top row, BGRA with premultiplied alpha; borrowed until the next call with another address.</param>
    /// <param name="width">Pixels per row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="content">What to show.</param>
    /// <exception cref="ArgumentException">The surface is empty or its rows overlap.</exception>
    public void Paint(nint pixels, int width, int height, int stride, OverlayContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (pixels == 0 || width < 1 || height < 1 || stride < width * 4)
            throw new ArgumentException($"A surface of {width} x {height} pixels with {stride} bytes a row cannot be painted on.");
        if (content.Mode == OverlayMode.Off)
            return;
        SKCanvas canvas = Attach(pixels, width, height, stride);
        // Panels need room; a small picture gets the line.
        if (content.Mode == OverlayMode.Compact || width < 560 || height < 360)
            PaintCompact(canvas, content, width);
        else
        {
            PaintPredictions(canvas, content);
            PaintTimes(canvas, content, width);
            PaintState(canvas, content, width, height);
        }
        PaintNotice(canvas, content, width);
        canvas.Flush();
    }

    /// <summary>Frees fonts and paints.</summary>
    public void Dispose()
    {
        _surface?.Dispose();
        DisposeFonts();
        _style.Dispose();
    }

    private SKCanvas Attach(nint pixels, int width, int height, int stride)
    {
        if (_surface is null || _surfaceOf != (pixels, width, height, stride))
        {
            _surface?.Dispose();
            _surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Premul), pixels, stride)
                ?? throw new ArgumentException($"A surface of {width} x {height} pixels cannot be painted on.");
            _surfaceOf = (pixels, width, height, stride);
            UseScale(Math.Clamp(Math.Min(height / ReferenceHeight, width / (ReferenceHeight * 4 / 3)), SmallestScale, LargestScale));
        }
        return _surface.Canvas;
    }

    private void UseScale(float scale)
    {
        if (scale == _scale)
            return;
        DisposeFonts();
        _scale = scale;
        _small = new TextPainter(_style.Regular, 13 * scale);
        _body = new TextPainter(_style.Regular, 15 * scale);
        _bold = new TextPainter(_style.SemiBold, 15 * scale);
        _title = new TextPainter(_style.SemiBold, 18 * scale);
        _big = new TextPainter(_style.SemiBold, 30 * scale);
        _style.Line.StrokeWidth = 1.5f * scale;
    }

    private void DisposeFonts()
    {
        if (_scale == 0)
            return;
        foreach (TextPainter painter in (TextPainter[])[_small, _body, _bold, _title, _big])
            painter.Dispose();
    }

    private float S(float units) => units * _scale;

    private void Panel(SKCanvas canvas, float x, float y, float width, float height) =>
        canvas.DrawRoundRect(new SKRect(x, y, x + width, y + height), S(10), S(10), _style.Panel);

    private static void Bar(SKCanvas canvas, float x, float y, float width, float height, SKPaint paint)
    {
        if (width > 0)
            canvas.DrawRoundRect(new SKRect(x, y, x + Math.Max(width, height), y + height), height / 2, height / 2, paint);
    }

    private float Number(SKCanvas canvas, TextPainter font, double value, string format, float right, float baseline, SKPaint paint)
    {
        Span<char> text = stackalloc char[32];
        if (!double.IsFinite(value) || !value.TryFormat(text, out int length, format, CultureInfo.InvariantCulture))
        {
            text[0] = '-';
            length = 1;
        }
        return font.DrawNumber(canvas, text[..length], right, baseline, paint);
    }
}
