using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace RealtimeCnn;

/// <summary>The source of an engine whose program hands its frames in: behind <see cref="VisionEngine.Submit(ReadOnlySpan{byte}, int, int,
/// PixelFormat, int, FrameTransform, long)"/> and its like, which say what each member does.</summary>
/// <remarks>
/// One thread at a time hands in; a second one is told so before it touches anything. Owns the frames that it lends, but for those that
/// are out when it is disposed: they go when the program lets go of them.
/// </remarks>
internal sealed unsafe class SubmittedFrames : IFrameSource
{
    /// <summary>Most frames that can be out at a time.</summary>
    public const int MostRented = 4;

    private const int Circulating = 3; // one is filled, one waits, one is read

    private readonly FrameMailbox _mailbox = new();
    private readonly FramePool _pool = new();
    private readonly Frame?[] _rented = new Frame?[MostRented];
    private readonly Lock _preparing = new();
    private long _captured;
    private long _dropped;
    private volatile bool _isClosed;
    private bool _isDisposed; // inside the lock

    /// <summary>Held while a frame is handed in.</summary>
    internal Lock HandingIn { get; } = new();

    public string Name => "submitted frames";

    public CaptureState State => _isClosed ? CaptureState.Ended : CaptureState.Running;

    public string? Error => null;

    public long Captured => Interlocked.Read(ref _captured);

    public DropCounts Drops => new(Interlocked.Read(ref _dropped), 0, 0);

    public long AllocatedBytes => 0;

    /// <summary>Whether the frame handed in last was taken.</summary>
    public bool IsEmpty => !_mailbox.HasUnread;

    public void Start()
    {
    }

    public bool TryAcquireLatest(out Frame? frame) => _mailbox.TryTake(out frame);

    public bool WaitForFrame(TimeSpan timeout) => _mailbox.WaitForFrame(timeout);

    /// <summary>Copies a picture and hands it in.</summary>
    /// <param name="pixels">First byte in memory.</param>
    /// <param name="length">Bytes that may be read.</param>
    /// <param name="layout">What they are; checked here.</param>
    /// <param name="timestamp">Stopwatch ticks; 0 for now.</param>
    /// <returns>Whether the frame before was taken.</returns>
    public bool Submit(byte* pixels, long length, in FrameLayout layout, long timestamp)
    {
        layout.Check(length);
        CheckTime(timestamp);
        Enter();
        try
        {
            Frame frame = _pool.Take(layout.FrameBytes);
            layout.CopyTo(frame, pixels);
            return Publish(frame, timestamp);
        }
        finally
        {
            HandingIn.Exit();
        }
    }

    /// <summary>Hands in a frame that a function fills.</summary>
    /// <returns>Whether the frame before was taken.</returns>
    public bool Submit<T>(T state, Action<T, Frame> fill, long timestamp)
    {
        ArgumentNullException.ThrowIfNull(fill);
        CheckTime(timestamp);
        Enter();
        try
        {
            Frame frame = _pool.Take(0);
            try
            {
                fill(state, frame);
                frame.ThrowIfEmpty();
            }
            catch
            {
                _pool.Give(frame);
                throw;
            }
            return Publish(frame, timestamp);
        }
        finally
        {
            HandingIn.Exit();
        }
    }

    public bool TryRent(int width, int height, PixelFormat format, [NotNullWhen(true)] out Frame? frame)
    {
        FrameLayout layout = new(width, height, format, 0, default);
        layout.CheckSize();
        frame = null;
        Enter();
        try
        {
            int free = Array.IndexOf(_rented, null);
            if (free < 0)
                return false;
            frame = _pool.Take(layout.FrameBytes);
            frame.Reshape(width, height, format);
            _rented[free] = frame;
            return true;
        }
        finally
        {
            HandingIn.Exit();
        }
    }

    public bool Submit(Frame frame, long timestamp)
    {
        ArgumentNullException.ThrowIfNull(frame);
        CheckTime(timestamp);
        Enter();
        try
        {
            int place = PlaceOf(frame);
            frame.ThrowIfEmpty();
            _rented[place] = null;
            return Publish(frame, timestamp);
        }
        finally
        {
            HandingIn.Exit();
        }
    }

