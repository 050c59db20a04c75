using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RealtimeCnn;

/// <summary>Weighted sum of source rows, byte by byte: the vertical half of a separable resize.</summary>
internal static unsafe class RowMixer
{
    /// <summary>Bytes worked on at a time; ranges are multiples of it.</summary>
    public const int Block = 32;

    /// <summary>Writes the sum of <c>weight[k] * row k</c> for each byte of the range.</summary>
    /// <param name="source">First byte of the range in the first row.</param>
    /// <param name="stride">Bytes between rows.</param>
    /// <param name="weights">One weight per row.</param>
    /// <param name="mixed">Receives one float per byte.</param>
    /// <param name="count">Bytes in the range, a multiple of <see cref="Block"/>.</param>
    public static void Mix(byte* source, nint stride, ReadOnlySpan<float> weights, float* mixed, int count)
    {
        for (int i = 0; i < count; i += Block)
        {
            byte* p = source + i;
            Vector256<float> weight = Vector256.Create(weights[0]);
            Vector256<float> a = weight * Load(p), b = weight * Load(p + 8), c = weight * Load(p + 16), d = weight * Load(p + 24);
            for (int k = 1; k < weights.Length; k++)
            {
                p += stride;
                weight = Vector256.Create(weights[k]);
                a = Vector256.MultiplyAddEstimate(weight, Load(p), a);
                b = Vector256.MultiplyAddEstimate(weight, Load(p + 8), b);
                c = Vector256.MultiplyAddEstimate(weight, Load(p + 16), c);
                d = Vector256.MultiplyAddEstimate(weight, Load(p + 24), d);
            }
            a.Store(mixed + i);
            b.Store(mixed + i + 8);
            c.Store(mixed + i + 16);
            d.Store(mixed + i + 24);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(byte* p)
    {
        if (Avx2.IsSupported)
            return Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(p));
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(p)).AsByte());
        return Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32());
    }
}
