using Google.Protobuf.Reflection;

namespace RealtimeCnn.Tests;

/// <summary>
/// A protobuf message as it lies in a file, to be changed in every way that the encoding allows and no library writes: fields twice, in two
/// parts, in other encodings, with numbers that are too long.
/// </summary>
internal sealed class WireTree
{
    private static readonly ulong[] Numbers =
    [
        0, 1, 2, 3, 7, 16, 17, 127, 128, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1ul << 32, (1ul << 32) + 1, (1ul << 32) + 2, 1ul << 63,
        ulong.MaxValue, ulong.MaxValue << 32,
    ];

    private static readonly string[] Texts =
    [
        "location", "location", "offset", "length", "checksum", "w.bin", "sub/w.bin", "./w.bin", "../secret.bin", "/etc/passwd", "hard.bin",
        "link.bin", "linked/w.bin", "gone.bin", "w.bin\0", "w.bin ", "0", "4", "96", "100", "-1", "99999999999999999999", "", "f", "g",
        "a.b", "ai.onnx", "If",
    ];

    private readonly List<Field> _fields = [];

    /// <summary>Takes a message apart.</summary>
    /// <param name="bytes">As a library wrote it.</param>
    /// <param name="descriptor">Its type; null for one whose fields are not looked into.</param>
    public WireTree(ReadOnlySpan<byte> bytes, MessageDescriptor? descriptor)
    {
        while (bytes.Length > 0)
        {
            ulong tag = Number(ref bytes);
            int number = (int)(tag >> 3), type = (int)(tag & 7);
            Field field = new(number, type);
            if (type == 0)
                field.Value = Number(ref bytes);
            else
            {
                int length = type == 1 ? 8 : type == 5 ? 4 : (int)Number(ref bytes);
                FieldDescriptor? known = descriptor?.FindFieldByNumber(number);
                if (type == 2 && known?.FieldType == FieldType.Message)
                    field.Inner = new WireTree(bytes[..length], known.MessageType);
                else
                    field.Bytes = bytes[..length].ToArray();
                bytes = bytes[length..];
            }
            _fields.Add(field);
        }
    }

    private WireTree()
    {
    }

    /// <summary>Changes something somewhere.</summary>
    public void Change(Random random)
    {
        List<WireTree> all = [];
        Collect(all);
        WireTree chosen = all[random.Next(all.Count)];
        if (chosen._fields.Count == 0)
            return;
        chosen.ChangeHere(random, all[random.Next(all.Count)]);
    }

    /// <summary>The message's bytes.</summary>
    public byte[] ToBytes()
    {
        List<byte> bytes = [];
        foreach (Field field in _fields)
        {
            Write(bytes, (((ulong)field.Number << 3) | (uint)field.Type) + field.TagExcess, field.TagPadding);
            if (field.Type == 0)
                Write(bytes, field.Value, field.Padding, field.LastByte);
            if (field.Type is 1 or 5)
                bytes.AddRange(field.Payload().Concat(new byte[8]).Take(field.Type == 1 ? 8 : 4));
            if (field.Type != 2)
                continue;
            byte[] payload = field.Payload();
            Write(bytes, (ulong)payload.Length + field.LengthExcess, field.Padding, field.LastByte);
            bytes.AddRange(payload);
        }
        return [.. bytes];
    }

    private void ChangeHere(Random random, WireTree other)
    {
        int index = random.Next(_fields.Count);
        Field field = _fields[index];
        switch (random.Next(16))
        {
            case 0: _fields.Insert(random.Next(_fields.Count + 1), field.Copy()); break;
            case 1: _fields.RemoveAt(index); break;
            case 2: _fields.Add(field); _fields.RemoveAt(index); break;
            case 3: other._fields.Insert(random.Next(other._fields.Count + 1), field.Copy()); break;
            case 4 when field.Inner is { } inner: // in two parts, which a parser joins
                Field rest = field.Copy();
                int at = random.Next(inner._fields.Count + 1);
                rest.Inner!._fields.RemoveRange(0, at);
                inner._fields.RemoveRange(at, inner._fields.Count - at);
                _fields.Insert(index + 1, rest);
                break;
            case 5: field.Type = new[] { 0, 1, 2, 3, 4, 5 }[random.Next(6)]; break;
            case 6: field.Number = random.Next(1, 26); break;
            case 7: field.TagExcess = (ulong)random.Next(1, 4) << 32; break;
            case 8: field.TagPadding = random.Next(1, 9); break;
            case 9: field.Padding = random.Next(1, 10); break;
            case 10: (field.Padding, field.LastByte) = (9, (byte)random.Next(128)); break;
            case 11: field.LengthExcess = random.Next(2) == 0 ? 1ul << 32 : Numbers[random.Next(Numbers.Length)]; break;
            case 12 or 13 when field.Type == 0:
                field.Value = random.Next(2) == 0 ? Numbers[random.Next(Numbers.Length)] : field.Value + (1ul << 32);
                break;
            case 12 or 13 or 14 when field.Inner is null:
                field.Bytes = System.Text.Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]);
                if (random.Next(8) == 0)
                    field.Bytes = [.. field.Bytes, 0xFF];
                break;
            default: // one that nobody knows, or that others write packed
                _fields.Insert(index, new Field(random.Next(2) == 0 ? field.Number : 100, random.Next(2) * 2)
                {
                    Value = Numbers[random.Next(Numbers.Length)],
                    Bytes = new byte[random.Next(4)],
                });
                break;
        }
    }

    private void Collect(List<WireTree> all)
    {
        all.Add(this);
        foreach (Field field in _fields)
            field.Inner?.Collect(all);
    }

    private static ulong Number(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }

    // Padding: groups of seven zero bits behind the number. The last byte of ten has room for one bit; others are lost.
    private static void Write(List<byte> bytes, ulong value, int padding, byte last = 0)
    {
        int start = bytes.Count;
        do
        {
            bytes.Add((byte)(value & 0x7F | 0x80));
            value >>= 7;
        }
        while (value > 0);
        while (padding-- > 0 && bytes.Count - start < 10)
            bytes.Add(0x80);
        bytes[^1] &= 0x7F;
        bytes[^1] |= bytes.Count - start == 10 ? last : (byte)0;
    }

    private sealed class Field(int number, int type)
    {
        public int Number { get; set; } = number;
        public int Type { get; set; } = type;
        public ulong Value { get; set; }
        public byte[] Bytes { get; set; } = [];
        public WireTree? Inner { get; set; }
        public ulong TagExcess { get; set; }
        public int TagPadding { get; set; }
        public int Padding { get; set; }
        public byte LastByte { get; set; }
        public ulong LengthExcess { get; set; }

        public byte[] Payload() => Inner?.ToBytes() ?? Bytes;

        public Field Copy()
        {
            Field copy = (Field)MemberwiseClone();
            if (Inner is null)
                return copy;
            copy.Inner = new WireTree();
            copy.Inner._fields.AddRange(Inner._fields.Select(field => field.Copy()));
            return copy;
        }
    }
}
