using RealtimeCnn.OverlayRenderer.Drawing;
using RealtimeCnn.OverlayRenderer.Panels;
using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// Paints the overlay with alpha over a BGRA picture in memory. The middle of the picture stays free: predictions and models at the left,
/// timing at the right, messages and keys at the bottom.
/// </summary>
/// <remarks>One thread at a time. A paint allocates no managed memory once the surface and the characters in use have been seen.</remarks>
public sealed class OverlayPainter : IDisposable
{
    private const int MaxSurfaces = 4;
    private const float DesignHeight = 720;
    private const float DesignWidth = 1100;
    private const float SmallestScale = 0.9f;
    private const float FullWidth = 600;
    private const float FullHeight = 440;

    private readonly Pen _pen = new();
    private readonly LatencySummary _summary = new();
    private readonly TimingPanel _timing = new();
    private readonly Surface[] _surfaces = new Surface[MaxSurfaces];
    private int _nextSurface;
    private float _scale = 1;
    private bool _disposed;

    /// <summary>Enlarges (or shrinks) everything on top of the size derived from the surface; 0.25 to 4, 1 unless told.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 0.25 to 4.</exception>
    public float Scale
    {
        get => _scale;
        set
        {
            if (value is not (>= 0.25f and <= 4))
                throw new ArgumentOutOfRangeException(nameof(value), $"An overlay scale of {value} is outside 0.25 to 4.");
            _scale = value;
        }
    }

    /// <summary>Paints over what the surface holds. Blocks for about a millisecond at 1280x720.</summary>
    /// <param name="bgraPixels">First byte of the top row: premultiplied BGRA, owned by the caller and only used during the call.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="strideBytes">Bytes from one row to the next, at least 4 per pixel and a multiple of 4.</param>
    /// <param name="content">What to show.</param>
    /// <exception cref="ArgumentException">The pointer is zero, a size is below 1, or the stride does not fit.</exception>
    public void Paint(nint bgraPixels, int width, int height, int strideBytes, OverlayContent content)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfEqual(bgraPixels, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (strideBytes < (long)width * 4 || strideBytes % 4 != 0)
            throw new ArgumentException($"A stride of {strideBytes} bytes does not fit {width} BGRA pixels.", nameof(strideBytes));
        if (content.Mode == OverlayMode.Off)
            return;

        _summary.Renew(content.History);
        _pen.Begin(CanvasFor(bgraPixels, width, height, strideBytes), ScaleFor(width, height), width, height);
        try
        {
            if (content.Mode == OverlayMode.Full && _pen.Width >= FullWidth && _pen.Height >= FullHeight)
                PaintFull(content);
            else
                PaintCompact(content);
        }
        finally
        {
            _pen.End();
        }
    }

    /// <summary>Frees fonts and surfaces. Calling it twice does nothing.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (Surface surface in _surfaces)
            surface.Skia?.Dispose();
        _pen.Dispose();
    }

    private void PaintFull(OverlayContent content)
    {
        float panel = Math.Clamp(_pen.Width * 0.28f, 200, 248);
        float left = Theme.Margin, top = Theme.Margin, right = _pen.Width - Theme.Margin - panel, bottom = _pen.Height - Theme.Margin;
        PredictionPanel.Draw(_pen, content, left, top, panel);
        _timing.Draw(_pen, content, _summary, right, top, panel);

        bottom -= KeyStrip.Draw(_pen, content.Keys, bottom, _pen.Width - 2 * Theme.Margin);
        bottom -= Theme.Gap;
        float modelsTop = top + PredictionPanel.Height + Theme.Gap, modelsBottom = modelsTop;
        if (content.Models.Count > 0)
            modelsBottom += ModelPanel.Draw(_pen, content, left, modelsTop, panel, bottom - modelsTop);

        // Messages may spread below the columns; where the columns reach down to the keys, they stay between them.
        bool below = MathF.Max(modelsBottom, top + TimingPanel.Height) < bottom - Messages.Reserve;
        Messages.Draw(_pen, content, bottom, below ? Messages.MaxWidth : right - left - panel - 2 * Theme.Gap);
        if (content.Paused)
            PausedTag.Draw(_pen, Theme.Margin);
    }

    private void PaintCompact(OverlayContent content)
    {
        CompactLine.Draw(_pen, content, _summary);
        if (_pen.Height < 120)
            return;
        Messages.Draw(_pen, content, _pen.Height - Theme.Margin, Messages.MaxWidth);
        if (content.Paused)
            PausedTag.Draw(_pen, _pen.Width > 600 ? Theme.Margin : 48);
    }

    private float ScaleFor(int width, int height) => _scale * MathF.Max(SmallestScale, MathF.Min(height / DesignHeight, width / DesignWidth));

    private SKCanvas CanvasFor(nint pixels, int width, int height, int stride)
    {
        foreach (ref readonly Surface known in _surfaces.AsSpan())
        {
            if (known.Skia is not null && (known.Pixels, known.Width, known.Height, known.Stride) == (pixels, width, height, stride))
                return known.Canvas;
        }
        var info = new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Premul);
        SKSurface skia = SKSurface.Create(info, pixels, stride) ?? throw new InvalidOperationException($"No surface of {width} x {height} pixels can be painted.");
        _surfaces[_nextSurface].Skia?.Dispose();
        _surfaces[_nextSurface] = new Surface(skia, skia.Canvas, pixels, width, height, stride);
        _nextSurface = (_nextSurface + 1) % MaxSurfaces;
        return skia.Canvas;
    }

    private readonly record struct Surface(SKSurface? Skia, SKCanvas Canvas, nint Pixels, int Width, int Height, int Stride);
}
