using System.Diagnostics.CodeAnalysis;

namespace RealtimeCnn;

/// <content>The engine of a program that owns its frames: it hands them in, and takes the newest result when it likes.</content>
public sealed unsafe partial class VisionEngine
{
    /// <summary>
    /// Makes an engine without a source: the program hands its frames in, by <see cref="Submit(ReadOnlySpan{byte}, int, int, PixelFormat,
    /// int, FrameTransform, long)"/> or <see cref="TryRent"/>, and lets <see cref="RunAsync"/> or its own loop tick. Nothing runs yet.
    /// </summary>
    /// <param name="options">How models are loaded; null for the defaults.</param>
    /// <param name="catalogue">Models known by id; null for those that ship.</param>
    /// <param name="name">Tells this engine from others in meters and notices; null for "engine 1" and so on.</param>
    /// <exception cref="VisionException">The catalogue cannot be read.</exception>
    public VisionEngine(InferenceOptions? options = null, ModelCatalogue? catalogue = null, string? name = null)
        : this(new SubmittedFrames(), options, catalogue, name)
    {
    }

    /// <summary>
    /// Whether a frame handed in now would be looked at soon: a model runs, and it has taken the one before. For programs that would rather
    /// not make a frame that is only overtaken. Any thread.
    /// </summary>
    /// <exception cref="InvalidOperationException">The engine has a source of its own.</exception>
    public bool WantsFrame => Submitted.IsEmpty && Models.Running is not null && !_gate.IsClosed;

    private SubmittedFrames Submitted => Source as SubmittedFrames
        ?? throw new InvalidOperationException("This engine has a source of its own: frames are handed in to one that was made without.");

