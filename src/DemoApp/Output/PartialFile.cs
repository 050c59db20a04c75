namespace RealtimeCnn.DemoApp;

/// <summary>
/// A file that appears under its name only when it is complete: written beside it, renamed by <see cref="Commit"/>, deleted otherwise.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _target;
    private bool _committed;

    public PartialFile(string target)
    {
        _target = System.IO.Path.GetFullPath(target);
        string folder = System.IO.Path.GetDirectoryName(_target)!;
        // The ending stays last: video writers choose the container by it.
        string name = System.IO.Path.GetFileNameWithoutExtension(_target), ending = System.IO.Path.GetExtension(_target);
        Path = System.IO.Path.Combine(folder, $".{name}.{Environment.ProcessId}.partial{ending}");
    }

    /// <summary>Where to write.</summary>
    public string Path { get; }

    /// <summary>Writes a whole file in one go.</summary>
    public static void Write(string target, Action<Stream> write)
    {
        using var file = new PartialFile(target);
        using (FileStream stream = File.Create(file.Path))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        file.Commit();
    }

    public void Commit()
    {
        File.Move(Path, _target, overwrite: true);
        _committed = true;
    }

    public void Dispose()
    {
        if (!_committed)
            File.Delete(Path);
    }
}
