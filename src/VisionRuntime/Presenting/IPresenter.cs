namespace RealtimeCnn;

/// <summary>Shows frames with an overlay in a window, through the GPU. Everything for the thread of the window.</summary>
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
    /// <exception cref="DeviceLostException">The GPU was lost: dispose this and make another.</exception>
    /// <exception cref="VisionException">Nothing can be shown any more.</exception>
    bool TryPresent(in Picture picture, out long presentedAt);
}
