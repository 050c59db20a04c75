using System.Buffers.Text;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Reads the parts of a <c>multipart/x-mixed-replace</c> body, which web cameras send: a picture each, without time stamps. The line that
/// divides them is taken from the body itself, since cameras write it otherwise than they announce it, and a stated length is believed only
/// where the picture does not say otherwise. One thread; blocks in the stream.
/// </summary>
/// <remarks>Without a library: those for multipart bodies make objects per part, and wait for the next part before they end one.</remarks>
internal sealed class MultipartReader(Stream body)
{
    /// <summary>Longest part, in bytes; a longer one ends the reading, and so do that many bytes outside of parts.</summary>
    public const int MaxPart = 64 << 20;

    /// <summary>Longest head of a part, in bytes; a longer one ends the reading.</summary>
    public const int MaxHead = 64 << 10;

    private const int MaxLine = 8 << 10;
    private const int Chunk = 64 << 10;

    private readonly byte[] _buffer = new byte[Chunk + 2 * MaxLine];
    private readonly byte[] _divider = new byte[MaxLine];
    private int _dividerLength;
    private int _start;
    private int _end;

    /// <summary>Why the reading ended before the body did, for a user; null if it did not.</summary>
    public string? Fault { get; private set; }

    private ReadOnlySpan<byte> Divider => _divider.AsSpan(0, _dividerLength);

    /// <summary>Reads the next part; the last one may be cut off with the connection.</summary>
    /// <param name="into">The part; grown where it is too small, otherwise used again.</param>
    /// <returns>Length of the part in bytes; below 0 if there is none any more: see <see cref="Fault"/>.</returns>
    public int Read(ref byte[] into) => SkipDivider() && ReadHead(out int length) ? ReadPart(ref into, length) : -1;

    private bool SkipDivider()
    {
        for (long stray = 0; stray <= MaxPart;)
        {
            if (!ReadLine(out ReadOnlySpan<byte> line))
                return false;
            stray += line.Length + 1;
            bool isDivider = _dividerLength == 0 ? line.StartsWith("--"u8) && line.Length > 2 : line.EndsWith(Divider);
            if (!isDivider)
                continue;
            if (_dividerLength == 0)
            {
                line.CopyTo(_divider);
                _dividerLength = line.Length;
            }
            return true;
        }
        Fault = StreamFault.NoVideo;
        return false;
    }

    // Length is -1 where the head states none that could be one.
    private bool ReadHead(out int length)
    {
        length = -1;
        for (int read = 0; read <= MaxHead;)
        {
            if (!ReadLine(out ReadOnlySpan<byte> line))
                return false;
            if (line.IsEmpty)
                return true;
            read += line.Length + 1;
            int colon = line.IndexOf((byte)':');
            if (colon < 0 || !System.Text.Ascii.EqualsIgnoreCase(line[..colon].Trim((byte)' '), "content-length"u8))
                continue;
            ReadOnlySpan<byte> value = line[(colon + 1)..].Trim((byte)' ').TrimStart((byte)'0');
            if (value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
                continue;
            if (!Utf8Parser.TryParse(value, out length, out _) || length > MaxPart)
            {
                Fault = StreamFault.LargePart;
                return false;
            }
        }
        Fault = StreamFault.LongPartHead;
        return false;
    }

    // A JPEG ends at its own end: what divides may come with the next picture only. What is cut off or something else ends at its stated
    // length, or where the next part begins.
    private int ReadPart(ref byte[] into, int stated)
    {
        int length = 0;
        int searched = 0;
        JpegWalk walk = default;
        while (length <= MaxPart)
        {
            int have = _end - _start;
            EnsureLength(ref into, length + have, keep: length);
            _buffer.AsSpan(_start, have).CopyTo(into.AsSpan(length));
            length += have;
            _start = _end;
            ReadOnlySpan<byte> part = into.AsSpan(0, length);
            int end = walk.Find(part);
            // What lies behind must fit where it is taken back to: a picture may turn out to be damaged long after its stated length.
            if (end < 0 && stated > 0 && length >= stated && length - stated <= _buffer.Length
                && (walk.IsBroken || part[stated..].StartsWith("\n"u8) || part[stated..].StartsWith("\r\n"u8)
                    || part[stated..].StartsWith(Divider)))
                end = stated;
            ReadOnlySpan<byte> picture = end < 0 ? part : part[..end];
            if (IndexOfDivider(picture, Math.Min(searched, picture.Length)) is var divider and >= 0)
                end = divider;
            if (end >= 0)
            {
                part[end..].CopyTo(_buffer);
                (_start, _end) = (0, length - end);
                return end;
            }
            searched = Math.Max(0, length - _dividerLength);
            if (!Fill())
                return length > 0 ? length : -1;
        }
        Fault = StreamFault.LargePart;
        return -1;
    }

    // A short one, which a picture may hold by chance, must stand on a line of its own.
    private int IndexOfDivider(ReadOnlySpan<byte> part, int from)
    {
        while (true)
        {
            int at = part[from..].IndexOf(Divider);
            if (at < 0)
                return -1;
            at += from;
            bool isLine = at + _dividerLength < part.Length && part[at + _dividerLength] is (byte)'\r' or (byte)'\n';
            if (isLine && (_dividerLength > 5 || at == 0 || part[at - 1] == '\n'))
                return at;
            from = at + 1;
        }
    }

    // Without the line's end; valid until the next call. One that does not end is picture data and comes in pieces.
    private bool ReadLine(out ReadOnlySpan<byte> line)
    {
        line = default;
        int searched = 0;
        while (true)
        {
            int feed = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            searched = feed < 0 ? _end - _start : searched + feed;
            if (feed >= 0 || searched >= MaxLine)
            {
                searched = Math.Min(searched, MaxLine);
                line = _buffer.AsSpan(_start, searched).TrimEnd((byte)'\r');
                _start += feed >= 0 && _buffer[_start + searched] == '\n' ? searched + 1 : searched;
                return true;
            }
            if (!Fill())
                return false;
        }
    }

    // A connection that breaks is as good as one that ends. What is read leaves room for a divider that is taken back.
    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        try
        {
            int read = body.Read(_buffer.AsSpan(_end, Math.Min(Chunk, _buffer.Length - _end)));
            _end += read;
            return read > 0;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return false;
        }
    }

    private static void EnsureLength(ref byte[] array, int length, int keep)
    {
        if (array.Length >= length)
            return;
        byte[] longer = new byte[Math.Max(length, 2 * array.Length)];
        array.AsSpan(0, keep).CopyTo(longer);
        array = longer;
    }
}
