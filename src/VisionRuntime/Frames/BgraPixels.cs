using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RealtimeCnn;

/// <summary>Turns frames of every format into opaque BGRA. Stateless: any thread; allocates nothing.</summary>
internal static unsafe class BgraPixels
{
    private const uint OpaqueAlpha = 0xFF000000;

    /// <summary>Writes all rows of a frame.</summary>
    /// <param name="frame">Any format.</param>
    /// <param name="target">First byte of the top row.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    public static void Copy(Frame frame, byte* target, int stride)
    {
        for (int y = 0; y < frame.Height; y++)
        {
            ReadOnlySpan<byte> from = frame.Row(y);
            var to = new Span<uint>(target + (nint)y * stride, frame.Width);
            switch (frame.Format)
            {
                case PixelFormat.Gray8:
                    FromGray(from, to);
                    break;
                case PixelFormat.Bgr8:
                    FromBgr(from, to);
                    break;
                case PixelFormat.Nv12:
                    Nv12.RowToBgra(frame, (uint*)(target + (nint)y * stride), y, 0, frame.Width);
                    FromBgra(to, to);
                    break;
                default:
                    FromBgra(MemoryMarshal.Cast<byte, uint>(from), to);
                    break;
            }
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

    private static void FromBgr(ReadOnlySpan<byte> from, Span<uint> to)
    {
        int x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            // 16 bytes hold five pixels, of which four are used; the last load must not reach past the row.
            Vector128<byte> spread = Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255);
            Vector128<byte> alpha = Vector128.Create(OpaqueAlpha).AsByte();
            ref byte source = ref MemoryMarshal.GetReference(from);
            ref byte target = ref Unsafe.As<uint, byte>(ref MemoryMarshal.GetReference(to));
            for (; (x + 4) * 3 + 4 <= from.Length; x += 4)
            {
                Vector128<byte> pixels = Vector128.Shuffle(Vector128.LoadUnsafe(ref source, (nuint)(x * 3)), spread);
                (pixels | alpha).StoreUnsafe(ref target, (nuint)(x * 4));
            }
        }
        for (; x < to.Length; x++)
            to[x] = from[x * 3] | (uint)from[x * 3 + 1] << 8 | (uint)from[x * 3 + 2] << 16 | OpaqueAlpha;
    }
}
