using System.Buffers.Binary;
using System.Text;

namespace RealtimeCnn.ModelZoo;

/// <summary>One file of a zip archive.</summary>
/// <param name="Name">Its name, parts separated by slashes.</param>
/// <param name="IsDeflated">Whether it is compressed; else its bytes lie in the archive as they are.</param>
/// <param name="Offset">Where its bytes begin in the archive.</param>
/// <param name="PackedSize">Bytes in the archive.</param>
/// <param name="Size">Bytes unpacked.</param>
/// <param name="Crc">CRC-32 of the unpacked bytes.</param>
internal sealed record ZipEntry(string Name, bool IsDeflated, long Offset, long PackedSize, long Size, uint Crc);

/// <summary>
/// Reads the directory of a zip archive, Zip64 included, and where each file's bytes lie: the one thing that
/// <see cref="System.IO.Compression.ZipArchive"/> does not tell and that mapping needs. Stricter than that class: both copies of
/// each file's description must agree, nothing may overlap, and there is no comment and no encryption.
/// Format: APPNOTE.TXT 6.3, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
/// </summary>
internal static class ZipDirectory
{
    private const uint LocalSignature = 0x04034B50, CentralSignature = 0x02014B50, EndSignature = 0x06054B50;
    private const uint End64Signature = 0x06064B50, Locator64Signature = 0x07064B50;
    private const int LocalLength = 30, CentralLength = 46, EndLength = 22, End64Length = 56, Locator64Length = 20;
    private const int Stored = 0, Deflated = 8;
    private const int EncryptedFlags = 0x2041, SizesFollowFlag = 0x0008;

    private const int MaxDirectoryLength = 16 << 20;
    private const int MaxEntries = 1 << 17;
    private const int MaxNameLength = 1024;
    private const long MaxTotalSize = 16L << 30;

    // Trained weights shrink by a tenth. Small files may be all zeros.
    private const long MaxRatio = 100, RatioMattersFrom = 16 << 20;

    /// <summary>Whether a file that begins so could be an archive.</summary>
    public static bool LooksLikeZip(ReadOnlySpan<byte> start) =>
        start.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(start) == LocalSignature;

    /// <summary>Reads and checks the directory.</summary>
    /// <exception cref="InvalidDataException">The archive is broken, suspicious, or uses what no weights file does.</exception>
    /// <exception cref="OverflowException">Sizes fit no integer.</exception>
    public static IReadOnlyList<ZipEntry> Read(UntrustedFile file)
    {
        (long start, int length, int count) = FindDirectory(file);
        byte[] directory = file.Read(start, length);
        List<(ZipEntry Entry, long Begin)> entries = new(Math.Min(count, MaxEntries));
        HashSet<string> names = [];
        int position = 0;
        long total = 0;
        for (int i = 0; i < count; i++)
        {
            (ZipEntry entry, long begin) = ReadEntry(file, directory, ref position);
            if (!names.Add(entry.Name))
                throw new InvalidDataException($"its archive holds '{Printable.Name(entry.Name)}' twice");
            total = checked(total + entry.Size);
            if (total > MaxTotalSize || (entry.Size > RatioMattersFrom && entry.Size / MaxRatio > entry.PackedSize))
            {
                throw new InvalidDataException("its archive would unpack to an implausible size "
                    + $"('{Printable.Name(entry.Name)}': {entry.PackedSize:N0} to {entry.Size:N0} bytes)");
            }
            entries.Add((entry, begin));
        }
        if (position != length)
            throw new InvalidDataException("its archive's directory holds more than its files");
        RequireApart(entries, start);
        return entries.ConvertAll(pair => pair.Entry);
    }

    private static (long Start, int Length, int Count) FindDirectory(UntrustedFile file)
    {
        long endAt = file.Length - EndLength;
        ReadOnlySpan<byte> end = endAt >= 0 ? file.Read(endAt, EndLength) : [];
        if (endAt < 0 || UInt32(end) != EndSignature || UInt16(end[20..]) != 0)
            throw new InvalidDataException("its archive does not end as it should; the file is cut short or has bytes appended");
        ulong count = UInt16(end[10..]), length = UInt32(end[12..]), start = UInt32(end[16..]);
        bool isWhole = UInt16(end[4..]) == 0 && UInt16(end[6..]) == 0 && UInt16(end[8..]) == count;
        long recordsAt = endAt;

        long locatorAt = endAt - Locator64Length;
        if (locatorAt >= End64Length && UInt32(file.Read(locatorAt, 4)) == Locator64Signature)
        {
            recordsAt = locatorAt - End64Length; // what follows the fixed part is never used
            ReadOnlySpan<byte> locator = file.Read(locatorAt, Locator64Length), end64 = file.Read(recordsAt, End64Length);
            isWhole = UInt32(end64) == End64Signature && UInt64(locator[8..]) == (ulong)recordsAt
                && UInt32(locator[4..]) == 0 && UInt32(locator[16..]) == 1
                && UInt64(end64[4..]) == End64Length - 12 && UInt32(end64[16..]) == 0 && UInt32(end64[20..]) == 0
                && UInt64(end64[24..]) == UInt64(end64[32..])
                && Agrees(ref count, ushort.MaxValue, UInt64(end64[32..]))
                && Agrees(ref length, uint.MaxValue, UInt64(end64[40..]))
                && Agrees(ref start, uint.MaxValue, UInt64(end64[48..]));
        }
        if (!isWhole || start > (ulong)recordsAt || length != (ulong)recordsAt - start)
            throw new InvalidDataException("its archive's end does not fit its directory");
        if (length > MaxDirectoryLength || count > MaxEntries)
        {
            throw new InvalidDataException(
                $"its archive's directory has {count:N0} files in {length:N0} bytes, which no weights file needs");
        }
        return ((long)start, (int)length, (int)count);
    }

