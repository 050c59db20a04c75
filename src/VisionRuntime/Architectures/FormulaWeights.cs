using System.Text;
using RealtimeCnn.Onnx;

namespace RealtimeCnn;

/// <summary>
/// Weights from a formula: each value is a hash of the tensor's name and the element's index, scaled so that signals keep
/// their size through the layers. They need no file, are the same bits everywhere, and let a graph be checked or timed
/// before any trained weights are there. The predictions mean nothing.
/// </summary>
internal static class FormulaWeights
{
    private const double Unit = 1.0 / (1 << 23);

    /// <summary>A <see cref="WeightSource"/> over the formula.</summary>
    public static TensorProto Initializer(string name, ReadOnlySpan<long> shape) => InlineTensor.Create(name, shape, Tensor(name, shape));

    /// <summary>The values of one tensor.</summary>
    public static ReadOnlyMemory<float> Tensor(string name, ReadOnlySpan<long> shape)
    {
        long length = 1;
        foreach (long side in shape)
            length *= side;
        float[] values = new float[length];
        ulong seed = Fnv1A64(name);

        // Each case rounds to float once, at the very end: that is what makes the bits portable.
        if (name.EndsWith("running_mean", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal))
            Fill(values, seed, offset: 0, factor: 0.1);
        else if (name.EndsWith("running_var", StringComparison.Ordinal))
            FillPositive(values, seed);
        else if (shape.Length == 1)
            Fill(values, seed, offset: 1, factor: 0.1);
        else
            Fill(values, seed, offset: 0, factor: Math.Sqrt(Gain(shape) / (double)(length / shape[0])));
        return values;
    }

    /// <summary>The input picture that goes with the formula, NCHW, uniform in [-1, 1).</summary>
    public static float[] Input(int length)
    {
        float[] values = new float[length];
        Fill(values, Fnv1A64("input"), offset: 0, factor: 1);
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
        ulong z = x + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>He's gain, halved where one input channel means that no rectifier came before.</summary>
    private static int Gain(ReadOnlySpan<long> shape) => shape.Length == 4 && shape[1] == 1 ? 3 : 6;

    private static double Uniform(ulong seed, int index) =>
        ((long)(SplitMix64(seed + (ulong)index) >> 40) - (1 << 23)) * Unit;

    private static void Fill(float[] values, ulong seed, double offset, double factor)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(offset + (factor * Uniform(seed, i)));
    }

    private static void FillPositive(float[] values, ulong seed)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(1.0 + (0.5 * Math.Abs(Uniform(seed, i))));
    }
}
