using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// Paints the overlay with alpha over a BGRA picture in memory. The middle of the picture stays free: predictions and models at the left,
/// timing at the right, messages and keys at the bottom.
/// </summary>
/// <remarks>One thread at a time. A paint allocates no managed memory once the surface and the characters in use have been seen.</remarks>
internal sealed class OverlayPainter : IDisposable
{
    private const int MaxSurfaces = 4;
    private const float DesignHeight = 720;
    private const float DesignWidth = 1100;
    private const float SmallestScale = 0.9f;
    private const float FullWidth = 600;
    private const float FullHeight = 440;
    private const float LeastModels = 144;
    private const int LeastPredictions = 3;
    private const float WidestPanel = 248;
    private const float PortraitWidth = 2 * WidestPanel + Theme.Gap + 2 * Theme.Margin;
    private const float PortraitHeight = 1100;

    private readonly Pen _pen = new();
    private readonly LatencySummary _summary = new();
    private readonly ModelPanel _models = new();
    private readonly PixelRect[] _covered = new PixelRect[(int)OverlayPart.Count];
    private readonly Surface[] _surfaces = new Surface[MaxSurfaces];
    private int _nextSurface;
    private float _scale = 1;
    private OverlayParts _painting;
    private OverlayPart _part;
    private PixelRect _card;
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

    /// <summary>Pixels per unit of the desktop, 1 unless told: on a dense display the smallest text is that many times larger.</summary>
    public float DisplayScale { get; set; } = 1;

    /// <summary>
    /// Paints over what the surface holds. Blocks for about a millisecond at 1280x720; see <see cref="OverlaySurface"/> for windows.
    /// </summary>
    /// <param name="bgraPixels">First byte of the top row: premultiplied BGRA, owned by the caller and only used during the call.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="strideBytes">Bytes from one row to the next, at least 4 per pixel and a multiple of 4.</param>
    /// <param name="content">What to show.</param>
    /// <exception cref="ArgumentException">The pointer is zero, a size is below 1, or the stride does not fit.</exception>
    public void Paint(nint bgraPixels, int width, int height, int strideBytes, OverlayContent content) =>
        PaintParts(bgraPixels, width, height, strideBytes, content, OverlayParts.All);

