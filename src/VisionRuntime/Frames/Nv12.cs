using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RealtimeCnn;

/// <summary>
/// Colours of NV12 frames: ITU-R BT.601, limited range (luma 16..235, chroma 16..240 around 128), each pair of chroma bytes serving
/// 2 x 2 pixels. Rounded to whole levels and clipped to 0..255 per pixel, before resampling.
/// </summary>
/// <remarks>
/// To the bit what OpenCV's COLOR_YUV2BGR_NV12 gives: its 20-bit fixed-point factors (imgproc, color_yuv), of which
/// 1.164 = 255 / 219, 1.596, 0.813, 0.391 and 2.018 are the usual decimals. shaders/preprocess.hlsl has the same numbers.
/// </remarks>
internal static unsafe class Nv12
{
    private const int Bits = 20;
    private const int Rounding = 1 << (Bits - 1);
    private const int LumaFactor = 1_220_542;
    private const int BlueOfU = 2_116_026;
    private const int GreenOfU = -409_993;
    private const int GreenOfV = -852_492;
    private const int RedOfV = 1_673_527;

    /// <summary>One channel of one pixel, 0..255: blue 0, green 1, red 2.</summary>
    public static byte Level(Frame frame, int x, int y, int channel)
    {
        byte* chroma = frame.Data + (nint)(frame.Height + y / 2) * frame.Stride + x / 2 * 2;
        int luma = Math.Max(frame.Data[(nint)y * frame.Stride + x] - 16, 0) * LumaFactor;
        int u = chroma[0] - 128, v = chroma[1] - 128;
        int sum = channel switch
        {
            0 => luma + BlueOfU * u,
            1 => luma + GreenOfU * u + GreenOfV * v,
            _ => luma + RedOfV * v,
        };
        return (byte)Math.Clamp((sum + Rounding) >> Bits, 0, 255);
    }

    /// <summary>Converts a rectangle of a frame; the rest of the target stays as it is. The alpha of what is written is 0.</summary>
    /// <param name="frame">NV12.</param>
    /// <param name="target">BGRA of the same size.</param>
    /// <param name="firstRow">First row.</param>
    /// <param name="endRow">Row behind the last.</param>
    /// <param name="firstColumn">First column.</param>
    /// <param name="endColumn">Column behind the last.</param>
    public static void ToBgra(Frame frame, Frame target, int firstRow, int endRow, int firstColumn, int endColumn)
    {
        for (int y = firstRow; y < endRow; y++)
            RowToBgra(frame, (uint*)(target.Data + (nint)y * target.Stride), y, firstColumn, endColumn);
    }

    /// <summary>Converts a part of a row.</summary>
    /// <param name="frame">NV12.</param>
    /// <param name="pixels">The whole row of BGRA.</param>
    /// <param name="y">Which row.</param>
    /// <param name="firstColumn">First column.</param>
    /// <param name="endColumn">Column behind the last.</param>
    public static void RowToBgra(Frame frame, uint* pixels, int y, int firstColumn, int endColumn)
    {
        const int Step = 8;
        byte* luma = frame.Data + (nint)y * frame.Stride;
        byte* chroma = frame.Data + (nint)(frame.Height + y / 2) * frame.Stride;
        int x = firstColumn;
        if (x % 2 != 0 && x < endColumn) // the rest are whole pairs
            pixels[x] = One(frame, x++, y);
        for (; x + Step <= endColumn; x += Step)
            Eight(luma + x, chroma + x).Store(pixels + x);
        for (; x < endColumn; x++)
            pixels[x] = One(frame, x, y);
    }

    private static uint One(Frame frame, int x, int y) =>
        Level(frame, x, y, 0) | (uint)Level(frame, x, y, 1) << 8 | (uint)Level(frame, x, y, 2) << 16;

    // Eight pixels of one row, from four pairs of chroma.
    private static Vector256<uint> Eight(byte* luma, byte* chroma)
    {
        Vector256<int> y = Widen(luma), uv = Widen(chroma) - Vector256.Create(128);
        Vector256<int> u = Vector256.Shuffle(uv, Vector256.Create(0, 0, 2, 2, 4, 4, 6, 6));
        Vector256<int> v = Vector256.Shuffle(uv, Vector256.Create(1, 1, 3, 3, 5, 5, 7, 7));
        y = Vector256.Max(y - Vector256.Create(16), Vector256<int>.Zero) * LumaFactor + Vector256.Create(Rounding);
        Vector256<int> blue = Level(y + u * BlueOfU);
        Vector256<int> green = Level(y + u * GreenOfU + v * GreenOfV);
        Vector256<int> red = Level(y + v * RedOfV);
        return (blue | (green << 8) | (red << 16)).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Level(Vector256<int> sum) =>
        Vector256.Min(Vector256.Max(sum >> Bits, Vector256<int>.Zero), Vector256.Create(255));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(byte* bytes)
    {
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(bytes)).AsByte());
        return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
    }
}
