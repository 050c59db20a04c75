namespace RealtimeCnn;

/// <summary>What to show: a frame, and an overlay over it. Valid during the call that it is handed to.</summary>
public readonly unsafe ref struct Picture
{
    /// <summary>The camera's picture; null while there is none: the window is black behind the overlay.</summary>
    public Frame? Frame { get; init; }

    /// <summary>True if the frame's pixels differ from those of the last call.</summary>
    public bool IsNew { get; init; }

    /// <summary>Left and right change places, as in a mirror. The overlay never does.</summary>
    public bool IsMirrored { get; init; }

    /// <summary>Part of the window, in pixels, in whose middle the frame is shown; empty for the whole window.</summary>
    public PixelRect FrameRoom { get; init; }

    /// <summary>
    /// First byte of the overlay's top row, premultiplied BGRA, drawn one pixel of it on one of the window's; null without one.
    /// </summary>
    public byte* Overlay { get; init; }

    /// <summary>Width of the overlay in pixels; 0 without one.</summary>
    public int OverlayWidth { get; init; }

    /// <summary>Height of the overlay in pixels.</summary>
    public int OverlayHeight { get; init; }

    /// <summary>Bytes from one row of the overlay to the next.</summary>
    public int OverlayStride { get; init; }

    /// <summary>Where the overlay's pixels differ from those of the last call, without overlaps.</summary>
    public ReadOnlySpan<PixelRect> Damage { get; init; }

    /// <summary>Rectangles around everything of the overlay that is not transparent, without overlaps.</summary>
    public ReadOnlySpan<PixelRect> Covered { get; init; }
}
