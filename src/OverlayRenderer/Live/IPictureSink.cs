namespace RealtimeCnn.OverlayRenderer;

/// <summary>Takes pictures as a live view shows them, such as a video being recorded. For the view's thread.</summary>
public interface IPictureSink
{
    /// <summary>Where to draw the next picture.</summary>
    BgraCanvas Next { get; }

    /// <summary>Takes what was drawn. Does not wait for it to be written.</summary>
    /// <param name="capturedAt">Stopwatch ticks at which the camera had the picture.</param>
    void Take(long capturedAt);
}
