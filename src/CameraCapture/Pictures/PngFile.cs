using System.Buffers.Binary;
using System.IO.Hashing;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Leaves of a PNG file what makes its pixels, so that libpng finds nothing to complain of on the console: colour profiles that it does not
/// like, texts, animations. Stateless: any thread.
/// </summary>
internal static class PngFile
{
    /// <summary>Bytes that <see cref="Tidy"/> may write behind the file's: an end.</summary>
    public const int Slack = 12;

    private const int BytesAround = 12; // length, type and check sum of a chunk

    public static bool IsOne(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n\u001A\n"u8]);

    /// <summary>Takes out what is not needed, and ends a file that lacks nothing but its end.</summary>
    /// <param name="buffer">The file, and <see cref="Slack"/> more.</param>
    /// <param name="length">The file's length; afterwards what to decode.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? Tidy(Span<byte> buffer, ref int length)
    {
        int at = 8, kept = 8;
        bool hasPixels = false;
        while (length - at >= BytesAround)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(buffer[at..]);
            ReadOnlySpan<byte> type = buffer.Slice(at + 4, 4);
            bool isPixels = type.SequenceEqual("IDAT"u8);
            if (size > length - at - BytesAround)
            {
                if (isPixels)
                    return "is cut off";
                break;
            }
            int whole = (int)size + BytesAround;
            hasPixels |= isPixels;
            bool isCritical = type[0] is >= (byte)'A' and <= (byte)'Z';
            if (isCritical || type.SequenceEqual("tRNS"u8) || type.SequenceEqual("eXIf"u8))
            {
                bool isIntact = Crc32.HashToUInt32(buffer.Slice(at + 4, (int)size + 4))
                    == BinaryPrimitives.ReadUInt32BigEndian(buffer[(at + whole - 4)..]);
                if (isCritical && !isIntact)
                    return "is damaged";
                if (isIntact)
                {
                    bool isEnd = type.SequenceEqual("IEND"u8);
                    buffer.Slice(at, whole).CopyTo(buffer[kept..]);
                    kept += whole;
                    if (isEnd)
                    {
                        length = kept;
                        return null;
                    }
                }
            }
            at += whole;
        }
        if (!hasPixels)
            return "is cut off";
        ReadOnlySpan<byte> end = [0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];
        end.CopyTo(buffer[kept..]);
        length = kept + end.Length;
        return null;
    }
}
