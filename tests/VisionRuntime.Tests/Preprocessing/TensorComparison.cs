using System.Runtime.InteropServices;
using System.Text;

namespace RealtimeCnn.Tests;

/// <summary>Compares tensors and, where they differ, says where first.</summary>
internal static class TensorComparison
{
    /// <summary>The tensor that a preprocessor makes of a frame, as floats whatever its element type.</summary>
    public static float[] Tensor(IPreprocessor preprocessor, Frame frame)
    {
        PreprocessSpec spec = preprocessor.Spec;
        byte[] bytes = new byte[spec.ByteCount];
        bytes.AsSpan().Fill(0xFF); // NaN in both types: an element left unwritten shows.
        preprocessor.Run(frame, bytes);
        return Floats(bytes, spec);
    }

    /// <summary>A tensor as floats whatever its element type.</summary>
    public static float[] Tensor(InputTensor tensor, PreprocessSpec spec) => Floats(tensor.Bytes, spec);

    /// <summary>What a type and a unit of normalisation allow: an 8-bit value near the middle between two may become either.</summary>
    public static double Tolerance(TensorType type, double ofFloats = 1e-3) =>
        type switch { TensorType.UInt8 => 1, TensorType.Float16 => Math.Max(ofFloats, 2e-3), _ => ofFloats };

    // In the order of planes, whatever the layout.
    private static float[] Floats(ReadOnlySpan<byte> bytes, PreprocessSpec spec)
    {
        float[] values = spec.Type switch
        {
            TensorType.UInt8 => Array.ConvertAll(bytes.ToArray(), level => (float)level),
            TensorType.Float16 => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), h => (float)h),
            _ => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
        };
        if (!spec.ChannelsLast)
            return values;
        int pixels = spec.Width * spec.Height, channels = spec.ChannelCount;
        return [.. Enumerable.Range(0, values.Length).Select(i => values[i % pixels * channels + i / pixels])];
    }

    /// <summary>Largest and mean absolute difference; NaN counts as infinite.</summary>
    public static (double Max, double Mean) Difference(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        double max = 0, sum = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Distance(actual[i], expected[i]);
            max = Math.Max(max, difference);
            sum += difference;
        }
        return (max, sum / expected.Length);
    }

    /// <summary>Null when all elements agree to within the tolerance, else a report with the first 20 that do not.</summary>
    public static string? Mismatch(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, PreprocessSpec spec, double tolerance)
    {
        var report = new StringBuilder();
        int wrong = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (Distance(actual[i], expected[i]) <= tolerance)
                continue;
            if (wrong++ >= 20)
                continue;
            int plane = i / (spec.Width * spec.Height), y = i / spec.Width % spec.Height, x = i % spec.Width;
            report.Append($"\n  plane {plane} y {y} x {x}: {actual[i]:R} instead of {expected[i]:R}");
        }
        return wrong == 0 ? null : $"{wrong} of {expected.Length} elements differ by more than {tolerance}:{report}";
    }

    private static double Distance(float a, float b)
    {
        double difference = Math.Abs((double)a - b);
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }
}