    /// <summary>Paints some of the parts and leaves the others as they are.</summary>
    public void PaintParts(nint bgraPixels, int width, int height, int strideBytes, OverlayContent content, OverlayParts parts)
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
        Walk(CanvasFor(bgraPixels, width, height, strideBytes), width, height, content, parts);
    }

    /// <summary>
    /// Tells where each part would be painted, indexed by <see cref="OverlayPart"/>; empty for parts that would not. Valid until the next
    /// call.
    /// </summary>
    public ReadOnlySpan<PixelRect> Measure(int width, int height, OverlayContent content)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Walk(null, width, height, content, OverlayParts.None);
        return _covered;
    }

    /// <summary>The model in the list that was painted or measured last at a place, in pixels; -1 for none.</summary>
    public int ModelAt(int x, int y) => _models.ModelAt(x, y);

    /// <summary>
    /// Where the frame belongs, in pixels, by what was painted or measured last: above the panels on a surface that is higher than wide;
    /// empty for the whole surface.
    /// </summary>
    public PixelRect FrameRoom { get; private set; }

    /// <summary>Whether the card of missing weights, or the offer over it, was painted or measured last at a place, in pixels.</summary>
    public bool IsCardAt(int x, int y) => _card.Contains(x, y);

    /// <summary>Whether the diagram was painted or measured last.</summary>
    public bool HasDiagram { get; private set; }

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

    // The one description of the layout: every part in turn, painted or only measured.
    private void Walk(SKCanvas? canvas, int width, int height, OverlayContent content, OverlayParts painting)
    {
        _covered.AsSpan().Clear();
        _models.Hide();
        FrameRoom = default;
        (_card, HasDiagram) = (default, false);
        if (content.Mode == OverlayMode.Off)
            return;
        _painting = painting;
        _pen.Begin(canvas, ScaleFor(width, height), width, height);
        try
        {
            Begin(OverlayPart.Status);
            StatusTags.Draw(_pen, content, content.Mode == OverlayMode.Full || _pen.Width > 600 ? Theme.Margin : 48);
            if (content.Mode == OverlayMode.Full && IsPortrait(_pen.Width, _pen.Height))
                WalkFull(content, isPortrait: true);
            else if (content.Mode == OverlayMode.Full && _pen.Width >= FullWidth && _pen.Height >= FullHeight)
                WalkFull(content, isPortrait: false);
            else
                WalkCompact(content);
            Begin(OverlayPart.Diagram);
            HasDiagram = content.Diagram is { } wanted && content.Comparison is null
                && (!content.IsDiagramAside || content.Mode == OverlayMode.Full && HasRoom(wanted));
            if (HasDiagram)
                DiagramPanel.Draw(_pen, content.Diagram!);
            Begin(OverlayPart.Comparison);
            if (content.Comparison is { } comparison)
                ComparisonPanel.Draw(_pen, comparison);
            Begin(OverlayPart.Help);
            if (content.Help.Count > 0)
                HelpPanel.Draw(_pen, content.Help);
            Begin(OverlayPart.Offer);
            if (content.Offer is { } offer)
            {
                OfferPanel.Draw(_pen, offer);
                _card = _pen.Covered;
            }
            Begin(OverlayPart.Count);
        }
        finally
        {
            _pen.End();
        }
    }

    // The columns stand at the sides, or in portrait below the frame.
    private void WalkFull(OverlayContent content, bool isPortrait)
    {
        // Help, offer, comparison and diagram have the surface to themselves where the columns leave them no room between.
        float panel = PanelWidth, margin = Theme.Margin, middle = Middle;
        if (content.Help.Count > 0 && HelpPanel.WidthOn(_pen.Width) > middle)
            return;
        if (content.Offer is not null && OfferPanel.WidthOn(_pen.Width) > middle)
            return;
        if (content.Comparison is not null && ComparisonPanel.WidthOn(_pen.Width) > middle)
            return;
        if (content.Diagram is { } diagram && !content.IsDiagramAside && !HasRoom(diagram))
            return;
        float right = _pen.Width - margin, bottom = _pen.Height - margin;
        Begin(OverlayPart.Keys);
        bottom -= KeyStrip.Draw(_pen, content.Keys, bottom, _pen.Width - 2 * margin);
        bottom -= Theme.Gap;
        float top = isPortrait ? bottom - Math.Clamp(_pen.Height * 0.52f, 440, 620) : margin, leftBottom = top, rightBottom = top;
        if (isPortrait)
            FrameRoom = _pen.ToDevice(0, 0, _pen.Width, top - Theme.Gap);
        Begin(OverlayPart.Aim);
        AimSquare.Draw(_pen, content.Aim, _pen.Width, isPortrait ? top - Theme.Gap : _pen.Height);

        // Before the first frame there is nothing to tell of it.
        bool hasResult = content.Result.Model.Length > 0;
        Begin(OverlayPart.Predictions);
        if (hasResult)
        {
            float room = bottom - top - (content.Models.Count > 0 ? Theme.Gap : 0), list = ModelPanel.HeightOf(content.Models.Count);
            float least = PredictionPanel.HeightOf(content.IsNoise ? PredictionPanel.RowsOfTheCard : LeastPredictions);
            room -= list == 0 ? 0 : MathF.Max(LeastModels, MathF.Min(list, room - least));
            leftBottom += PredictionPanel.Draw(_pen, content, margin, top, panel, room) + Theme.Gap;
            _card = content.IsNoise ? _pen.Covered : default;
        }
        Begin(OverlayPart.Models);
        if (content.Models.Count > 0)
            leftBottom += _models.Draw(_pen, content, margin, leftBottom, panel, bottom - leftBottom);
        Begin(OverlayPart.Timing);
        if (hasResult)
        {
            TimingPanel.Draw(_pen, content, _summary, right - panel, top, panel);
            rightBottom += TimingPanel.Height;
        }
        Begin(OverlayPart.Input);
        if (content.Input is { } input)
            rightBottom = DrawInput(input, right, rightBottom, panel, bottom);

        // Messages may spread below the columns; where the columns reach down to the keys, they stay between them, in portrait above.
        Begin(OverlayPart.Messages);
        bool below = MathF.Max(leftBottom, rightBottom) < bottom - Messages.Reserve;
        Messages.Draw(_pen, content, isPortrait && !below ? top - Theme.Gap : bottom, below || isPortrait ? Messages.MaxWidth : middle);
    }

    private float PanelWidth => IsPortrait(_pen.Width, _pen.Height)
        ? MathF.Min(WidestPanel, (_pen.Width - 2 * Theme.Margin - Theme.Gap) / 2)
        : Math.Clamp(_pen.Width * 0.28f, 200, WidestPanel);

    private float Middle => _pen.Width - 2 * (PanelWidth + Theme.Margin + Theme.Gap);

    // Between the columns, if they are there.
    private bool HasRoom(NetworkDiagram diagram) =>
        _pen.Height >= FullHeight && DiagramPanel.WidthFor(diagram, _pen.Width, _pen.Height) <= Middle;

    // Below the timing if there is room, beside it otherwise.
    private float DrawInput(InputPicture input, float right, float timingBottom, float panel, float bottom)
    {
        float top = timingBottom + Theme.Gap;
        if (bottom - top >= InputPanel.LeastHeight)
        {
            InputPanel.Draw(_pen, input, right, top, panel, bottom - top);
            return bottom;
        }
        InputPanel.Draw(_pen, input, right - panel - Theme.Gap, Theme.Margin + 36, panel, bottom - Theme.Margin - 36 - Messages.Reserve);
        return timingBottom;
    }

    private void WalkCompact(OverlayContent content)
    {
        Begin(OverlayPart.Aim);
        AimSquare.Draw(_pen, content.Aim, _pen.Width, _pen.Height);
        Begin(OverlayPart.Predictions);
        CompactLine.Draw(_pen, content, _summary);
        _card = content.IsNoise ? _pen.Covered : default;
        if (_pen.Height < 120)
            return;
        Begin(OverlayPart.Input);
        if (content.Input is { } input)
        {
            float width = MathF.Min(248, _pen.Width - 2 * Theme.Margin), height = _pen.Height - 2 * Theme.Margin - 36;
            InputPanel.Draw(_pen, input, _pen.Width - Theme.Margin, Theme.Margin + 36, width, height);
        }
        Begin(OverlayPart.Messages);
        Messages.Draw(_pen, content, _pen.Height - Theme.Margin, Messages.MaxWidth);
    }

    private void Begin(OverlayPart part)
    {
        if (_part < OverlayPart.Count)
            _covered[(int)_part] = _pen.Covered;
        _part = part;
        _pen.BeginPart(draws: part < OverlayPart.Count && _painting.Has(part));
    }

    private float ScaleFor(int width, int height)
    {
        float smallest = SmallestScale * DisplayScale;
        (float ofWidth, float ofHeight) = IsPortrait(width / smallest, height / smallest)
            ? (PortraitWidth, PortraitHeight)
            : (DesignWidth, DesignHeight);
        return _scale * MathF.Max(smallest, MathF.Min(height / ofHeight, width / ofWidth));
    }

    // Higher than wide, with room for two columns below a frame.
    private static bool IsPortrait(float width, float height) => height > 1.3f * width && width >= 432 && height >= 800;

    private SKCanvas CanvasFor(nint pixels, int width, int height, int stride)
    {
        foreach (ref readonly Surface known in _surfaces.AsSpan())
        {
            if (known.Skia is not null && (known.Pixels, known.Width, known.Height, known.Stride) == (pixels, width, height, stride))
                return known.Canvas;
        }
        var info = new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Premul);
        SKSurface skia = SKSurface.Create(info, pixels, stride)
            ?? throw new InvalidOperationException($"No surface of {width} x {height} pixels can be painted.");
        _surfaces[_nextSurface].Skia?.Dispose();
        _surfaces[_nextSurface] = new Surface(skia, skia.Canvas, pixels, width, height, stride);
        _nextSurface = (_nextSurface + 1) % MaxSurfaces;
        return skia.Canvas;
    }

    private readonly record struct Surface(SKSurface? Skia, SKCanvas Canvas, nint Pixels, int Width, int Height, int Stride);
}
