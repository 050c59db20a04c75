namespace RealtimeCnn.OverlayRenderer;

/// <summary>When a picture may replace the one on screen.</summary>
public enum PresentTiming
{
    /// <summary>At the display's refresh, one after the other: no tearing; presenting may wait for the display.</summary>
    Refresh,

    /// <summary>At the display's refresh, the newest only: no tearing, no waiting; <see cref="Refresh"/> where the display lacks it.</summary>
    Newest,

    /// <summary>At once: least latency, may tear; <see cref="Newest"/> where the display lacks it.</summary>
    Immediate,
}
