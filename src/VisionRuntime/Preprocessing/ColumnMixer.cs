using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RealtimeCnn;

/// <summary>Weighted sums along a mixed row: the horizontal half of a separable resize. Four output pixels at a time.</summary>
internal static unsafe class ColumnMixer
{
    private const int Group = 4;

    /// <summary>Colour pixels: the lanes of a vector are blue, green, red and whatever follows.</summary>
    /// <param name="mixed">Row of floats, indexed by source byte.</param>
    /// <param name="pixel">Floats per pixel, 3 or 4.</param>
    /// <param name="first">First source pixel of each output pixel.</param>
    /// <param name="weights">Weights, <paramref name="taps"/> per output pixel.</param>
    /// <param name="taps">Source pixels per output pixel.</param>
    /// <param name="emit">Takes the finished pixels.</param>
    public static void Mix(float* mixed, int pixel, int* first, float* weights, int taps, in LineEmitter emit)
    {
        for (int x = 0; x < emit.Length; x += Group)
        {
            float* p0 = mixed + first[x] * pixel, p1 = mixed + first[x + 1] * pixel, p2 = mixed + first[x + 2] * pixel, p3 = mixed + first[x + 3] * pixel;
            float* w0 = weights + x * taps, w1 = w0 + taps, w2 = w1 + taps, w3 = w2 + taps;
            Vector128<float> a = Vector128<float>.Zero, b = a, c = a, d = a;
            for (int k = 0, at = 0; k < taps; k++, at += pixel)
            {
                a = Vector128.MultiplyAddEstimate(Vector128.Create(w0[k]), Vector128.Load(p0 + at), a);
                b = Vector128.MultiplyAddEstimate(Vector128.Create(w1[k]), Vector128.Load(p1 + at), b);
                c = Vector128.MultiplyAddEstimate(Vector128.Create(w2[k]), Vector128.Load(p2 + at), c);
                d = Vector128.MultiplyAddEstimate(Vector128.Create(w3[k]), Vector128.Load(p3 + at), d);
            }
            emit.Pixels(x, a, b, c, d);
        }
    }

    /// <summary>Grey pixels.</summary>
    public static void MixGrey(float* mixed, int* first, float* weights, int taps, in LineEmitter emit)
    {
        for (int x = 0; x < emit.Length; x += Group)
            emit.Grey(x, Vector128.Create(
                Dot(mixed + first[x], weights + x * taps, taps),
                Dot(mixed + first[x + 1], weights + (x + 1) * taps, taps),
                Dot(mixed + first[x + 2], weights + (x + 2) * taps, taps),
                Dot(mixed + first[x + 3], weights + (x + 3) * taps, taps)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Dot(float* values, float* weights, int taps)
    {
        float sum = 0;
        for (int k = 0; k < taps; k++)
            sum += values[k] * weights[k];
        return sum;
    }
}
