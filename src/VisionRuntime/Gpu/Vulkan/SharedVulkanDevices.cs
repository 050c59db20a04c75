namespace RealtimeCnn;

/// <summary>
/// Devices in use, shared by all models: opening one takes long, and a model that is swapped in should find it open. A device is closed
/// when its last user returns it; a lost one is given to nobody any more.
/// </summary>
/// <remarks>Any thread.</remarks>
internal static class SharedVulkanDevices
{
    private static readonly Lock Gate = new();
    private static readonly List<Entry> Entries = [];

    private sealed class Entry(string? wanted, VulkanInstance instance, VulkanDevice device)
    {
        public readonly string? Wanted = wanted;
        public readonly VulkanInstance Instance = instance;
        public readonly VulkanDevice Device = device;
        public int Users = 1;
    }

    /// <summary>Devices that are open.</summary>
    public static int Count
    {
        get
        {
            lock (Gate) return Entries.Count;
        }
    }

    /// <summary>The open device for a request, or a new one. To be given back with <see cref="Return"/>.</summary>
    /// <param name="wanted">Index or part of the name; null for the best.</param>
    /// <exception cref="VulkanException">It cannot be opened.</exception>
    public static VulkanDevice Take(string? wanted)
    {
        lock (Gate)
        {
            if (TakeIfInUse(wanted) is { } inUse)
                return inUse;
            VulkanInstance instance = VulkanInstance.Create();
            try
            {
                VulkanDevice device = VulkanDevice.Open(instance, new VulkanDeviceRequest { Wanted = wanted });
                Entries.Add(new Entry(wanted, instance, device));
                return device;
            }
            catch
            {
                instance.Dispose();
                throw;
            }
        }
    }

    /// <summary>The open device for a request; null if nobody uses it. To be given back with <see cref="Return"/>.</summary>
    public static VulkanDevice? TakeIfInUse(string? wanted)
    {
        lock (Gate)
        {
            Entry? open = Entries.Find(entry => entry.Wanted == wanted && !entry.Device.IsLost);
            if (open is not null)
                open.Users++;
            return open?.Device;
        }
    }

    public static void Return(VulkanDevice device)
    {
        lock (Gate)
        {
            Entry entry = Entries.Single(entry => entry.Device == device);
            if (--entry.Users > 0) return;
            Entries.Remove(entry);
            device.Dispose();
            entry.Instance.Dispose();
        }
    }
}
