using Microsoft.Win32.SafeHandles;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// A file from outside, opened once and read at any place, or the bytes of one. The readers of weights get nothing else of the file
/// system in hand, so none of them can open another file. Any thread.
/// </summary>
internal sealed class UntrustedFile : IDisposable
{
    private readonly SafeFileHandle? _handle; // null: it is in memory
    private readonly ReadOnlyMemory<byte> _bytes;

    private UntrustedFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    private UntrustedFile(ReadOnlyMemory<byte> bytes, string path)
    {
        Path = path;
        _bytes = bytes;
        Length = bytes.Length;
    }

    /// <summary>Full path with symbolic links resolved; for bytes in memory what they are called, or empty.</summary>
    public string Path { get; }

    /// <summary>Length in bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>Opens a regular, non-empty file.</summary>
    /// <exception cref="VisionException">It is missing, empty, or may not be read.</exception>
    public static UntrustedFile Open(string path)
    {
        try
        {
            FileInfo file = Regular(path);
            return new UntrustedFile(
                file.FullName, File.OpenHandle(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new VisionException($"File '{path}' cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>
    /// Finds a regular, non-empty file without opening it: opening a pipe may wait for ever, and reading a device may never end.
    /// </summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="what">What it is, to begin a sentence.</param>
    /// <returns>The file itself, links resolved.</returns>
    /// <exception cref="VisionException">It is missing, empty, a folder, a pipe or a device.</exception>
    public static FileInfo Regular(string path, string what = "File")
    {
        FileInfo file = new(path);
        if (!file.Exists)
            throw new VisionException($"{what} '{path}' {(Directory.Exists(path) ? "is a folder" : "does not exist")}.");
        if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            file = target;
        // Pipes and devices have no length either.
        return file.Length > 0 ? file : throw new VisionException($"{what} '{path}' is empty, or a pipe or device, which are not read.");
    }

    /// <summary>Reads bytes in memory as if they were a file.</summary>
    /// <param name="bytes">Not to be changed.</param>
    /// <param name="path">What the file would be called: the ending of a name tells some formats.</param>
    public static UntrustedFile Of(ReadOnlyMemory<byte> bytes, string path = "") => new(bytes, path);

    /// <summary>Fills the span from a place in the file.</summary>
    /// <exception cref="InvalidDataException">The place lies outside the file.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > Length - destination.Length)
        {
            throw new InvalidDataException(
                $"it ends at byte {Length:N0}, but {destination.Length:N0} bytes from {offset:N0} on are needed");
        }
        if (_handle is null)
        {
            _bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
            return;
        }
        while (destination.Length > 0)
        {
            int count = RandomAccess.Read(_handle, destination, offset);
            if (count == 0)
                throw new InvalidDataException("it became shorter while it was read");
            offset += count;
            destination = destination[count..];
        }
    }

    /// <summary>Copies bytes out of the file.</summary>
    /// <exception cref="InvalidDataException">The place lies outside the file.</exception>
    public byte[] Read(long offset, int count)
    {
        if (count < 0 || offset < 0 || offset > Length - count)
            throw new InvalidDataException($"it ends at byte {Length:N0}, but {count:N0} bytes from {offset:N0} on are needed");
        byte[] bytes = new byte[count];
        Read(offset, bytes);
        return bytes;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle?.Dispose();
}
