using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RealtimeCnn;

/// <summary>Plain bilinear straight from the pixels: two neighbours of two rows, no row in between. Needs AVX2.</summary>
internal static unsafe class BilinearMixer
{
    // Two packed 3-byte pixels spread to 4 bytes each; 0x80 writes zero.
    private static readonly Vector128<byte> Spread = Vector128.Create(
        0, 1, 2, 0x80, 3, 4, 5, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80).AsByte();

    /// <summary>One line of the tensor.</summary>
    /// <param name="upper">Upper source row.</param>
    /// <param name="lower">Lower source row.</param>
    /// <param name="pixel">Bytes per pixel, 3 or 4.</param>
    /// <param name="upperWeight">Weight of the upper row.</param>
    /// <param name="lowerWeight">Weight of the lower row.</param>
    /// <param name="first">Left neighbour of each output pixel.</param>
    /// <param name="weights">Weights of the left and the right neighbour for each output pixel.</param>
    /// <param name="emit">Takes the finished pixels.</param>
    public static void Mix(byte* upper, byte* lower, int pixel, float upperWeight, float lowerWeight, int* first, float* weights, in LineEmitter emit)
    {
        Vector256<float> up = Vector256.Create(upperWeight), low = Vector256.Create(lowerWeight);
        Vector128<byte> spread = pixel == 3 ? Spread : Vector128<byte>.Indices;
        for (int x = 0; x < emit.Length; x += 4)
            emit.Pixels(
                x,
                Pixel(upper, lower, first[x] * pixel, up, low, weights + 2 * x, spread),
                Pixel(upper, lower, first[x + 1] * pixel, up, low, weights + 2 * x + 2, spread),
                Pixel(upper, lower, first[x + 2] * pixel, up, low, weights + 2 * x + 4, spread),
                Pixel(upper, lower, first[x + 3] * pixel, up, low, weights + 2 * x + 6, spread));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Pixel(byte* upper, byte* lower, int at, Vector256<float> up, Vector256<float> low, float* weights, Vector128<byte> spread)
    {
        Vector256<float> both = Vector256.MultiplyAddEstimate(low, Neighbours(lower + at, spread), up * Neighbours(upper + at, spread));
        Vector128<float> left = Vector128.Create(weights[0]), right = Vector128.Create(weights[1]);
        return Vector128.MultiplyAddEstimate(right, both.GetUpper(), left * both.GetLower());
    }

    // Eight bytes hold two pixels of either size; a frame's memory has slack for the bytes beyond its last pixel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Neighbours(byte* p, Vector128<byte> spread)
    {
        Vector128<byte> bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(p)).AsByte();
        return Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(Ssse3.Shuffle(bytes, spread)));
    }
}
