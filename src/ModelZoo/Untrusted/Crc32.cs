using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// CRC-32 as zip files use it (reflected polynomial 0xEDB88320). Where the processor multiplies without carry, 64 bytes are folded a
/// step (Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009), so that half a
/// gigabyte of weights is checked in a fraction of a second; elsewhere eight bytes a step go through tables ("slicing by 8").
/// </summary>
internal static class Crc32
{
    private const int Slices = 8;
    private const int FoldedAtOnce = 64;

    private static readonly uint[][] s_tables = MakeTables();

    /// <summary>Continues a checksum; begin with 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        if (Pclmulqdq.IsSupported && bytes.Length >= 2 * FoldedAtOnce)
        {
            int folded = bytes.Length - (bytes.Length % FoldedAtOnce);
            crc = Fold(crc, bytes[..folded]);
            bytes = bytes[folded..];
        }
        return ~Slice(crc, bytes);
    }

    /// <summary>The same through tables alone.</summary>
    internal static uint AppendByTables(uint crc, ReadOnlySpan<byte> bytes) => ~Slice(~crc, bytes);

    // Four registers of 16 bytes run along the message. Shifting one by n bytes is a multiplication by x^(8n) modulo the
    // polynomial; what is left at the end, 16 bytes, has the message's remainder. The constants are those powers, bit-reflected:
    // for steps of 64 bytes x^(512+32) and x^(512-32), for steps of 16 bytes x^(128+32) and x^(128-32).
    private static uint Fold(uint crc, ReadOnlySpan<byte> bytes)
    {
        Vector128<ulong> by64 = Vector128.Create(0x1_5444_2BD4UL, 0x1_C6E4_1596), by16 = Vector128.Create(0x1_7519_97D0UL, 0xCCAA_009E);
        ReadOnlySpan<Vector128<ulong>> parts = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        Vector128<ulong> a = parts[0] ^ Vector128.CreateScalar((ulong)crc), b = parts[1], c = parts[2], d = parts[3];
        for (int i = 4; i < parts.Length; i += 4)
        {
            a = Shift(a, by64) ^ parts[i];
            b = Shift(b, by64) ^ parts[i + 1];
            c = Shift(c, by64) ^ parts[i + 2];
            d = Shift(d, by64) ^ parts[i + 3];
        }
        Vector128<ulong> rest = Shift(Shift(Shift(a, by16) ^ b, by16) ^ c, by16) ^ d;
        return Slice(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in rest)));
    }

    private static Vector128<ulong> Shift(Vector128<ulong> value, Vector128<ulong> powers) =>
        Pclmulqdq.CarrylessMultiply(value, powers, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, powers, 0x11);

    private static uint Slice(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc, high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = s_tables[7][low & 0xFF] ^ s_tables[6][(low >> 8) & 0xFF] ^ s_tables[5][(low >> 16) & 0xFF] ^ s_tables[4][low >> 24]
                ^ s_tables[3][high & 0xFF] ^ s_tables[2][(high >> 8) & 0xFF] ^ s_tables[1][(high >> 16) & 0xFF] ^ s_tables[0][high >> 24];
        }
        foreach (byte b in bytes)
            crc = (crc >> 8) ^ s_tables[0][(crc ^ b) & 0xFF];
        return crc;
    }

    // Table k holds the effect of a byte that k more bytes follow.
    private static uint[][] MakeTables()
    {
        uint[][] tables = new uint[Slices][];
        for (int k = 0; k < Slices; k++)
            tables[k] = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            tables[0][i] = crc;
        }
        for (int k = 1; k < Slices; k++)
        {
            for (int i = 0; i < 256; i++)
                tables[k][i] = (tables[k - 1][i] >> 8) ^ tables[0][tables[k - 1][i] & 0xFF];
        }
        return tables;
    }
}
