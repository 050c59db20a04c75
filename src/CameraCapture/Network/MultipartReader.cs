using System.Buffers.Text;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Reads the parts of a <c>multipart/x-mixed-replace</c> body, which web cameras send: a picture each, without time stamps. The line that
/// divides them is taken from the body itself, since cameras write it otherwise than they announce it. One thread; blocks in the stream.
/// </summary>
/// <remarks>Without a library: those for multipart bodies make objects per part, and wait for the next part before they end one.</remarks>
internal sealed class MultipartReader(Stream body)
{
    /// <summary>Longest part, in bytes; a longer one ends the reading.</summary>
    public const int MaxPart = 64 << 20;

    private const int MaxLine = 8 << 10;
    private const int MaxStrayLines = 100_000;

    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly byte[] _divider = new byte[MaxLine];
    private int _dividerLength;
    private int _start;
    private int _end;

    /// <summary>Reads the next part.</summary>
    /// <param name="into">The part; grown where it is too small, otherwise used again.</param>
    /// <returns>Length of the part in bytes; below 0 if the body ended, or is none of its kind.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public int Read(ref byte[] into)
    {
        if (!SkipDivider() || !ReadHeader(out int length))
            return -1;
        return length >= 0 ? ReadExactly(ref into, length) : ReadUntilDivider(ref into);
    }

    private bool SkipDivider()
    {
        for (int stray = 0; stray < MaxStrayLines; stray++)
        {
            if (!ReadLine(out ReadOnlySpan<byte> line))
                return false;
            bool isDivider = _dividerLength == 0 ? line.StartsWith("--"u8) && line.Length > 2 : line.SequenceEqual(Divider);
            if (!isDivider)
                continue;
            line.CopyTo(_divider);
            _dividerLength = line.Length;
            return true;
        }
        return false;
    }

    private ReadOnlySpan<byte> Divider => _divider.AsSpan(0, _dividerLength);

    // Length is -1 where the header states none.
    private bool ReadHeader(out int length)
    {
        length = -1;
        for (int lines = 0; lines < 100; lines++)
        {
            if (!ReadLine(out ReadOnlySpan<byte> line))
                return false;
            if (line.IsEmpty)
                return length <= MaxPart;
            int colon = line.IndexOf((byte)':');
            if (colon < 0 || !System.Text.Ascii.EqualsIgnoreCase(line[..colon].Trim((byte)' '), "content-length"u8))
                continue;
            ReadOnlySpan<byte> value = line[(colon + 1)..].Trim((byte)' ');
            if (Utf8Parser.TryParse(value, out int stated, out int used) && used == value.Length && stated > 0)
                length = stated;
        }
        return false;
    }

    private int ReadExactly(ref byte[] into, int length)
    {
        EnsureLength(ref into, length, keep: 0);
        int have = Math.Min(_end - _start, length);
        _buffer.AsSpan(_start, have).CopyTo(into);
        _start += have;
        int got = body.ReadAtLeast(into.AsSpan(have, length - have), length - have, throwOnEndOfStream: false);
        return have + got == length ? length : -1;
    }

    // Ends a JPEG at its own end: the divider behind it may come with the next picture only. What else is there ends at the divider.
    private int ReadUntilDivider(ref byte[] into)
    {
        int length = 0;
        JpegWalk walk = default;
        while (true)
        {
            int have = _end - _start;
            EnsureLength(ref into, length + have, keep: length);
            _buffer.AsSpan(_start, have).CopyTo(into.AsSpan(length));
            length += have;
            _start = _end;
            ReadOnlySpan<byte> part = into.AsSpan(0, length);
            int end = walk.Find(part);
            if (walk.IsBroken)
                end = part.IndexOf(Divider);
            if (end >= 0)
            {
                _start = _end - (length - end);
                return end;
            }
            if (length > MaxPart || !Fill())
                return -1;
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

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        int read = body.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
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
