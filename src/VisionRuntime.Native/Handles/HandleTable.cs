namespace RealtimeCnn.Native;

/// <summary>
/// Objects by number. A number is a generation, a kind and a place: none is used twice, and one of another kind, made up or given back
/// finds nothing. Finding takes no lock and allocates nothing. Any thread.
/// </summary>
/// <typeparam name="T">The objects.</typeparam>
/// <param name="kind">1 to 15, another for each table.</param>
/// <param name="capacity">Most objects at a time, up to 4096.</param>
internal sealed class HandleTable<T>(int kind, int capacity) where T : class
{
    private const int PlaceBits = 12;
    private const int KindBits = 4;

    private readonly Lock _lock = new();
    private readonly Entry?[] _entries = new Entry?[capacity];
    private ulong _generation;

    /// <summary>The objects that there are.</summary>
    public IReadOnlyList<(ulong Handle, T Item)> All => [.. _entries.OfType<Entry>().Select(entry => (entry.Handle, entry.Item))];

    /// <summary>The object of a number, or null.</summary>
    public T? Find(ulong handle) => EntryOf(handle) is { } entry ? entry.Item : null;

    /// <summary>Adds an object.</summary>
    /// <returns>Its number; 0 if there is no place.</returns>
    public ulong Add(T item)
    {
        lock (_lock)
        {
            int place = Array.IndexOf(_entries, null);
            if (place < 0)
                return 0;
            ulong handle = ++_generation << (PlaceBits + KindBits) | (ulong)kind << PlaceBits | (uint)place;
            Volatile.Write(ref _entries[place], new Entry(handle, item));
            return handle;
        }
    }

    /// <summary>Takes an object out; of several who try one succeeds.</summary>
    public bool Remove(ulong handle)
    {
        lock (_lock)
        {
            if (EntryOf(handle) is null)
                return false;
            _entries[PlaceOf(handle)] = null;
            return true;
        }
    }

    private static int PlaceOf(ulong handle) => (int)(handle & ((1 << PlaceBits) - 1));

    private Entry? EntryOf(ulong handle)
    {
        int place = PlaceOf(handle);
        return place < capacity && Volatile.Read(ref _entries[place]) is { } entry && entry.Handle == handle ? entry : null;
    }

    private sealed record Entry(ulong Handle, T Item);
}
