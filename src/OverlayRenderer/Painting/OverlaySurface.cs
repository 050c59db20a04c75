using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// The overlay as a picture of its own, transparent where it shows nothing, for a presenter that lays it over frames. Each part is
/// painted again only when what it shows has changed, and at most as often as can be read: an update costs next to nothing otherwise.
/// </summary>
/// <remarks>One thread at a time. Allocates no managed memory once the size and the characters in use have been seen.</remarks>
internal sealed class OverlaySurface : IDisposable
{
    private const int Parts = (int)OverlayPart.Count;

    private static readonly long TextInterval = Stopwatch.Frequency / 10;
    private static readonly long FigureInterval = Stopwatch.Frequency / 4;

    private readonly OverlayPainter _painter;
    private readonly BgraCanvas _canvas = new();
    private readonly PixelRect[] _places = new PixelRect[Parts];
    private readonly PixelRect[] _damage = new PixelRect[3 * Parts];
    private readonly PixelRect[] _covered = new PixelRect[Parts];
    private readonly int[] _stamps = new int[Parts];
    private readonly long[] _checkedAt = new long[Parts];
    private int _damageCount;
    private int _coveredCount;
    private float _scale;
    private bool _isStale = true;

    /// <param name="painter">Borrowed.</param>
    public OverlaySurface(OverlayPainter painter) => _painter = painter;

    /// <summary>The picture: premultiplied BGRA, in the size of the last update.</summary>
    public BgraCanvas Canvas => _canvas;

    /// <summary>Where the last update changed pixels, without overlaps.</summary>
    public ReadOnlySpan<PixelRect> Damage => _damage.AsSpan(0, _damageCount);

    /// <summary>Rectangles around everything that is not transparent, without overlaps.</summary>
    public ReadOnlySpan<PixelRect> Covered => _covered.AsSpan(0, _coveredCount);

    /// <summary>The overlay over a frame, for a presenter; valid until the next update.</summary>
    /// <param name="frame">The camera's picture; null while there is none.</param>
    /// <param name="isNew">True if the frame's pixels differ from those of the last call.</param>
    /// <param name="isMirrored">Left and right of the frame change places.</param>
    public unsafe Picture Over(Frame? frame, bool isNew, bool isMirrored) => new()
    {
        Frame = frame,
        IsNew = isNew,
        IsMirrored = isMirrored,
        FrameRoom = _painter.FrameRoom,
        Overlay = (byte*)_canvas.Pixels,
        OverlayWidth = _canvas.Width,
        OverlayHeight = _canvas.Height,
        OverlayStride = _canvas.Stride,
        Damage = Damage,
        Covered = Covered,
    };

    /// <summary>Makes the next update look at every part, however recently it was painted: after a wish of the user's.</summary>
    public void Refresh() => _checkedAt.AsSpan().Clear();

    /// <summary>Brings the picture up to date.</summary>
    /// <param name="content">What to show.</param>
    /// <param name="width">Width of the window in pixels.</param>
    /// <param name="height">Height of the window in pixels.</param>
    /// <param name="now">Stopwatch ticks.</param>
    /// <returns>True if pixels changed, in <see cref="Damage"/>.</returns>
    public bool Update(OverlayContent content, int width, int height, long now)
    {
        ArgumentNullException.ThrowIfNull(content);
        _damageCount = 0;
        if (width != _canvas.Width || height != _canvas.Height || _painter.DisplayScale != _scale)
        {
            _canvas.Resize(width, height);
            (_scale, _isStale) = (_painter.DisplayScale, true);
        }
        OverlayParts changed = Changed(content, now);
        if (!_isStale && changed == OverlayParts.None)
            return false;
        Repaint(content, changed);
        return _damageCount > 0;
    }

    /// <summary>Frees the picture; the painter stays its owner's. Calling it twice does nothing.</summary>
    public void Dispose() => _canvas.Dispose();

    /// <summary>The model of the list at a place, in pixels; -1 for none.</summary>
    public int ModelAt(int x, int y) => _painter.ModelAt(x, y);

