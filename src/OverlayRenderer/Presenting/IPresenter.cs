namespace RealtimeCnn.OverlayRenderer;

/// <summary>What to show.</summary>
/// <param name="Frame">The camera's picture; null while there is none: the window is black behind the overlay.</param>
/// <param name="IsNew">True if the frame's pixels differ from those of the last call.</param>
/// <param name="IsMirrored">Left and right change places, as in a mirror. The overlay never does.</param>
/// <param name="Overlay">Drawn over the frame, one pixel of it on one of the window's. Read during the call only.</param>
public readonly record struct Picture(Frame? Frame, bool IsNew, bool IsMirrored, OverlaySurface Overlay);

/// <summary>Shows frames with the overlay in a window, through the GPU. Everything for the thread of the window.</summary>
public interface IPresenter : IDisposable
{
    /// <summary>What draws, for the overlay: API and device.</summary>
    string Device { get; }

    /// <summary>
    /// Shows a picture in the window's present size. Blocks until it is drawn and handed to the display, which may wait for the display's
    /// refresh; allocates nothing unless the window or the frame changed their size.
    /// </summary>
    /// <param name="picture">What to show.</param>
    /// <param name="presentedAt">
    /// Stopwatch ticks at which the picture was complete and with the display. It lights up at the display's next refresh, which no
    /// program sees.
    /// </param>
    /// <returns>False if the window could not take it now, because it is minimised or changes its size: try again.</returns>
    /// <exception cref="PresenterLostException">The GPU was lost: dispose this and make another.</exception>
    /// <exception cref="VisionException">Nothing can be shown any more.</exception>
    bool TryPresent(in Picture picture, out long presentedAt);
}

/// <summary>The presenter cannot go on, but another one on the same window may.</summary>
public sealed class PresenterLostException(string message) : Exception(message);
