using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RealtimeCnn;

/// <summary>
/// What the fixed-point kernels need beyond <see cref="Vector256"/>: operations that keep to each half of a vector. AVX2 does both halves
/// at once; without it SSE does one after the other, and the kernels are the same. So a library that is compiled ahead of time for any
/// processor, and cannot ask for AVX2, has them too.
/// </summary>
internal static class Lanes
{
    /// <summary>Whether this processor has one of the two.</summary>
    public static bool AreSupported => Avx2.IsSupported || Ssse3.IsSupported;

    /// <summary>Upper halves of the products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ushort> MultiplyHigh(Vector256<ushort> a, Vector256<ushort> b) => Avx2.IsSupported
        ? Avx2.MultiplyHigh(a, b)
        : Vector256.Create(Sse2.MultiplyHigh(a.GetLower(), b.GetLower()), Sse2.MultiplyHigh(a.GetUpper(), b.GetUpper()));

    /// <summary>Products, each added to its neighbour's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAddAdjacent(Vector256<short> a, Vector256<short> b) => Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(a, b)
        : Vector256.Create(
            Sse2.MultiplyAddAdjacent(a.GetLower(), b.GetLower()), Sse2.MultiplyAddAdjacent(a.GetUpper(), b.GetUpper()));

    /// <summary>Bytes picked from the same half; 0 for an index of 0x80.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Shuffle(Vector256<byte> bytes, Vector256<byte> pick) => Avx2.IsSupported
        ? Avx2.Shuffle(bytes, pick)
        : Vector256.Create(
            Ssse3.Shuffle(bytes.GetLower(), pick.GetLower()), Ssse3.Shuffle(bytes.GetUpper(), pick.GetUpper()));

    /// <summary>Of each half the lower elements of both, in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ushort> UnpackLow(Vector256<ushort> a, Vector256<ushort> b) => Avx2.IsSupported
        ? Avx2.UnpackLow(a, b)
        : Vector256.Create(Sse2.UnpackLow(a.GetLower(), b.GetLower()), Sse2.UnpackLow(a.GetUpper(), b.GetUpper()));

    /// <summary>Of each half the upper elements of both, in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ushort> UnpackHigh(Vector256<ushort> a, Vector256<ushort> b) => Avx2.IsSupported
        ? Avx2.UnpackHigh(a, b)
        : Vector256.Create(Sse2.UnpackHigh(a.GetLower(), b.GetLower()), Sse2.UnpackHigh(a.GetUpper(), b.GetUpper()));

    /// <summary>As for words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> UnpackLow(Vector256<float> a, Vector256<float> b) => Avx.IsSupported
        ? Avx.UnpackLow(a, b)
        : Vector256.Create(Sse.UnpackLow(a.GetLower(), b.GetLower()), Sse.UnpackLow(a.GetUpper(), b.GetUpper()));

    /// <summary>As for words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> UnpackHigh(Vector256<float> a, Vector256<float> b) => Avx.IsSupported
        ? Avx.UnpackHigh(a, b)
        : Vector256.Create(Sse.UnpackHigh(a.GetLower(), b.GetLower()), Sse.UnpackHigh(a.GetUpper(), b.GetUpper()));

    /// <summary>As for words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> UnpackLow(Vector256<double> a, Vector256<double> b) => Avx.IsSupported
        ? Avx.UnpackLow(a, b)
        : Vector256.Create(Sse2.UnpackLow(a.GetLower(), b.GetLower()), Sse2.UnpackLow(a.GetUpper(), b.GetUpper()));

    /// <summary>As for words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> UnpackHigh(Vector256<double> a, Vector256<double> b) => Avx.IsSupported
        ? Avx.UnpackHigh(a, b)
        : Vector256.Create(Sse2.UnpackHigh(a.GetLower(), b.GetLower()), Sse2.UnpackHigh(a.GetUpper(), b.GetUpper()));
}
