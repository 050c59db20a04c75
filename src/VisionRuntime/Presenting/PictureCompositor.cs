using System.Runtime.InteropServices;

namespace RealtimeCnn;

/// <summary>
/// Decides how a picture gets onto a window: what of it the GPU has to take anew, where it is drawn and by which shader of
/// shaders/present.hlsl. What derives from it does that with one API.
/// </summary>
/// <remarks>
/// One thread at a time. First <see cref="Prepare"/>, then <see cref="Compose"/>; the next preparation must wait until the GPU has done
/// what was composed. Allocates nothing unless a size changes.
/// </remarks>
public abstract unsafe class PictureCompositor : IDisposable
{
    /// <summary>Bytes of the constants that a draw is given: those of shaders/present.hlsl.</summary>
    public const int ConstantBytes = PlacementConstants.Size;

    /// <summary>
    /// The layers that are laid over each other, by number: the frame, and the overlay, blended by its premultiplied alpha.
    /// </summary>
    protected const int FrameLayer = 0, OverlayLayer = 1, LayerCount = 2;

    /// <summary>
    /// The pipelines that draw them, by number: the frame pixel on pixel; enlarged, or reduced down to half; reduced further; the overlay.
    /// </summary>
    protected const int ExactPipeline = 0, FilteredPipeline = 1, ReducedPipeline = 2, OverlayPipeline = 3;

    private readonly PixelRect[] _wholeFrame = new PixelRect[1];
    private readonly PixelRect[] _wholeOverlay = new PixelRect[1];
    private bool _hasFrame;
    private bool _frameChanged;
    private bool _frameIsStale;
    private bool _overlayIsStale;
    private bool _hasOverlay;

    /// <summary>Makes the next preparation copy everything: for when a picture that told of changes could not be drawn.</summary>
    public void Forget() => _frameIsStale = _overlayIsStale = true;

    /// <summary>Copies what changed to where the GPU takes it from. No work composed before may still run.</summary>
    public void Prepare(in Picture picture)
    {
        _frameChanged = false;
        if (picture.Frame is { Width: > 0 } shown
            && (Fit(FrameLayer, shown.UprightWidth, shown.UprightHeight) | picture.IsNew | _frameIsStale))
        {
            shown.CopyToBgra(PixelsOf(FrameLayer, out int stride), stride);
            _wholeFrame[0] = new PixelRect(0, 0, shown.UprightWidth, shown.UprightHeight);
            (_hasFrame, _frameChanged, _frameIsStale) = (true, true, false);
        }
        if (picture.OverlayWidth == 0)
            return;
        _overlayIsStale |= Fit(OverlayLayer, picture.OverlayWidth, picture.OverlayHeight);
        _hasOverlay = true;
        _wholeOverlay[0] = new PixelRect(0, 0, picture.OverlayWidth, picture.OverlayHeight);
        foreach (ref readonly PixelRect rect in OverlayDamage(picture))
            CopyRows(picture, rect);
    }

    /// <summary>Frees everything. No composed work may still run.</summary>
    public abstract void Dispose();

    /// <summary>Composes the prepared picture, by the methods below.</summary>
    /// <param name="width">Width of the window in pixels.</param>
    /// <param name="height">Height of the window in pixels.</param>
    /// <param name="picture">The picture prepared.</param>
    protected void Compose(int width, int height, in Picture picture)
    {
        if (_frameChanged)
            Upload(FrameLayer, _wholeFrame);
        if (_hasOverlay && OverlayDamage(picture) is { IsEmpty: false } damage)
            Upload(OverlayLayer, damage);
        _overlayIsStale = false;

        PixelRect room = picture.FrameRoom.IsEmpty ? new PixelRect(0, 0, width, height) : picture.FrameRoom;
        PixelRect place = picture.Frame is { } frame && _hasFrame
            ? PixelRect.Fit(frame.UprightWidth, frame.UprightHeight, room.Width, room.Height).Moved(room.X, room.Y)
            : default;
        Begin(width, height, place.Width == width && place.Height == height);
        if (!place.IsEmpty)
            DrawFrame(picture.Frame!, place, width, height, picture.IsMirrored);
        if (picture.Covered.IsEmpty)
            return;
        Bind(OverlayLayer, OverlayPipeline);
        foreach (ref readonly PixelRect rect in picture.Covered)
            Draw(PlacementConstants.Same(rect, width, height));
    }

    /// <summary>Replaces a layer's texture if its size is another.</summary>
    /// <returns>True if it is another texture now, with nothing in it.</returns>
    protected abstract bool Fit(int layer, int width, int height);

    /// <summary>First byte of the top row of the memory that a layer's texture is filled from, BGRA; once it fits.</summary>
    /// <param name="layer">Which.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    protected abstract byte* PixelsOf(int layer, out int stride);

    /// <summary>Has the GPU take rectangles from that memory.</summary>
    protected abstract void Upload(int layer, ReadOnlySpan<PixelRect> rects);

    /// <summary>Begins to draw.</summary>
    /// <param name="width">Width of the window in pixels.</param>
    /// <param name="height">Height of the window in pixels.</param>
    /// <param name="covered">True if the frame will cover the window: what was there does not matter. Otherwise it begins black.</param>
    protected abstract void Begin(int width, int height, bool covered);

    /// <summary>Takes a layer and the pipeline that draws it.</summary>
    protected abstract void Bind(int layer, int pipeline);

    /// <summary>Draws a quad of four corners.</summary>
    /// <param name="constants"><see cref="ConstantBytes"/> bytes.</param>
    protected abstract void Draw(ReadOnlySpan<byte> constants);

    private void DrawFrame(Frame frame, in PixelRect place, int width, int height, bool mirrored)
    {
        var constants = PlacementConstants.Of(frame.UprightWidth, frame.UprightHeight, place, width, height, mirrored);
        Bind(
            FrameLayer,
            place.Width == frame.UprightWidth && place.Height == frame.UprightHeight ? ExactPipeline
                : constants is { TapsX: 1, TapsY: 1 } ? FilteredPipeline
                : ReducedPipeline);
        Draw(constants);
    }

    private void Draw(in PlacementConstants constants) => Draw(MemoryMarshal.AsBytes(new ReadOnlySpan<PlacementConstants>(in constants)));

    private ReadOnlySpan<PixelRect> OverlayDamage(in Picture picture) => _overlayIsStale ? _wholeOverlay : picture.Damage;

    private void CopyRows(in Picture from, in PixelRect rect)
    {
        byte* pixels = PixelsOf(OverlayLayer, out int stride);
        nuint bytes = (nuint)rect.Width * 4;
        for (int y = rect.Y; y < rect.Bottom; y++)
        {
            byte* source = from.Overlay + (nint)y * from.OverlayStride + (nint)rect.X * 4;
            NativeMemory.Copy(source, pixels + (nint)y * stride + (nint)rect.X * 4, bytes);
        }
    }
}
