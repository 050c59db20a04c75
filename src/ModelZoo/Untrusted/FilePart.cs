using Microsoft.Win32.SafeHandles;

namespace RealtimeCnn.ModelZoo;

/// <summary>A part of a file.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct FilePart(long Offset, long Length)
{
    private const int ChunkLength = 1 << 20;

    /// <summary>
    /// Copies parts of a file to the same places in a new one: never more than the parts are long together, however long the file is.
    /// </summary>
    /// <param name="source">A regular file.</param>
    /// <param name="target">Must not exist.</param>
    /// <param name="parts">May overlap; in any order.</param>
    /// <param name="cancellation">Ends it, between two chunks.</param>
    /// <exception cref="InvalidDataException">The file ends before a part does.</exception>
    /// <exception cref="IOException">It cannot be read, or the new one written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    /// <exception cref="VisionException">It is a pipe or device by now.</exception>
    public static void Copy(string source, string target, IReadOnlyList<FilePart> parts, CancellationToken cancellation)
    {
        using SafeFileHandle copy = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write);
        if (parts.Count == 0)
            return;
        using UntrustedFile file = UntrustedFile.Open(source);
        byte[] chunk = new byte[ChunkLength];
        long at = 0;
        foreach (FilePart part in parts.OrderBy(part => part.Offset))
        {
            long end = part.Offset + part.Length;
            for (at = Math.Max(at, part.Offset); at < end;)
            {
                cancellation.ThrowIfCancellationRequested();
                Span<byte> bytes = chunk.AsSpan(0, (int)Math.Min(ChunkLength, end - at));
                file.Read(at, bytes);
                RandomAccess.Write(copy, bytes, at);
                at += bytes.Length;
            }
        }
    }
}
