namespace RealtimeCnn.Native;

/// <summary>What the host has not asked for yet, the oldest first; where it does not ask, the oldest goes. Any thread.</summary>
/// <typeparam name="T">What is told.</typeparam>
/// <param name="capacity">Most that are kept.</param>
internal sealed class RecentQueue<T>(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<T> _items = new(capacity);
    private int _missed;
    private volatile bool _isEmpty = true;

    public void Add(T item)
    {
        lock (_lock)
        {
            if (_items.Count == capacity)
            {
                _items.Dequeue();
                _missed++;
            }
            _items.Enqueue(item);
            _isEmpty = false;
        }
    }

    /// <summary>Takes the oldest. Allocates nothing; where there is none it costs one look.</summary>
    /// <param name="item">It.</param>
    /// <param name="missed">How many before it went since one was taken.</param>
    public bool TryTake(out T item, out int missed)
    {
        (item, missed) = (default!, 0);
        if (_isEmpty)
            return false;
        lock (_lock)
        {
            if (!_items.TryDequeue(out item!))
                return false;
            (missed, _missed) = (_missed, 0);
            _isEmpty = _items.Count == 0;
            return true;
        }
    }
}
