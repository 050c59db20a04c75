using System.Buffers.Binary;
using System.Numerics;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// BMP of 16 bits a pixel, of bit fields and of runs, as Microsoft's description of BITMAPV5HEADER and of its compression defines them.
/// OpenCV takes such files for damaged where their header is a long one, and leaves the brightest of 16 bits at 248. Other kinds of BMP are
/// left to it. Stateless: any thread.
/// </summary>
internal static class BitmapFile
{
    private const string CutOff = "is cut off", Damaged = "is damaged or no image";
    private const int FileHeader = 14, ShortHeader = 40, Plain = 0, Runs8 = 1, Runs4 = 2, BitFields = 3, AlphaBitFields = 6;

    public static bool IsOne(ReadOnlySpan<byte> file)
    {
        if (file.Length < FileHeader + ShortHeader || !file.StartsWith("BM"u8) || Number(file, 14) is < ShortHeader or > 1024)
            return false;
        return (Bits(file), Compression(file)) switch
        {
            (16, Plain or BitFields or AlphaBitFields) or (32, BitFields or AlphaBitFields) => true,
            (8, Runs8) or (4, Runs4) => true,
            _ => false,
        };
    }

    /// <summary>Decodes a file as BGR8, alpha left away; sets the frame's truth to null.</summary>
    /// <returns>Null; or what is missing, wrong or too large, to be said behind the file's name, the frame untouched.</returns>
    public static string? Read(ReadOnlySpan<byte> file, Frame into)
    {
        int width = Number(file, 18), stated = Number(file, 22), pixelsAt = Number(file, 10);
        long height = Math.Abs((long)stated);
        if (width < 1 || height < 1)
            return Damaged;
        if (width > Frame.MaxDimension || height > Frame.MaxDimension)
            return $"has {width} x {height} pixels; at most {Frame.MaxDimension} each way are supported";
        if (pixelsAt < FileHeader + ShortHeader)
            return Damaged;
        if (pixelsAt >= file.Length)
            return CutOff;
        bool isTopDown = stated < 0;
        return Compression(file) is Runs8 or Runs4
            ? ReadRuns(file, file[pixelsAt..], width, (int)height, into)
            : ReadFields(file, file[pixelsAt..], width, (int)height, isTopDown, into);
    }

    private static string? ReadFields(ReadOnlySpan<byte> file, ReadOnlySpan<byte> pixels, int width, int height, bool isTopDown, Frame into)
    {
        int bytes = Bits(file) / 8, stride = (width * bytes + 3) / 4 * 4;
        if (Compression(file) != Plain && file.Length < FileHeader + ShortHeader + 12)
            return CutOff;
        Field red = new(0x7C00), green = new(0x3E0), blue = new(0x1F);
        if (Compression(file) != Plain) // behind a short header, or where a long one has them: the same place
            (red, green, blue) = (new((uint)Number(file, 54)), new((uint)Number(file, 58)), new((uint)Number(file, 62)));
        if (!red.IsValid || !green.IsValid || !blue.IsValid)
            return Damaged;
        if (pixels.Length < (long)stride * (height - 1) + width * bytes)
            return CutOff;
        into.Reshape(width, height, PixelFormat.Bgr8);
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> from = pixels[((isTopDown ? y : height - 1 - y) * stride)..];
            Span<byte> to = into.Row(y);
            for (int x = 0; x < width; x++)
            {
                uint value = bytes == 2
                    ? BinaryPrimitives.ReadUInt16LittleEndian(from[(2 * x)..])
                    : BinaryPrimitives.ReadUInt32LittleEndian(from[(4 * x)..]);
                (to[3 * x], to[3 * x + 1], to[3 * x + 2]) = (blue.Of(value), green.Of(value), red.Of(value));
            }
        }
        into.Truth = null;
        return null;
    }

    // Runs lie from the bottom up. What is outside the picture is left away, what is left out is the palette's first colour.
    private static string? ReadRuns(ReadOnlySpan<byte> file, ReadOnlySpan<byte> runs, int width, int height, Frame into)
    {
        bool isNibbles = Compression(file) == Runs4;
        int most = isNibbles ? 16 : 256, used = Number(file, 46), start = FileHeader + Number(file, 14);
        int colours = used is > 0 and <= 256 ? used : most;
        if (file.Length < start + 4 * colours)
            return CutOff;
        ReadOnlySpan<byte> palette = file.Slice(start, 4 * colours);
        byte[] indices = new byte[width * height];
        int x = 0, y = 0, at = 0;
        while (y < height)
        {
            if (at + 2 > runs.Length)
                return CutOff;
            (int count, int value) = (runs[at], runs[at + 1]);
            at += 2;
            if (count > 0)
            {
                for (int i = 0; i < count; i++)
                    Put(indices, isNibbles ? value >> (i % 2 == 0 ? 4 : 0) & 15 : value);
            }
            else if (value == 0)
                (x, y) = (0, y + 1);
            else if (value == 1)
                break;
            else if (value == 2)
            {
                if (at + 2 > runs.Length)
                    return CutOff;
                (x, y, at) = (x + runs[at], y + runs[at + 1], at + 2);
            }
            else
            {
                int bytes = isNibbles ? (value + 1) / 2 : value;
                if (at + bytes > runs.Length)
                    return CutOff;
                for (int i = 0; i < value; i++)
                    Put(indices, isNibbles ? runs[at + i / 2] >> (i % 2 == 0 ? 4 : 0) & 15 : runs[at + i]);
                at += (bytes + 1) / 2 * 2;
            }
        }
        into.Reshape(width, height, PixelFormat.Bgr8);
        for (int row = 0; row < height; row++)
        {
            ReadOnlySpan<byte> from = indices.AsSpan((height - 1 - row) * width, width);
            Span<byte> to = into.Row(row);
            for (int i = 0; i < width; i++)
            {
                if (from[i] < colours)
                    palette.Slice(4 * from[i], 3).CopyTo(to[(3 * i)..]);
                else
                    to.Slice(3 * i, 3).Clear();
            }
        }
        into.Truth = null;
        return null;

        void Put(byte[] indices, int index)
        {
            if (x < width)
                indices[y * width + x++] = (byte)index;
        }
    }

    private static int Number(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file[at..]);

    private static int Bits(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadUInt16LittleEndian(file[28..]);

    private static int Compression(ReadOnlySpan<byte> file) => Number(file, 30);

    // The bits of a pixel that are one colour's, which must lie side by side.
    private readonly record struct Field(uint Mask)
    {
        private readonly int _shift = BitOperations.TrailingZeroCount(Mask);
        private readonly uint _most = Mask == 0 ? 0 : Mask >> BitOperations.TrailingZeroCount(Mask);

        public bool IsValid => Mask != 0 && BitOperations.IsPow2((ulong)_most + 1);

        // Rounded down, as Pillow does.
        public byte Of(uint pixel) => (byte)((ulong)((pixel & Mask) >> _shift) * 255 / _most);
    }
}
