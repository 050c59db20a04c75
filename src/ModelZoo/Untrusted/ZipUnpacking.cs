using System.IO.Compression;
using System.IO.Hashing;

namespace RealtimeCnn.ModelZoo;

/// <summary>Takes the bytes of a file out of a zip archive, with its checksum checked.</summary>
internal static class ZipUnpacking
{
    private const int ChunkLength = 1 << 16;

    /// <summary>Unpacks all bytes.</summary>
    /// <param name="entry">A file of the archive.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="maxSize">Most bytes to accept.</param>
    /// <exception cref="InvalidDataException">It is larger, broken, or its checksum is wrong.</exception>
    public static byte[] Unpack(this ZipEntry entry, UntrustedFile archive, long maxSize)
    {
        if (entry.Size > maxSize)
        {
            throw new InvalidDataException(
                $"'{Printable.Name(entry.Name)}' in its archive has {entry.Size:N0} bytes, at most {maxSize:N0} are supported");
        }
        if (!entry.IsDeflated)
        {
            byte[] stored = archive.Read(entry.Offset, (int)entry.Size);
            RequireChecksum(entry, Crc32.HashToUInt32(stored));
            return stored;
        }
        using DeflateStream inflater = new(new Window(archive, entry.Offset, entry.PackedSize), CompressionMode.Decompress);
        // Grows with what really comes out: a lie about the size costs no memory.
        using MemoryStream unpacked = new((int)Math.Min(entry.Size, ChunkLength));
        byte[] chunk = new byte[ChunkLength];
        for (int count; (count = inflater.Read(chunk)) > 0;)
        {
            if (unpacked.Length + count > entry.Size)
            {
                throw new InvalidDataException(
                    $"'{Printable.Name(entry.Name)}' in its archive unpacks to more than the {entry.Size:N0} bytes stated");
            }
            unpacked.Write(chunk, 0, count);
        }
        if (unpacked.Length != entry.Size)
        {
            throw new InvalidDataException(
                $"'{Printable.Name(entry.Name)}' in its archive unpacks to less than the {entry.Size:N0} bytes stated");
        }
        RequireChecksum(entry, Crc32.HashToUInt32(unpacked.GetBuffer().AsSpan(0, (int)unpacked.Length)));
        return unpacked.Capacity == unpacked.Length ? unpacked.GetBuffer() : unpacked.ToArray();
    }

    /// <summary>Checks the checksum of a file that is not compressed.</summary>
    /// <exception cref="InvalidDataException">It is wrong.</exception>
    public static void Verify(this ZipEntry entry, UntrustedFile archive)
    {
        byte[] chunk = new byte[ChunkLength];
        Crc32 crc = new();
        for (long done = 0; done < entry.Size; done += ChunkLength)
        {
            Span<byte> part = chunk.AsSpan(0, (int)Math.Min(ChunkLength, entry.Size - done));
            archive.Read(entry.Offset + done, part);
            crc.Append(part);
        }
        RequireChecksum(entry, crc.GetCurrentHashAsUInt32());
    }

    private static void RequireChecksum(ZipEntry entry, uint crc)
    {
        if (crc != entry.Crc)
        {
            throw new InvalidDataException(
                $"the checksum of '{Printable.Name(entry.Name)}' in its archive is wrong; download the file again");
        }
    }

    /// <summary>A part of the archive as a stream, which is what the inflater takes.</summary>
    private sealed class Window(UntrustedFile file, long offset, long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int start, int count) => Read(buffer.AsSpan(start, count));

        public override int Read(Span<byte> buffer)
        {
            Span<byte> part = buffer[..(int)Math.Min(buffer.Length, length - _position)];
            file.Read(offset + _position, part);
            _position += part.Length;
            return part.Length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long distance, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int start, int count) => throw new NotSupportedException();
    }
}
