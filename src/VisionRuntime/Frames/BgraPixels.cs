using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RealtimeCnn;

/// <summary>Turns frames of every format into opaque BGRA. Stateless: any thread; allocates nothing.</summary>
internal static unsafe class BgraPixels
{
    private const uint OpaqueAlpha = 0xFF000000;

    /// <summary>Writes the upright picture of a frame.</summary>
    /// <param name="frame">Any format and transform.</param>
    /// <param name="target">First byte of the top row.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    public static void Copy(Frame frame, byte* target, int stride)
    {
        if (frame.IsOnGpu)
        {
            for (int y = 0; y < frame.UprightHeight; y++)
                new Span<uint>(target + (nint)y * stride, frame.UprightWidth).Fill(OpaqueAlpha);
            return;
        }
        if (frame.Transform.IsTurned)
        {
            CopyTurned(frame, target, stride);
            return;
        }
        MemoryAxis columns = frame.UprightColumns, rows = frame.UprightRows;
        for (int y = 0; y < rows.Length; y++)
        {
            var to = new Span<uint>(target + (nint)y * stride, columns.Length);
            Convert(frame, rows.At(y), columns.Start, to);
            if (columns.IsReversed)
                to.Reverse();
        }
    }

    // Rows in memory are columns of the picture: tile by tile, so that neither side leaves the cache.
    private static void CopyTurned(Frame frame, byte* target, int stride)
    {
        const int Tile = 16;
        MemoryAxis columns = frame.UprightColumns, rows = frame.UprightRows;
        uint* tile = stackalloc uint[Tile * Tile];
        for (int left = 0; left < columns.Length; left += Tile)
        {
            int width = Math.Min(columns.Length - left, Tile);
            for (int top = 0; top < rows.Length; top += Tile)
            {
                int height = Math.Min(rows.Length - top, Tile), start = rows.FirstOf(top, height);
                for (int x = 0; x < width; x++)
                    Convert(frame, columns.At(left + x), start, new Span<uint>(tile + x * Tile, height));
                for (int y = 0; y < height; y++)
                {
                    uint* to = (uint*)(target + (nint)(top + y) * stride) + left, from = tile + rows.At(top + y) - start;
                    for (int x = 0; x < width; x++)
                        to[x] = from[x * Tile];
                }
            }
        }
    }

    // A part of one row in memory.
    private static void Convert(Frame frame, int row, int first, Span<uint> to)
    {
        ReadOnlySpan<byte> from = frame.Row(row)[(first * frame.BytesPerPixel)..];
        switch (frame.Format)
        {
            case PixelFormat.Gray8:
                FromGray(from, to);
                break;
            case PixelFormat.Bgr8:
                FromThree(from, to, Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255));
                break;
            case PixelFormat.Rgb8:
                FromThree(from, to, Vector128.Create((byte)2, 1, 0, 255, 5, 4, 3, 255, 8, 7, 6, 255, 11, 10, 9, 255));
                break;
            case PixelFormat.Rgba8:
                FromRgba(MemoryMarshal.Cast<byte, uint>(from), to);
                break;
            case PixelFormat.Nv12:
                fixed (uint* pixels = to)
                    Nv12.RowToBgra(frame, pixels - first, row, first, first + to.Length);
                FromBgra(to, to);
                break;
            default:
                FromBgra(MemoryMarshal.Cast<byte, uint>(from), to);
                break;
        }
    }

    private static void FromGray(ReadOnlySpan<byte> from, Span<uint> to)
    {
        for (int x = 0; x < to.Length; x++)
            to[x] = from[x] * 0x010101u | OpaqueAlpha;
    }

    private static void FromBgra(ReadOnlySpan<uint> from, Span<uint> to)
    {
        for (int x = 0; x < to.Length; x++)
            to[x] = from[x] | OpaqueAlpha;
    }

    private static void FromRgba(ReadOnlySpan<uint> from, Span<uint> to)
    {
        int x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<byte> swap = Vector128.Create((byte)2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15);
            Vector128<uint> alpha = Vector128.Create(OpaqueAlpha);
            ref uint source = ref MemoryMarshal.GetReference(from);
            ref uint target = ref MemoryMarshal.GetReference(to);
            for (; x + 4 <= to.Length; x += 4)
            {
                Vector128<byte> pixels = Vector128.LoadUnsafe(ref source, (nuint)x).AsByte();
                (Vector128.Shuffle(pixels, swap).AsUInt32() | alpha).StoreUnsafe(ref target, (nuint)x);
            }
        }
        for (; x < to.Length; x++)
            to[x] = from[x] & 0xFF00 | from[x] >> 16 & 0xFF | (from[x] & 0xFF) << 16 | OpaqueAlpha;
    }

    // Pixels of three bytes; the pattern says which byte goes where in four of them.
    private static void FromThree(ReadOnlySpan<byte> from, Span<uint> to, Vector128<byte> pattern)
    {
        int x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            // 16 bytes hold five pixels, of which four are used; the last load must not reach past the row.
            Vector128<byte> alpha = Vector128.Create(OpaqueAlpha).AsByte();
            ref byte source = ref MemoryMarshal.GetReference(from);
            ref byte target = ref Unsafe.As<uint, byte>(ref MemoryMarshal.GetReference(to));
            for (; x + 4 <= to.Length && (x + 4) * 3 + 4 <= from.Length; x += 4)
            {
                Vector128<byte> pixels = Vector128.Shuffle(Vector128.LoadUnsafe(ref source, (nuint)(x * 3)), pattern);
                (pixels | alpha).StoreUnsafe(ref target, (nuint)(x * 4));
            }
        }
        int blue = pattern[0], red = pattern[2];
        for (; x < to.Length; x++)
            to[x] = from[x * 3 + blue] | (uint)from[x * 3 + 1] << 8 | (uint)from[x * 3 + red] << 16 | OpaqueAlpha;
    }
}
