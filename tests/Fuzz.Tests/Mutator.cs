using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace RealtimeCnn.FuzzTests;

/// <summary>
/// Damages bytes at random, the same for the same seed. It knows no format: it flips, inserts, repeats and takes out, puts numbers that
/// matter where numbers are, binary or decimal, and puts in pieces of other inputs.
/// </summary>
internal sealed class Mutator(int seed)
{
    /// <summary>Longest input that it makes: longer ones hold the same faults, but not as many a second.</summary>
    public const int MaxLength = 8 << 10;

    private static readonly long[] Interesting =
    [
        0, 1, 2, 3, 7, 8, 16, 64, 127, 128, 255, 256, 1000, 4096, short.MaxValue, short.MaxValue + 1, ushort.MaxValue, ushort.MaxValue + 1,
        1 << 24, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32, (1L << 32) + 1, long.MaxValue / 8, long.MaxValue, long.MinValue, -1, -2,
    ];

    private readonly Random _random = new(seed);

    /// <summary>Makes an input out of one, and pieces of another.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        List<byte> bytes = [.. input];
        for (int i = 1 << _random.Next(5); i > 0; i--)
            Change(bytes, other);
        if (bytes.Count > MaxLength)
            bytes.RemoveRange(MaxLength, bytes.Count - MaxLength);
        return [.. bytes];
    }

    /// <summary>A number from 0 on, below a limit.</summary>
    public int Next(int limit) => _random.Next(limit);

    private void Change(List<byte> bytes, byte[] other)
    {
        int at = _random.Next(bytes.Count + 1), rest = bytes.Count - at;
        int few = Math.Min(rest, _random.Next(1, _random.Next(4) == 0 ? 200 : 9));
        switch (_random.Next(10))
        {
            case 0 when rest > 0: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1 when rest > 0: bytes[at] = (byte)_random.Next(256); break;
            case 2 when rest > 0: bytes[at] += (byte)_random.Next(-16, 17); break;
            case 3: PutNumber(bytes, at); break;
            case 4: PutDecimal(bytes, at); break;
            case 5: bytes.RemoveRange(at, few); break;
            case 6: bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(at, few)); break;
            case 7: Repeat(bytes, at); break;
            case 8: Splice(bytes, at, other); break;
            default: bytes.Insert(at, (byte)_random.Next(256)); break;
        }
    }

    private void PutNumber(List<byte> bytes, int at)
    {
        Span<byte> number = stackalloc byte[8];
        long value = _random.Next(4) == 0 ? bytes.Count : Interesting[_random.Next(Interesting.Length)];
        int length = 1 << _random.Next(4);
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        if (_random.Next(2) == 0)
            number[..length].Reverse(); // big-endian
        for (int i = 0; i < length && at + i < bytes.Count; i++)
            bytes[at + i] = number[i];
    }

    // The digits from here on, or if there are none some more.
    private void PutDecimal(List<byte> bytes, int at)
    {
        int from = bytes.FindIndex(at, one => char.IsAsciiDigit((char)one));
        if (from < 0)
            from = at;
        int to = from;
        while (to < bytes.Count && char.IsAsciiDigit((char)bytes[to]))
            to++;
        bytes.RemoveRange(from, to - from);
        string value = Interesting[_random.Next(Interesting.Length)].ToString(CultureInfo.InvariantCulture);
        bytes.InsertRange(from, Encoding.ASCII.GetBytes(value));
    }

    // One byte many times: what readers do with long runs.
    private void Repeat(List<byte> bytes, int at)
    {
        if (at < bytes.Count && bytes.Count < MaxLength)
            bytes.InsertRange(at, Enumerable.Repeat(bytes[at], 1 << _random.Next(_random.Next(50) == 0 ? 15 : 6)));
    }

    private void Splice(List<byte> bytes, int at, byte[] other)
    {
        int from = _random.Next(other.Length + 1);
        int length = Math.Min(other.Length - from, _random.Next(1, _random.Next(4) == 0 ? other.Length + 2 : 33));
        ReadOnlySpan<byte> piece = other.AsSpan(from, length);
        if (_random.Next(2) == 0)
            bytes.RemoveRange(at, Math.Min(length, bytes.Count - at));
        bytes.InsertRange(at, piece.ToArray());
    }
}
