using System.Runtime.InteropServices;

namespace RealtimeCnn;

/// <summary>
/// Decides how a picture gets onto a window: what of it the GPU has to take anew, where it is drawn and by which shader of
/// shaders/present.hlsl. What derives from it does that with one API.
/// </summary>
/// <remarks>
/// One thread at a time. First <see cref="Prepare"/>, then <see cref="Compose"/>; the next preparation must wait until the GPU has done what
/// was composed. Allocates nothing unless a size changes.
/// </remarks>
public abstract unsafe class PictureCompositor : IDisposable
{
    /// <summary>Bytes of the constants that a draw is given: those of shaders/present.hlsl.</summary>
    public const int ConstantBytes = PlacementConstants.Size;

    private readonly PixelRect[] _wholeFrame = new PixelRect[1];
    private readonly PixelRect[] _wholeOverlay = new PixelRect[1];
    private bool _hasFrame;
    private bool _frameChanged;
    private bool _frameIsStale;
    private bool _overlayIsStale;
    private bool _hasOverlay;

    /// <summary>The two pictures that are laid over each other.</summary>
    protected enum Layer
    {
        /// <summary>The frame.</summary>
        Frame,

        /// <summary>The overlay, blended by its premultiplied alpha.</summary>
        Overlay,
    }

    /// <summary>How a layer is drawn.</summary>
    protected enum Sampling
    {
        /// <summary>Pixel on pixel.</summary>
        Exact,

        /// <summary>Enlarged, or reduced down to half.</summary>
        Filtered,

        /// <summary>Reduced further.</summary>
        Reduced,
    }

    /// <summary>Makes the next preparation copy everything: for when a picture that told of changes could not be drawn.</summary>
    public void Forget() => _frameIsStale = _overlayIsStale = true;

    /// <summary>Copies what changed to where the GPU takes it from. No work composed before may still run.</summary>
    public void Prepare(in Picture picture)
    {
        _frameChanged = false;
        if (picture.Frame is { Width: > 0 } shown && (Fit(Layer.Frame, shown.Width, shown.Height) | picture.IsNew | _frameIsStale))
        {
            shown.CopyToBgra(PixelsOf(Layer.Frame, out int stride), stride);
            _wholeFrame[0] = new PixelRect(0, 0, shown.Width, shown.Height);
            (_hasFrame, _frameChanged, _frameIsStale) = (true, true, false);
        }
        if (picture.OverlayWidth == 0)
            return;
        _overlayIsStale |= Fit(Layer.Overlay, picture.OverlayWidth, picture.OverlayHeight);
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
            Upload(Layer.Frame, _wholeFrame);
        if (_hasOverlay && OverlayDamage(picture) is { IsEmpty: false } damage)
            Upload(Layer.Overlay, damage);
        _overlayIsStale = false;

        PixelRect place = picture.Frame is { } frame && _hasFrame ? PixelRect.Fit(frame.Width, frame.Height, width, height) : default;
        Begin(width, height, place.Width == width && place.Height == height);
        if (!place.IsEmpty)
            DrawFrame(picture.Frame!, place, width, height, picture.IsMirrored);
        if (picture.Covered.IsEmpty)
            return;
        Bind(Layer.Overlay, Sampling.Exact);
        foreach (ref readonly PixelRect rect in picture.Covered)
            Draw(PlacementConstants.Same(rect, width, height));
    }

    /// <summary>Replaces a layer's texture if its size is another.</summary>
    /// <returns>True if it is another texture now, with nothing in it.</returns>
    protected abstract bool Fit(Layer layer, int width, int height);

    /// <summary>First byte of the top row of the memory that a layer's texture is filled from, BGRA; once it fits.</summary>
    /// <param name="layer">Which.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    protected abstract byte* PixelsOf(Layer layer, out int stride);

    /// <summary>Has the GPU take rectangles from that memory.</summary>
    protected abstract void Upload(Layer layer, ReadOnlySpan<PixelRect> rects);

    /// <summary>Begins to draw.</summary>
    /// <param name="width">Width of the window in pixels.</param>
    /// <param name="height">Height of the window in pixels.</param>
    /// <param name="covered">True if the frame will cover the window: what was there does not matter. Otherwise it begins black.</param>
    protected abstract void Begin(int width, int height, bool covered);

    /// <summary>Takes a layer and the pipeline that draws it.</summary>
    protected abstract void Bind(Layer layer, Sampling sampling);

    /// <summary>Draws a quad of four corners.</summary>
    /// <param name="constants"><see cref="ConstantBytes"/> bytes.</param>
    protected abstract void Draw(ReadOnlySpan<byte> constants);

    private void DrawFrame(Frame frame, in PixelRect place, int width, int height, bool mirrored)
    {
        var constants = PlacementConstants.Of(frame.Width, frame.Height, place, width, height, mirrored);
        Bind(
            Layer.Frame,
            place.Width == frame.Width && place.Height == frame.Height ? Sampling.Exact
                : constants is { TapsX: 1, TapsY: 1 } ? Sampling.Filtered
                : Sampling.Reduced);
        Draw(constants);
    }

    private void Draw(in PlacementConstants constants) => Draw(MemoryMarshal.AsBytes(new ReadOnlySpan<PlacementConstants>(in constants)));

    private ReadOnlySpan<PixelRect> OverlayDamage(in Picture picture) => _overlayIsStale ? _wholeOverlay : picture.Damage;

    private void CopyRows(in Picture from, in PixelRect rect)
    {
        byte* pixels = PixelsOf(Layer.Overlay, out int stride);
        nuint bytes = (nuint)rect.Width * 4;
        for (int y = rect.Y; y < rect.Bottom; y++)
        {
            byte* source = from.Overlay + (nint)y * from.OverlayStride + (nint)rect.X * 4;
            NativeMemory.Copy(source, pixels + (nint)y * stride + (nint)rect.X * 4, bytes);
        }
    }
}