    /// <summary>
    /// Copies a picture and hands it in; the newest wins. Costs the copy, and allocates nothing once the size was seen three times, or
    /// <see cref="Prepare"/> made room for it. Any one thread at a time.
    /// </summary>
    /// <param name="pixels">The rows, in order of memory; of NV12 both planes, with one stride.</param>
    /// <param name="width">Pixels of a row in memory, 1..<see cref="Frame.MaxDimension"/>.</param>
    /// <param name="height">Rows in memory, 1..<see cref="Frame.MaxDimension"/>.</param>
    /// <param name="format">Layout of a pixel.</param>
    /// <param name="stride">Bytes from one row to the next; 0 where they follow each other without padding.</param>
    /// <param name="transform">How the rows become the upright picture.</param>
    /// <param name="timestamp">
    /// When it was taken, in ticks of <see cref="System.Diagnostics.Stopwatch"/>, at most a second ahead; 0 for now. Latency counts from
    /// there.
    /// </param>
    /// <returns>False if this overtook a frame that nobody has looked at.</returns>
    /// <exception cref="ArgumentException">Size, format, stride or transform do not fit the memory; the message says which.</exception>
    /// <exception cref="InvalidOperationException">
    /// Another thread hands a frame in at this moment, or the engine has a source of its own. Nothing was taken.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public bool Submit(
        ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format, int stride = 0, FrameTransform transform = default,
        long timestamp = 0)
    {
        fixed (byte* first = pixels)
            return Submitted.Submit(first, pixels.Length, new FrameLayout(width, height, format, stride, transform), timestamp);
    }

    /// <summary>
    /// The same for native memory, of which the caller vouches for <c>stride</c> bytes per row: (height + 1) / 2 rows more for NV12.
    /// </summary>
    /// <inheritdoc cref="Submit(ReadOnlySpan{byte}, int, int, PixelFormat, int, FrameTransform, long)"/>
    /// <exception cref="ArgumentNullException">The pointer is null.</exception>
    public bool Submit(
        nint pixels, int width, int height, PixelFormat format, int stride = 0, FrameTransform transform = default, long timestamp = 0)
    {
        ArgumentNullException.ThrowIfNull((void*)pixels, nameof(pixels));
        return Submitted.Submit((byte*)pixels, long.MaxValue, new FrameLayout(width, height, format, stride, transform), timestamp);
    }

    /// <summary>
    /// Hands in a frame that a function fills within this call: for pictures that are not simply bytes in a row, such as the images of a
    /// GPU API. Allocates nothing of its own. Any one thread at a time.
    /// </summary>
    /// <typeparam name="T">What the function is given.</typeparam>
    /// <param name="state">The same.</param>
    /// <param name="fill">
    /// Gives the frame a size, by <see cref="Frame.Reshape"/> or <see cref="Frame.PlaceOnGpu"/>, and fills it; what it throws reaches the
    /// caller, and nothing was taken then. It is not called where this throws.
    /// </param>
    /// <param name="timestamp">When it was taken, in ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 for now.</param>
    /// <returns>False if this overtook a frame that nobody has looked at.</returns>
    /// <exception cref="ArgumentException">The time is none, or the function left the frame without a size.</exception>
    /// <exception cref="InvalidOperationException">
    /// Another thread hands a frame in at this moment, or the engine has a source of its own. Nothing was taken.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public bool Submit<T>(T state, Action<T, Frame> fill, long timestamp = 0) => Submitted.Submit(state, fill, timestamp);

    /// <summary>
    /// Lends a frame to fill in place, which saves the copy: write its rows, set <see cref="Frame.Transform"/> if need be, and give it back
    /// by <see cref="Submit(Frame, long)"/> or <see cref="Release"/>. Up to four can be out at a time. What is still out when the engine is
    /// disposed stays readable, and goes when the program lets go of it. Any one thread at a time.
    /// </summary>
    /// <param name="width">Pixels of a row in memory, 1..<see cref="Frame.MaxDimension"/>.</param>
    /// <param name="height">Rows in memory, 1..<see cref="Frame.MaxDimension"/>.</param>
    /// <param name="format">Layout of a pixel.</param>
    /// <param name="frame">The frame, its content undefined; null if four are out.</param>
    /// <returns>False if four are out.</returns>
    /// <exception cref="ArgumentException">Size or format is outside what frames can be; the message says which.</exception>
    /// <exception cref="InvalidOperationException">
    /// Another thread hands a frame in at this moment, or the engine has a source of its own.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public bool TryRent(int width, int height, PixelFormat format, [NotNullWhen(true)] out Frame? frame) =>
        Submitted.TryRent(width, height, format, out frame);

    /// <summary>Hands in a frame that <see cref="TryRent"/> lent; it is not to be touched afterwards. Any one thread at a time.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="timestamp">When it was taken, in ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 for now.</param>
    /// <returns>False if this overtook a frame that nobody has looked at.</returns>
    /// <exception cref="ArgumentException">The frame is not out, or has lost its size.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="TryRent"/>; the frame is still out.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public bool Submit(Frame frame, long timestamp = 0) => Submitted.Submit(frame, timestamp);

    /// <summary>Gives a frame back that <see cref="TryRent"/> lent, without handing it in. Any one thread at a time.</summary>
    /// <param name="frame">The frame; it is not to be touched afterwards.</param>
    /// <exception cref="ArgumentException">The frame is not out.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="TryRent"/>; the frame is still out.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public void Release(Frame frame) => Submitted.Release(frame);

    /// <summary>
    /// Makes room for frames of a size, and hands one in for practice where nobody sees it, so that the first ones cost no more than the
    /// later ones. Takes milliseconds, of the largest frames seconds: call it where a stall does no harm, and again before the size grows.
    /// Any thread; <see cref="DisposeAsync"/> ends it and waits for it.
    /// </summary>
    /// <param name="width">As for <see cref="TryRent"/>.</param>
    /// <param name="height">The same.</param>
    /// <param name="format">The same.</param>
    /// <exception cref="ArgumentException">Size or format is outside what frames can be; the message says which.</exception>
    /// <exception cref="InvalidOperationException">The engine has a source of its own.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public void Prepare(int width, int height, PixelFormat format) => Submitted.Prepare(width, height, format);
}
