using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Weights from a formula: each value is a hash of the tensor's name and the element's index, scaled so that signals keep
/// their size through the layers. They need no file, are the same bits everywhere, and let a graph be checked or timed
/// before any trained weights are there. The predictions mean nothing.
/// </summary>
internal static class FormulaWeights
{
    // Steps of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
    private const ulong Gamma = 0x9E3779B97F4A7C15, FirstMix = 0xBF58476D1CE4E5B9, SecondMix = 0x94D049BB133111EB;

    // The top 24 bits of a hash, less half their range, in units of half their range: [-1, 1) in steps a float holds exactly.
    private const int UnusedBits = 40, Half = 1 << 23;
    private const double Unit = 1.0 / Half;

    /// <summary>A <see cref="WeightSource"/> over the formula.</summary>
    public static TensorProto Initializer(string name, ReadOnlySpan<long> shape)
    {
        TensorProto tensor = InlineTensor.Create(name, shape, out Span<float> values);
        Fill(values, Fnv1A64(name), Rule.For(name, shape));
        return tensor;
    }

    /// <summary>The values of one tensor.</summary>
    public static ReadOnlyMemory<float> Tensor(string name, ReadOnlySpan<long> shape)
    {
        float[] values = new float[checked((int)Length(shape))];
        Fill(values, Fnv1A64(name), Rule.For(name, shape));
        return values;
    }

    /// <summary>The input picture that goes with the formula, NCHW, uniform in [-1, 1).</summary>
    public static float[] Input(int length)
    {
        float[] values = new float[length];
        Fill(values, Fnv1A64("input"), Rule.Input);
        return values;
    }

    /// <summary>The hash behind element <paramref name="index"/> of the tensor called <paramref name="name"/>.</summary>
    public static ulong Hash(string name, ulong index) => SplitMix64(Fnv1A64(name) + index);

    /// <summary>64-bit FNV-1a of the UTF-8 bytes.</summary>
    public static ulong Fnv1A64(string text)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ b) * 0x100000001B3;
        return hash;
    }

    /// <summary>One step of SplitMix64 from state <paramref name="x"/>.</summary>
    public static ulong SplitMix64(ulong x)
    {
        ulong z = x + Gamma;
        z = (z ^ (z >> 30)) * FirstMix;
        z = (z ^ (z >> 27)) * SecondMix;
        return z ^ (z >> 31);
    }

    /// <summary>Writes values 0, 1, 2... of a tensor: the same bits as <see cref="FillScalar"/>, several at a time.</summary>
    public static void Fill(Span<float> values, ulong seed, Rule rule)
    {
        int done = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<ulong> states = Vector256.Create(seed) + Vector256<ulong>.Indices;
            ref float first = ref MemoryMarshal.GetReference(values);
            for (; done <= values.Length - Vector256<float>.Count; done += Vector256<float>.Count)
            {
                Vector256<double> lower = Values(states, rule);
                states += Vector256.Create((ulong)Vector256<double>.Count);
                Vector256<double> upper = Values(states, rule);
                states += Vector256.Create((ulong)Vector256<double>.Count);
                Vector256.Narrow(lower, upper).StoreUnsafe(ref first, (nuint)done);
            }
        }
        FillScalar(values[done..], seed + (ulong)done, rule);
    }

    /// <summary>The formula itself, one value after the other.</summary>
    public static void FillScalar(Span<float> values, ulong seed, Rule rule)
    {
        for (int i = 0; i < values.Length; i++)
        {
            double uniform = ((long)(SplitMix64(seed + (ulong)i) >> UnusedBits) - Half) * Unit;
            if (rule.Positive)
                uniform = Math.Abs(uniform);
            // Rounded to float once, here at the very end: that is what makes the bits portable.
            values[i] = (float)(rule.Offset + (rule.Factor * uniform));
        }
    }

    // Same operations in the same order as above; no fused multiply-add, which would round once less.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Values(Vector256<ulong> states, Rule rule)
    {
        Vector256<ulong> z = states + Vector256.Create(Gamma);
        z = (z ^ (z >> 30)) * FirstMix;
        z = (z ^ (z >> 27)) * SecondMix;
        z ^= z >> 31;
        Vector256<long> steps = (z >> UnusedBits).AsInt64() - Vector256.Create((long)Half);
        Vector256<double> uniform = Vector256.ConvertToDouble(steps) * Unit;
        if (rule.Positive)
            uniform = Vector256.Abs(uniform);
        return Vector256.Create(rule.Offset) + (Vector256.Create(rule.Factor) * uniform);
    }

    private static long Length(ReadOnlySpan<long> shape)
    {
        long length = 1;
        foreach (long side in shape)
            length *= side;
        return length;
    }

    /// <summary>How a number u in [-1, 1) becomes a value: offset + factor * u, or offset + factor * |u|.</summary>
    internal readonly record struct Rule(double Offset, double Factor, bool Positive = false)
    {
        /// <summary>The input picture: u itself.</summary>
        public static Rule Input { get; } = new(0, 1);

        /// <summary>The rule of a tensor, by what its name and shape say it is.</summary>
        public static Rule For(string name, ReadOnlySpan<long> shape)
        {
            if (name.EndsWith("running_mean", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal))
                return new(0, 0.1);
            if (name.EndsWith("running_var", StringComparison.Ordinal))
                return new(1, 0.5, Positive: true);
            if (shape.Length == 1)
                return new(1, 0.1);
            return new(0, Math.Sqrt(Gain(shape) / (double)Length(shape[1..])));
        }

        // He's gain, halved where one input channel means that no rectifier came before.
        private static int Gain(ReadOnlySpan<long> shape) => shape.Length == 4 && shape[1] == 1 ? 3 : 6;
    }
}
