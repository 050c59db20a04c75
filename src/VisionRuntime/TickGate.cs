namespace RealtimeCnn;

/// <summary>One thread at a time ticks an engine, and none after its end; whoever leaves last then ends it.</summary>
/// <param name="end">Called once, on the thread that closes, or on the one that ticks if one does.</param>
/// <remarks>Any thread.</remarks>
internal sealed class TickGate(Action end)
{
    private readonly Lock _lock = new();
    private bool _isTaken;
    private bool _isClosed;

    /// <summary>Whether the end was asked for.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Begins to tick.</summary>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    /// <exception cref="InvalidOperationException">Another thread ticks, or this one does already.</exception>
    public void Enter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(VisionEngine));
            if (_isTaken)
            {
                throw new InvalidOperationException(
                    "The engine is being ticked: by its own thread (RunAsync), by another one, or around this call. One at a time may.");
            }
            _isTaken = true;
        }
    }

    /// <summary>Ticks no more for now.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _isTaken = false;
            if (!_isClosed)
                return;
        }
        end();
    }

    /// <summary>Asks for the end; the second time does nothing.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            if (_isTaken)
                return;
        }
        end();
    }
}
