using System.Buffers.Binary;
using System.Text;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Hands pictures with their times to another program: Matroska (RFC 9559) with one uncompressed track, one cluster for each picture, its
/// times in milliseconds. One thread; writing allocates nothing.
/// </summary>
internal sealed class MatroskaPictures
{
    private const int IdLength = 4, SizeLength = 8, NumberLength = 8, BlockHead = 4;
    private const int TimeLength = 1 + SizeLength + NumberLength;
    private const int Head = IdLength + SizeLength + TimeLength + 1 + SizeLength + BlockHead;

    private readonly Stream _to;
    private readonly int _rowLength;
    private readonly byte[] _cluster;

    /// <summary>Writes the beginning.</summary>
    public MatroskaPictures(Stream to, int width, int height)
    {
        (_to, _rowLength) = (to, width * 4);
        _cluster = new byte[Head + _rowLength * height];
        byte[] video = [.. Element([0xB0], Number(width)), .. Element([0xBA], Number(height)), .. Element([0x2E, 0xB5, 0x24], "BGRA"u8)];
        byte[] track =
        [
            .. Element([0xD7], Number(1)), .. Element([0x73, 0xC5], Number(1)), .. Element([0x83], Number(1)), // number, UID, type: video
            .. Element([0x86], Encoding.ASCII.GetBytes("V_UNCOMPRESSED")), .. Element([0xE0], video),
        ];
        _to.Write(Element([0x1A, 0x45, 0xDF, 0xA3], Element([0x42, 0x82], "matroska"u8))); // EBML, DocType
        _to.Write([0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]); // Segment of unknown length
        _to.Write(Element([0x16, 0x54, 0xAE, 0x6B], Element([0xAE], track))); // Tracks, TrackEntry
    }

    /// <exception cref="IOException">Nobody reads any more.</exception>
    public unsafe void Write(BgraCanvas picture, long milliseconds)
    {
        Span<byte> left = _cluster;
        left = Put(left, [0x1F, 0x43, 0xB6, 0x75], _cluster.Length - IdLength - SizeLength);
        left = Put(left, [0xE7], NumberLength); // Timestamp
        BinaryPrimitives.WriteInt64BigEndian(left, milliseconds);
        left = Put(left[NumberLength..], [0xA3], left.Length - NumberLength - 1 - SizeLength); // SimpleBlock
        ((ReadOnlySpan<byte>)[0x81, 0, 0, 0x80]).CopyTo(left); // track 1, no offset, a key frame
        left = left[BlockHead..];
        for (int y = 0; y < picture.Height; y++)
            new ReadOnlySpan<byte>((byte*)picture.Pixels + (nint)y * picture.Stride, _rowLength).CopyTo(left[(y * _rowLength)..]);
        _to.Write(_cluster);
        _to.Flush();
    }

    private static byte[] Number(long value)
    {
        byte[] bytes = new byte[NumberLength];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Element(ReadOnlySpan<byte> id, ReadOnlySpan<byte> content)
    {
        byte[] element = new byte[id.Length + SizeLength + content.Length];
        content.CopyTo(Put(element, id, content.Length));
        return element;
    }

    // An id and a length in the form of eight bytes; what is left behind them.
    private static Span<byte> Put(Span<byte> at, ReadOnlySpan<byte> id, long length)
    {
        id.CopyTo(at);
        BinaryPrimitives.WriteInt64BigEndian(at[id.Length..], length | 1L << 56);
        return at[(id.Length + SizeLength)..];
    }
}
