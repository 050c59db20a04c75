using System.Buffers.Binary;

namespace RealtimeCnn;

/// <summary>CRC-32 as zip files use it (reflected polynomial 0xEDB88320), eight bytes a step with eight tables ("slicing by 8").</summary>
internal static class Crc32
{
    private const int Slices = 8;

    private static readonly uint[][] s_tables = MakeTables();

    /// <summary>Continues a checksum; begin with 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc, high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = s_tables[7][low & 0xFF] ^ s_tables[6][(low >> 8) & 0xFF] ^ s_tables[5][(low >> 16) & 0xFF] ^ s_tables[4][low >> 24]
                ^ s_tables[3][high & 0xFF] ^ s_tables[2][(high >> 8) & 0xFF] ^ s_tables[1][(high >> 16) & 0xFF] ^ s_tables[0][high >> 24];
        }
        foreach (byte b in bytes)
            crc = (crc >> 8) ^ s_tables[0][(crc ^ b) & 0xFF];
        return ~crc;
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
