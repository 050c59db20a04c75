namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// Paints the overlay over every classified frame, without a window: for recordings, for screenshots, and for programs with a display of
/// their own. Add it to an engine, which frees it.
/// </summary>
/// <example><code>
/// var overlay = new OverlayBehaviour();
/// overlay.Painted += (picture, frame) => Show(picture.Pixels, picture.Width, picture.Height, picture.Stride);
/// engine.Add(overlay);
/// </code></example>
/// <remarks>For the thread that ticks the engine. Painting allocates no managed memory in the steady state.</remarks>
public sealed class OverlayBehaviour : VisionBehaviour
{
    private readonly OverlayPainter _painter = new();
    private readonly OverlayContent _content = new();
    private ModelDefinition? _named;

    /// <summary>The last frame with the overlay, in the frame's own size; empty before the first. Freed with the engine.</summary>
    public BgraCanvas Canvas { get; } = new();

    /// <summary>Called for each painted frame; the picture is <see cref="Canvas"/>, both hold during the call.</summary>
    public event Action<BgraCanvas, Frame>? Painted;

    /// <inheritdoc/>
    protected override void Awake()
    {
        _content.Models = ModelEntry.AllOf(Engine.Catalogue, []);
        _content.History = Engine.History;
    }

    /// <inheritdoc/>
    protected override void OnResult(FrameResult result, Frame frame)
    {
        _content.Result.CopyFrom(result);
        _content.Status.Read(Engine);
        _content.Failure = _content.Status.SwapError; // not FrameError: this frame has a result
        if (!ReferenceEquals(_content.Status.Model, _named) && _content.Status.Model is { } model)
        {
            _named = model;
            _content.Name(model); // once: the name is composed anew each time it is asked for
        }
        _content.Weights?.Measure(result.Timings);
        Canvas.Draw(frame);
        _painter.Paint(Canvas.Pixels, Canvas.Width, Canvas.Height, Canvas.Stride, _content);
        Painted?.Invoke(Canvas, frame);
    }

    /// <inheritdoc/>
    protected override void OnDestroy()
    {
        _painter.Dispose();
        Canvas.Dispose();
    }
}