    // A short field either repeats the long one or says, with all bits set, that only the long one counts.
    private static bool Agrees(ref ulong shortValue, ulong placeholder, ulong longValue)
    {
        bool agrees = shortValue == placeholder || shortValue == longValue;
        shortValue = longValue;
        return agrees;
    }

    private static (ZipEntry Entry, long Begin) ReadEntry(UntrustedFile file, byte[] directory, ref int position)
    {
        ReadOnlySpan<byte> rest = directory.AsSpan(position);
        if (rest.Length < CentralLength || UInt32(rest) != CentralSignature)
            throw new InvalidDataException("its archive's directory is broken");
        int flags = UInt16(rest[8..]), method = UInt16(rest[10..]);
        uint crc = UInt32(rest[16..]);
        ulong packed = UInt32(rest[20..]), size = UInt32(rest[24..]), begin = UInt32(rest[42..]);
        int nameLength = UInt16(rest[28..]), extraLength = UInt16(rest[30..]), commentLength = UInt16(rest[32..]);
        if (rest.Length < CentralLength + nameLength + extraLength + commentLength)
            throw new InvalidDataException("its archive's directory is broken");
        ReadOnlySpan<byte> name = rest.Slice(CentralLength, nameLength);
        string shown = NameOf(name);
        Zip64Extra extra = new(rest.Slice(CentralLength + nameLength, extraLength));
        extra.Replace(ref size);
        extra.Replace(ref packed);
        extra.Replace(ref begin);
        position += CentralLength + nameLength + extraLength + commentLength;

        if ((flags & EncryptedFlags) != 0 || method is not (Stored or Deflated) || UInt16(rest[34..]) != 0)
            throw new InvalidDataException($"its archive holds '{Printable.Name(shown)}' encrypted, split or packed with method {method}");
        if (size > long.MaxValue || packed > long.MaxValue || begin > (ulong)file.Length || (method == Stored && size != packed))
            throw new InvalidDataException($"its archive states impossible sizes for '{Printable.Name(shown)}'");

        ReadOnlySpan<byte> local = file.Read((long)begin, LocalLength);
        int localNameLength = UInt16(local[26..]), localExtraLength = UInt16(local[28..]);
        byte[] variable = file.Read((long)begin + LocalLength, localNameLength + localExtraLength);
        ulong localPacked = UInt32(local[18..]), localSize = UInt32(local[22..]);
        Zip64Extra localExtra = new(variable.AsSpan(localNameLength));
        localExtra.Replace(ref localSize);
        localExtra.Replace(ref localPacked);
        // Sizes that were not known when the file was begun are zero here.
        bool sizesFollow = (flags & SizesFollowFlag) != 0 && UInt32(local[14..]) == 0 && localPacked == 0 && localSize == 0;
        if (UInt32(local) != LocalSignature || !variable.AsSpan(0, localNameLength).SequenceEqual(name)
            || UInt16(local[6..]) != flags || UInt16(local[8..]) != method
            || (!sizesFollow && (UInt32(local[14..]) != crc || localPacked != packed || localSize != size)))
        {
            throw new InvalidDataException($"its archive describes '{Printable.Name(shown)}' in two ways that differ");
        }
        long offset = (long)begin + LocalLength + localNameLength + localExtraLength;
        return (new ZipEntry(shown, method == Deflated, offset, (long)packed, (long)size, crc), (long)begin);
    }

    private static void RequireApart(List<(ZipEntry Entry, long Begin)> entries, long directoryStart)
    {
        long end = 0;
        foreach ((ZipEntry entry, long begin) in entries.OrderBy(pair => pair.Begin))
        {
            if (begin < end)
                throw new InvalidDataException($"its archive's file '{Printable.Name(entry.Name)}' overlaps another");
            end = checked(entry.Offset + entry.PackedSize);
        }
        if (end > directoryStart)
            throw new InvalidDataException("its archive's files reach into its directory");
    }

    private static string NameOf(ReadOnlySpan<byte> bytes)
    {
        string name = Encoding.UTF8.GetString(bytes);
        bool isPlain = name.Length is > 0 and <= MaxNameLength && !name.Contains('\uFFFD') && !name.Any(char.IsControl)
            && !name.Contains('\\') && !name.Contains(':') && !name.StartsWith('/') && !name.Split('/').Contains("..");
        return isPlain
            ? name
            : throw new InvalidDataException($"its archive holds a file called '{Printable.Name(name)}', which no weights file does");
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static ulong UInt64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    /// <summary>The extra field that holds those of size, packed size and offset that do not fit 32 bits, in this order.</summary>
    private ref struct Zip64Extra
    {
        private const ushort Id = 1;

        private ReadOnlySpan<byte> _values;

        public Zip64Extra(ReadOnlySpan<byte> extra)
        {
            while (extra.Length >= 4)
            {
                ushort id = UInt16(extra), length = UInt16(extra[2..]);
                if (length > extra.Length - 4)
                    throw new InvalidDataException("its archive's directory is broken");
                if (id == Id)
                    _values = extra.Slice(4, length);
                extra = extra[(4 + length)..];
            }
        }

        public void Replace(ref ulong value)
        {
            if (value != uint.MaxValue)
                return;
            if (_values.Length < sizeof(ulong))
                throw new InvalidDataException("its archive's directory lacks a 64-bit size");
            value = UInt64(_values);
            _values = _values[sizeof(ulong)..];
        }
    }
}
