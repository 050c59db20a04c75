namespace RealtimeCnn;

/// <summary>Hands the newest of something from one writer thread to one reader thread: latest wins, no locks, no allocation.</summary>
/// <typeparam name="T">What is handed over; three instances are made and reused.</typeparam>
public sealed class TripleBuffer<T> where T : class, new()
{
    private const int Fresh = 4;

    private readonly T[] _slots = [new(), new(), new()];
    private int _writing;
    private int _between = 1;
    private int _reading = 2;

    /// <summary>The instance to fill. Writer thread only.</summary>
    public T Writing => _slots[_writing];

    /// <summary>Hands over <see cref="Writing"/>, which becomes another instance. Writer thread only.</summary>
    public void Publish() => _writing = Interlocked.Exchange(ref _between, _writing | Fresh) & ~Fresh;

    /// <summary>Takes the newest instance if there is one that was not taken before. Reader thread only.</summary>
    /// <param name="newest">Readable until the next call.</param>
    public bool TryTake(out T newest)
    {
        bool fresh = (Volatile.Read(ref _between) & Fresh) != 0;
        if (fresh)
            _reading = Interlocked.Exchange(ref _between, _reading) & ~Fresh;
        newest = _slots[_reading];
        return fresh;
    }
}
