namespace RealtimeCnn.ModelZoo;

/// <summary>
/// One model's folder in the store, held against other processes until disposed. A change is made in a folder beside it and moved
/// into place; where a process died in between, the next one to come puts things right.
/// </summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _previous;

    private StoreFolder(FileStream held, string parent, string id)
    {
        _lock = held;
        Path = System.IO.Path.Combine(parent, id);
        Staging = System.IO.Path.Combine(parent, $".{id}.new");
        _previous = System.IO.Path.Combine(parent, $".{id}.old");
    }

    /// <summary>The model's folder; there only if the model is.</summary>
    public string Path { get; }

    /// <summary>Where the next content is put together; empty at first, deleted at the end.</summary>
    public string Staging { get; }

    /// <summary>Takes hold of a model's folder.</summary>
    /// <exception cref="VisionException">Another process holds it.</exception>
    public static StoreFolder Take(string parent, string id)
    {
        Directory.CreateDirectory(parent);
        FileStream held;
        try
        {
            // The file stays when released: deleting it would let two processes hold a lock of the same name.
            held = OwnFile.Open(System.IO.Path.Combine(parent, $".{id}.lock"), FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new VisionException(
                $"Another process is changing '{id}' in the model store '{parent}': wait until it is done, then try again.", e);
        }
        StoreFolder folder = new(held, parent, id);
        try
        {
            folder.Repair();
        }
        catch
        {
            folder.Dispose();
            throw;
        }
        return folder;
    }

    /// <summary>Makes the empty folder <see cref="Staging"/>.</summary>
    public void Prepare() => Directory.CreateDirectory(Staging);

    /// <summary>Puts <see cref="Staging"/> in the place of the model's folder.</summary>
    public void Publish()
    {
        if (Directory.Exists(Path))
            Directory.Move(Path, _previous);
        Directory.Move(Staging, Path);
        Delete(_previous);
    }

    /// <summary>Deletes the model's folder.</summary>
    /// <returns>False if there was none.</returns>
    public bool Remove()
    {
        if (!Directory.Exists(Path))
            return false;
        Directory.Move(Path, Staging); // at once gone for readers, however long the deletion takes
        Delete(Staging);
        return true;
    }

    public void Dispose()
    {
        try
        {
            Delete(Staging);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever comes next tries again; the failure that led here must not be hidden by this one.
        }
        _lock.Dispose();
    }

    // A sharing violation, and no full disk: ERROR_SHARING_VIOLATION, and EWOULDBLOCK of Linux and macOS, which .NET passes on as it is.
    private static bool IsHeld(IOException e) => e.HResult is unchecked((int)0x80070020) or 11 or 35;

    private void Repair()
    {
        if (Directory.Exists(_previous) && !Directory.Exists(Path))
            Directory.Move(_previous, Path);
        Delete(_previous);
        Delete(Staging);
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