    /// <summary>Whether the card of a model without weights, or the offer over it, is at a place, in pixels.</summary>
    public bool IsCardAt(int x, int y) => _painter.IsCardAt(x, y);

    private OverlayParts Changed(OverlayContent content, long now)
    {
        OverlayParts changed = OverlayParts.None;
        for (OverlayPart part = 0; part < OverlayPart.Count; part++)
        {
            ref long checkedAt = ref _checkedAt[(int)part];
            if (now - checkedAt < (part == OverlayPart.Timing ? FigureInterval : TextInterval))
                continue;
            // As much work as all others together, it waits for an update of its own. The others keep in step, so there is one.
            if (part == OverlayPart.Timing && changed != OverlayParts.None && !_isStale)
                continue;
            checkedAt = now;
            int stamp = OverlayStamp.Of(part, content);
            if (stamp != _stamps[(int)part])
                changed = changed.With(part);
            _stamps[(int)part] = stamp;
        }
        return changed;
    }

    private void Repaint(OverlayContent content, OverlayParts changed)
    {
        if (_isStale)
        {
            changed = OverlayParts.All;
            AddDamage(new PixelRect(0, 0, _canvas.Width, _canvas.Height));
        }
        ReadOnlySpan<PixelRect> places = _painter.Measure(_canvas.Width, _canvas.Height, content);
        for (int i = 0; i < Parts && !_isStale; i++)
        {
            // A part that another one pushed aside is painted again as well.
            if (!changed.Has((OverlayPart)i) && places[i] == _places[i])
                continue;
            changed = changed.With((OverlayPart)i);
            AddDamage(_places[i]);
            AddDamage(places[i]);
        }
        changed = WithOverlapped(places, changed);
        places.CopyTo(_places);
        CoverPlaces();

        foreach (ref PixelRect rect in _damage.AsSpan(0, _damageCount))
            Clear(rect = Inside(rect));
        _painter.PaintParts(_canvas.Pixels, _canvas.Width, _canvas.Height, _canvas.Stride, content, changed);
        for (int i = 0; i < Parts; i++) // also of those that were painted without being looked at
            _stamps[i] = changed.Has((OverlayPart)i) ? OverlayStamp.Of((OverlayPart)i, content) : _stamps[i];
        _isStale = false;
    }

    // Whatever shares pixels with a cleared place is painted again, and its whole place cleared for it, until nothing more does.
    private OverlayParts WithOverlapped(ReadOnlySpan<PixelRect> places, OverlayParts changed)
    {
        for (bool grows = true; grows;)
        {
            grows = false;
            for (int i = 0; i < Parts; i++)
            {
                if (changed.Has((OverlayPart)i) || places[i].IsEmpty || !IsDamaged(places[i]))
                    continue;
                changed = changed.With((OverlayPart)i);
                AddDamage(places[i]);
                grows = true;
            }
        }
        return changed;
    }

    private bool IsDamaged(in PixelRect place)
    {
        foreach (ref readonly PixelRect rect in Damage)
        {
            if (rect.Overlaps(place))
                return true;
        }
        return false;
    }

    private void AddDamage(in PixelRect rect) => PixelRect.AddApart(_damage, ref _damageCount, rect);

    private void CoverPlaces()
    {
        _coveredCount = 0;
        foreach (ref readonly PixelRect place in _places.AsSpan())
            PixelRect.AddApart(_covered, ref _coveredCount, Inside(place));
    }

    private PixelRect Inside(in PixelRect rect)
    {
        int x = Math.Max(rect.X, 0), y = Math.Max(rect.Y, 0);
        return new PixelRect(x, y, Math.Min(rect.Right, _canvas.Width) - x, Math.Min(rect.Bottom, _canvas.Height) - y);
    }

    private unsafe void Clear(in PixelRect rect)
    {
        for (int y = rect.Y; y < rect.Bottom; y++)
            NativeMemory.Clear((byte*)_canvas.Pixels + (nint)y * _canvas.Stride + (nint)rect.X * 4, (nuint)rect.Width * 4);
    }
}
