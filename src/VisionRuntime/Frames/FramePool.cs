namespace RealtimeCnn;

/// <summary>Frames that are not in use, for whoever fills the next one. Keeps a few; what is too much is freed. Any thread.</summary>
internal sealed class FramePool : IDisposable
{
    // Three circulate between a writer and a reader, and the next size may be prepared before the last of the old ones is back.
    private const int Most = 6;

    private readonly Lock _lock = new();
    private readonly Frame?[] _frames = new Frame?[Most];
    private bool _isDisposed;

    /// <summary>
    /// Takes a frame out, if possible one with room for so many bytes; a new one if there is none. It says nothing of what it showed.
    /// </summary>
    public Frame Take(long bytes)
    {
        lock (_lock)
        {
            int best = -1;
            for (int i = 0; i < Most; i++)
            {
                if (_frames[i] is { } frame && (best < 0 || Fits(frame, bytes) && !Fits(_frames[best]!, bytes)))
                    best = i;
            }
            if (best >= 0)
            {
                Frame taken = _frames[best]!;
                (_frames[best], taken.Truth) = (null, null);
                return taken;
            }
        }
        return new Frame();
    }

    /// <summary>Hands a frame over; pixels on a GPU are let go. Where there are too many, the smallest goes.</summary>
    public void Give(Frame frame)
    {
        frame.LeaveGpu();
        Frame? surplus = frame;
        lock (_lock)
        {
            for (int i = 0; i < Most && !_isDisposed; i++)
            {
                if (_frames[i] is null)
                {
                    _frames[i] = surplus;
                    return;
                }
                if (_frames[i]!.Capacity < surplus.Capacity)
                    (_frames[i], surplus) = (surplus, _frames[i]!);
            }
        }
        surplus.Dispose();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (Frame? frame in _frames)
                frame?.Dispose();
            Array.Clear(_frames);
        }
    }

    private static bool Fits(Frame frame, long bytes) => frame.Capacity >= bytes;
}