    public void Release(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Enter();
        try
        {
            _rented[PlaceOf(frame)] = null;
            _pool.Give(frame);
        }
        finally
        {
            HandingIn.Exit();
        }
    }

    public void Prepare(int width, int height, PixelFormat format)
    {
        new FrameLayout(width, height, format, 0, default).CheckSize();
        lock (_preparing)
        {
            if (_isClosed)
                throw Disposed();
            for (int i = 0; i < Circulating; i++)
            {
                Frame frame = new();
                try
                {
                    frame.Reshape(width, height, format);
                    Touch(frame.Pixels);
                }
                catch
                {
                    frame.Dispose();
                    throw;
                }
                _pool.Give(frame);
            }
        }
        Rehearse(format);
    }

    // The system gives memory when it is written for the first time: of the largest frames for seconds, and the end does not wait so long.
    private void Touch(Span<byte> memory)
    {
        const int Step = 1 << 24;
        for (; !memory.IsEmpty; memory = memory[Math.Min(Step, memory.Length)..])
        {
            if (_isClosed)
                throw Disposed();
            memory[..Math.Min(Step, memory.Length)].Clear();
        }
    }

    // Code is compiled when it runs for the first time: here, not in the program's first frames.
    private static void Rehearse(PixelFormat format)
    {
        using var frames = new SubmittedFrames();
        byte* pixels = stackalloc byte[64];
        foreach (int stride in (ReadOnlySpan<int>)[0, 16])
        {
            frames.Submit(pixels, 64, new FrameLayout(2, 2, format, stride, default), timestamp: 1);
            if (frames.TryRent(2, 2, format, out Frame? frame))
                frames.Submit(frame, timestamp: 1);
            frames.TryAcquireLatest(out _);
        }
    }

    /// <summary>Takes no more frames, and ends a wait for one. A copy that is under way on another thread is waited for.</summary>
    public void Close()
    {
        _isClosed = true;
        lock (HandingIn)
        {
            if (!_isDisposed)
                _mailbox.Wake();
        }
    }

    /// <summary>Frees the frames, those included that another thread prepares. Nobody reads any more.</summary>
    public void Dispose()
    {
        _isClosed = true;
        lock (_preparing) // which has heard of it
        lock (HandingIn)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            _mailbox.Dispose();
            _pool.Dispose();
        }
    }

    private void Enter()
    {
        if (!HandingIn.TryEnter())
        {
            // The end holds it too.
            throw _isClosed ? Disposed() : new InvalidOperationException(
                "Two threads hand frames in at once: one at a time may. This frame was not taken.");
        }
        if (_isClosed)
        {
            HandingIn.Exit();
            throw Disposed();
        }
    }

    // Latencies are counted from it.
    private static void CheckTime(long timestamp)
    {
        if (timestamp < 0 || timestamp > Stopwatch.GetTimestamp() + Stopwatch.Frequency)
        {
            throw new ArgumentOutOfRangeException(
                nameof(timestamp), $"{timestamp} is no time of this system's Stopwatch, or more than a second ahead.");
        }
    }

    private static ObjectDisposedException Disposed() => new("RealtimeCnn.VisionEngine");

    private int PlaceOf(Frame frame)
    {
        int place = Array.IndexOf(_rented, frame);
        return place >= 0 ? place
            : throw new ArgumentException(
                "The frame is not out: it was not rented from this engine, or was handed back before.", nameof(frame));
    }

    private bool Publish(Frame frame, long timestamp)
    {
        frame.Sequence = _captured;
        frame.CapturedAt = timestamp == 0 ? Stopwatch.GetTimestamp() : timestamp;
        Interlocked.Increment(ref _captured);
        _pool.Give(_mailbox.Publish(frame, out bool droppedUnread));
        if (droppedUnread)
            Interlocked.Increment(ref _dropped);
        return !droppedUnread;
    }
}
