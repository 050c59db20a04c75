namespace RealtimeCnn.OverlayRenderer;

/// <summary>Draws a frame with the overlay on the processor, in the frame's own size: for files, where a window means nothing.</summary>
internal sealed class PictureComposer : IDisposable
{
    private readonly OverlayPainter _painter = new();

    public void Compose(Frame frame, bool mirrored, OverlayContent content, BgraCanvas into)
    {
        into.Draw(frame);
        if (mirrored)
            into.Mirror();
        _painter.Paint(into.Pixels, into.Width, into.Height, into.Stride, content);
    }

    public void Dispose() => _painter.Dispose();
}
