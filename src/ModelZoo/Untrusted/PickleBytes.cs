using System.Buffers.Binary;
using System.Text;

namespace RealtimeCnn.ModelZoo;

/// <summary>The operands of a pickle's instructions, read one after the other and never beyond the end.</summary>
/// <param name="bytes">Begins with the pickle; more may follow.</param>
internal ref struct PickleBytes(ReadOnlySpan<byte> bytes)
{
    private const int MaxNameLength = 256;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes were read.</summary>
    public int Position { get; private set; }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - Position)
            throw new InvalidDataException("its pickle ends too early or is too long");
        ReadOnlySpan<byte> taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>A length of eight bytes; one that no pickle has is negative.</summary>
    public int Length64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8)) is <= int.MaxValue and var length ? (int)length : -1;

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public object Long(int length)
    {
        long value = 0;
        ReadOnlySpan<byte> digits = Take(length);
        if (length > sizeof(long))
            return PickleOpaque.Integer;
        for (int i = length - 1; i >= 0; i--)
            value = i == length - 1 ? (sbyte)digits[i] : (value << 8) | digits[i];
        return value;
    }

    public string Text(int length)
    {
        try
        {
            return Utf8.GetString(Take(length));
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException("its pickle holds text that is not UTF-8", e);
        }
    }

    /// <summary>Python 2's text, which may as well be bytes.</summary>
    public object OldText(int length)
    {
        ReadOnlySpan<byte> text = Take(length);
        return System.Text.Unicode.Utf8.IsValid(text) ? Utf8.GetString(text) : PickleOpaque.Bytes;
    }

    public string Line()
    {
        int length = _bytes[Position..].IndexOf((byte)'\n');
        if (length is < 0 or > MaxNameLength)
            throw new InvalidDataException("its pickle holds a name without end");
        string line = Text(length);
        Take(1);
        return line;
    }
}
