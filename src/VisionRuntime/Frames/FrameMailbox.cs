using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>
/// Hands frames from a capture thread to a vision thread, latest wins: three frames, one with the writer, one with the reader and one
/// in between that either side swaps with its own. No locks, no copies, no allocation.
/// </summary>
/// <remarks>
/// One reader thread at a time. Writers each bring their own frame, so a writer that was given up (a camera driver that hangs) can come
/// back late without touching memory that others use.
/// </remarks>
public sealed class FrameMailbox : IDisposable
{
    private readonly AutoResetEvent _published = new(false);
    private readonly AutoResetEvent _taken = new(true);
    private Frame _between = new();
    private Frame _reading = new();
    private int _wakes;

    /// <summary>Whether what was published last has not been taken yet. Any thread.</summary>
    internal bool HasUnread => Volatile.Read(ref _between).IsUnread;

    /// <summary>Publishes a filled frame and gives another in exchange. Never blocks.</summary>
    /// <param name="filled">The writer's frame; it belongs to the mailbox afterwards.</param>
    /// <param name="droppedUnread">True if this pushed out a frame that the reader had not taken.</param>
    /// <returns>The writer's next frame, of any size and content.</returns>
    public Frame Publish(Frame filled, out bool droppedUnread)
    {
        ArgumentNullException.ThrowIfNull(filled);
        filled.IsUnread = true;
        Frame other = Interlocked.Exchange(ref _between, filled);
        droppedUnread = other.IsUnread;
        other.IsUnread = false;
        _published.Set();
        return other;
    }

    /// <summary>Waits until the reader has taken what was published last: the pace of sources that must not drop.</summary>
    /// <returns>True if it was taken; false if the time is over or <see cref="Wake"/> was called first.</returns>
    public bool WaitUntilTaken(TimeSpan timeout)
    {
        long start = Stopwatch.GetTimestamp();
        int wakes = Volatile.Read(ref _wakes);
        // The event may still be set from an earlier frame, so only the frame itself tells.
        while (Volatile.Read(ref _between).IsUnread)
        {
            TimeSpan left = timeout - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || Volatile.Read(ref _wakes) != wakes)
                return false;
#pragma warning disable RS0030 // A source that must not drop keeps pace here, on its capture thread and for as long as the caller said.
            _taken.WaitOne(left);
#pragma warning restore RS0030
        }
        return true;
    }

    /// <summary>Takes the newest frame if there is one that was not taken before. Never blocks.</summary>
    /// <param name="frame">The newest frame, readable until the next call; otherwise null.</param>
    public bool TryTake(out Frame? frame)
    {
        frame = null;
        if (!Volatile.Read(ref _between).IsUnread)
            return false;
        _reading = Interlocked.Exchange(ref _between, _reading);
        _reading.IsUnread = false;
        _taken.Set();
        frame = _reading;
        return true;
    }

    /// <summary>Waits until a frame may be there. Spurious wake-ups are possible: follow with <see cref="TryTake"/>.</summary>
#pragma warning disable RS0030 // The vision thread rests here, for as long as the caller said.
    public bool WaitForFrame(TimeSpan timeout) => Volatile.Read(ref _between).IsUnread || _published.WaitOne(timeout);
#pragma warning restore RS0030

    /// <summary>
    /// Wakes a reader in <see cref="WaitForFrame"/> and a writer in <see cref="WaitUntilTaken"/>, so that they see a change of state.
    /// </summary>
    public void Wake()
    {
        Interlocked.Increment(ref _wakes);
        _published.Set();
        _taken.Set();
    }

    /// <summary>Frees the reader's frame and the one in between. Call when neither side uses the mailbox any more.</summary>
    public void Dispose()
    {
        _reading.Dispose();
        _between.Dispose();
        _published.Dispose();
        _taken.Dispose();
    }
}
