namespace RealtimeCnn;

/// <summary>
/// Devices of one API, lent to all who use a GPU: preprocessing, networks, the window. Opening one takes long, and a model that is swapped
/// in should find it open; two on one GPU would keep each other's work apart. A lost device is given to nobody any more.
/// </summary>
/// <typeparam name="T">A device; it is disposed when its last user has given it back.</typeparam>
/// <remarks>Any thread; blocks while a device is opened.</remarks>
/// <param name="open">Opens the device that a request means; throws a <see cref="VisionException"/> if it cannot.</param>
/// <param name="isLost">Whether a device has stopped working for good.</param>
/// <param name="keepsOpen">Whether a device that nobody uses stays open for the next user; otherwise it is closed.</param>
public sealed class SharedDevices<T>(Func<string?, T> open, Func<T, bool> isLost, bool keepsOpen = false) where T : class, IDisposable
{
    private readonly Lock _turn = new();
    private readonly List<Entry> _entries = [];

    /// <summary>Devices that are open, lost ones that are still used included.</summary>
    public int Count
    {
        get
        {
            lock (_turn)
                return _entries.Count;
        }
    }

    /// <summary>The open device for a request, or a new one. To be given back with <see cref="Return"/>.</summary>
    /// <param name="wanted">Which GPU, in the words of its API; null for the best.</param>
    /// <exception cref="VisionException">It cannot be opened.</exception>
    public T Take(string? wanted)
    {
        lock (_turn)
        {
            if (TakeIfOpen(wanted) is { } inUse)
                return inUse;
            T device = open(wanted);
            _entries.Add(new Entry(wanted, device) { Users = 1 });
            return device;
        }
    }

    /// <summary>The open device for a request; null if there is none. To be given back with <see cref="Return"/>.</summary>
    /// <param name="wanted">As for <see cref="Take"/>.</param>
    public T? TakeIfOpen(string? wanted)
    {
        lock (_turn)
        {
            CloseIdle(entry => isLost(entry.Device));
            Entry? found = _entries.Find(entry => entry.Wanted == wanted && !isLost(entry.Device));
            if (found is not null)
                found.Users++;
            return found?.Device;
        }
    }

    /// <summary>Gives a device back.</summary>
    /// <param name="device">Of <see cref="Take"/> or <see cref="TakeIfOpen"/>, once for each.</param>
    public void Return(T device)
    {
        lock (_turn)
        {
            _entries.Single(entry => entry.Device == device).Users--;
            CloseIdle(entry => !keepsOpen || isLost(entry.Device));
        }
    }

    /// <summary>Closes what nobody uses.</summary>
    public void CloseIdle()
    {
        lock (_turn)
            CloseIdle(_ => true);
    }

    private void CloseIdle(Predicate<Entry> which)
    {
        foreach (Entry entry in _entries.FindAll(entry => entry.Users == 0 && which(entry)))
        {
            _entries.Remove(entry);
            entry.Device.Dispose();
        }
    }

    private sealed class Entry(string? wanted, T device)
    {
        public string? Wanted => wanted;

        public T Device => device;

        public int Users { get; set; }
    }
}
