using System.Text;

namespace RealtimeCnn.ModelZoo;

/// <summary>How a protobuf field is encoded.</summary>
internal enum WireType
{
    /// <summary>A number of one to ten bytes.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length and as many bytes: text, bytes, packed numbers or a message.</summary>
    Bytes = 2,

    /// <summary>Four bytes.</summary>
    Fixed32 = 5,
}

/// <summary>
/// Walks over a protobuf file field by field, without loading it: payloads are stepped over unless asked for. Memory is one small
/// buffer whatever the file says. Format: https://protobuf.dev/programming-guides/encoding.
/// </summary>
internal sealed class ProtobufReader(UntrustedFile file)
{
    private const int BufferLength = 1 << 14;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly byte[] _buffer = new byte[BufferLength];
    private long _bufferStart;
    private int _bufferCount;

    /// <summary>Next byte to be read.</summary>
    public long Position { get; private set; }

    /// <summary>Number of the field that was read last.</summary>
    public int Field { get; private set; }

    /// <summary>Encoding of the field that was read last.</summary>
    public WireType Type { get; private set; }

    /// <summary>
    /// The number that a <see cref="WireType.Varint"/> field holds, or the length of a <see cref="WireType.Bytes"/> field's
    /// payload.
    /// </summary>
    public ulong Value { get; private set; }

    /// <summary>Reads up to a field's payload; numbers are read whole.</summary>
    /// <param name="end">Where the message ends.</param>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="InvalidDataException">It is no protobuf.</exception>
    public bool Next(long end)
    {
        if (Position == end)
            return false;
        ulong tag = Varint(end);
        if (tag > uint.MaxValue) // others cut it to 32 bits, and see another field
            throw new InvalidDataException($"byte {Position:N0} is no ONNX");
        Field = (int)(tag >> 3);
        Type = (WireType)(tag & 7);
        switch (Type)
        {
            case WireType.Varint:
                Value = Varint(end);
                break;
            case WireType.Bytes:
                Value = Varint(end);
                if (Value > (ulong)(end - Position))
                    throw new InvalidDataException($"a field at byte {Position:N0} reaches beyond what it belongs to");
                break;
            case WireType.Fixed32 or WireType.Fixed64:
                Position += Type == WireType.Fixed32 ? 4 : 8;
                if (Position > end)
                    throw new InvalidDataException($"a field before byte {Position:N0} reaches beyond what it belongs to");
                break;
            default:
                throw new InvalidDataException($"byte {Position:N0} is no ONNX");
        }
        return Field > 0 ? true : throw new InvalidDataException($"byte {Position:N0} is no ONNX");
    }

    /// <summary>Steps over the payload of the <see cref="WireType.Bytes"/> field that was read last.</summary>
    public void Skip() => Position += (long)Value;

    /// <summary>Reads the payload of the <see cref="WireType.Bytes"/> field that was read last.</summary>
    /// <exception cref="InvalidDataException">It is longer than allowed.</exception>
    public byte[] Payload(int maxLength)
    {
        if (Value > (ulong)maxLength)
        {
            throw new InvalidDataException(
                $"a name or description at byte {Position:N0} has {Value:N0} bytes, at most {maxLength:N0} are supported");
        }
        byte[] payload = file.Read(Position, (int)Value);
        Skip();
        return payload;
    }

    /// <summary>The same as text.</summary>
    /// <exception cref="InvalidDataException">It is longer than allowed, or no UTF-8, which each parser reads in its way.</exception>
    public string Text(int maxLength)
    {
        try
        {
            return StrictUtf8.GetString(Payload(maxLength));
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"a name before byte {Position:N0} is no UTF-8", e);
        }
    }

    /// <summary>The payload without stepping over it; null if it is longer than allowed.</summary>
    public byte[]? Peek(int maxLength) => Value <= (ulong)maxLength ? file.Read(Position, (int)Value) : null;

    /// <summary>Reads a number.</summary>
    public ulong Varint(long end)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (Position >= end)
                throw new InvalidDataException($"it ends within a number at byte {Position:N0}");
            byte next = Byte();
            if (shift == 63 && next > 1) // beyond 64 bits
                break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw new InvalidDataException($"a number before byte {Position:N0} is too long");
    }

    private byte Byte()
    {
        if (Position < _bufferStart || Position >= _bufferStart + _bufferCount)
        {
            _bufferStart = Position;
            _bufferCount = (int)Math.Min(BufferLength, file.Length - Position);
            file.Read(Position, _buffer.AsSpan(0, _bufferCount));
        }
        return _buffer[Position++ - _bufferStart];
    }
}
