using System.Buffers.Binary;
using OpenCvSharp;

namespace RealtimeCnn.CameraCapture;

/// <summary>How a TIFF file's colours and its alpha belong together.</summary>
internal enum TiffAlpha
{
    /// <summary>There is none, or the colours do not depend on it.</summary>
    None,

    /// <summary>The colours are multiplied by it.</summary>
    Premultiplied,
}

/// <summary>
/// What a TIFF file's first directory says of alpha. libtiff multiplies colours by it, here as elsewhere alpha is left away and colours are
/// what they are. Stateless: any thread.
/// </summary>
internal static class TiffFile
{
    private const int BitsPerSample = 258, Photometric = 262, SamplesPerPixel = 277, Planar = 284, TileWidth = 322, ExtraSamples = 338;
    private const int SampleFormat = 339, DngVersion = 50706;
    private const int Cmyk = 5, FirstLab = 8, LastLab = 10, FloatingPoint = 3, Separately = 2;
    private const ushort Premultiplied = 1, Separate = 2;

    public static bool IsOne(ReadOnlySpan<byte> file) =>
        file.Length > 8 && (file.StartsWith("II"u8) || file.StartsWith("MM"u8)) && Word(file, 2, IsBig(file)) is 42 or 43;

    /// <summary>Has libtiff leave colours alone that are not multiplied by their alpha: it is told that they are already.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="alpha">What is to be done with the decoded picture.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? Tidy(Span<byte> file, out TiffAlpha alpha)
    {
        alpha = TiffAlpha.None;
        bool isBig = IsBig(file), isLong = Word(file, 2, isBig) == 43; // BigTIFF: eight bytes where there were four
        int entryBytes = isLong ? 20 : 12, countBytes = isLong ? 8 : 2;
        ulong start = isLong && file.Length < 16 ? ulong.MaxValue : Offset(file[(isLong ? 8 : 4)..], isLong, isBig);
        if (start > (ulong)(file.Length - countBytes))
            return "is cut off";
        int at = (int)start;
        ulong entries = isLong ? Offset(file[at..], isLong, isBig) : Word(file, at, isBig);
        at += countBytes;
        int photometric = 0, channels = 1, bits = 8;
        bool isSeparate = false, isTiled = false;
        for (ulong i = 0; i < entries && file.Length - at >= entryBytes; i++, at += entryBytes)
        {
            int tag = Word(file, at, isBig);
            if (tag == DngVersion)
                return ForeignFormat.Raw;
            int value = at + (isLong ? 12 : 8);
            if (tag == SampleFormat && FirstWord(file, value, isLong, isBig) == FloatingPoint)
                return "is TIFF, of floating-point values" + ForeignFormat.Convert;
            if (tag == Photometric)
                photometric = Word(file, value, isBig);
            if (tag == SamplesPerPixel)
                channels = Word(file, value, isBig);
            if (tag == BitsPerSample)
                bits = FirstWord(file, value, isLong, isBig);
            isSeparate |= tag == Planar && Word(file, value, isBig) == Separately;
            isTiled |= tag == TileWidth;
            if (tag != ExtraSamples)
                continue;
            ushort meaning = Word(file, value, isBig);
            if (meaning == Premultiplied)
                alpha = TiffAlpha.Premultiplied;
            if (meaning == Separate)
                file[isBig ? value + 1 : value] = (byte)Premultiplied;
        }
        string? kind = photometric switch // what OpenCV refuses, or shows in other colours
        {
            Cmyk when channels > 4 => "of CMYK and alpha",
            >= FirstLab and <= LastLab => "of CIE L*a*b* colours",
            _ when isSeparate && isTiled && channels > 1 => "of tiles with each colour apart",
            <= 1 when bits is 2 or 4 => $"of {bits} bits of grey",
            _ => null,
        };
        return kind is null ? null : $"is TIFF, {kind}" + ForeignFormat.Convert;
    }

    /// <summary>The colours before they were multiplied by alpha. The caller disposes it.</summary>
    /// <param name="picture">As decoded.</param>
    /// <returns>Null where there is no alpha.</returns>
    public static unsafe Mat? WithoutAlpha(Mat picture)
    {
        if (picture.Channels() != 4)
            return null;
        using var bytes = new Mat();
        picture.ConvertTo(bytes, MatType.CV_8UC4, picture.Depth() == MatType.CV_16U ? 1 / 257.0 : 1);
        (int width, int height) = (picture.Cols, picture.Rows);
        Mat colours = new(height, width, MatType.CV_8UC3);
        for (int y = 0; y < height; y++)
        {
            byte* from = (byte*)bytes.Ptr(y), to = (byte*)colours.Ptr(y);
            for (int x = 0; x < width; x++, from += 4, to += 3)
            {
                int alpha = from[3];
                for (int i = 0; i < 3; i++)
                    to[i] = alpha is 0 or 255 ? from[i] : (byte)Math.Min(255 * from[i] / alpha, 255);
            }
        }
        return colours;
    }

    // One for each channel: more than fit are elsewhere in the file, and the entry says where.
    private static ushort FirstWord(ReadOnlySpan<byte> file, int value, bool isLong, bool isBig)
    {
        int bytes = isLong ? 8 : 4;
        ulong count = Offset(file[(value - bytes)..], isLong, isBig);
        ulong at = count <= (ulong)bytes / 2 ? (ulong)value : Offset(file[value..], isLong, isBig);
        return at <= (ulong)(file.Length - 2) ? Word(file, (int)at, isBig) : (ushort)0;
    }

    private static bool IsBig(ReadOnlySpan<byte> file) => file[0] == 'M';

    private static ushort Word(ReadOnlySpan<byte> file, int at, bool isBig) =>
        isBig ? BinaryPrimitives.ReadUInt16BigEndian(file[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);

    private static ulong Offset(ReadOnlySpan<byte> at, bool isLong, bool isBig) => (isLong, isBig) switch
    {
        (true, true) => BinaryPrimitives.ReadUInt64BigEndian(at),
        (true, false) => BinaryPrimitives.ReadUInt64LittleEndian(at),
        (false, true) => BinaryPrimitives.ReadUInt32BigEndian(at),
        (false, false) => BinaryPrimitives.ReadUInt32LittleEndian(at),
    };
}
