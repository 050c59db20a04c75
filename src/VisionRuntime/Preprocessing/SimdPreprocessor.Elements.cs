using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace RealtimeCnn;

// From rows of float32, a plane each, to tensors of other elements or with their channels last.
internal sealed unsafe partial class SimdPreprocessor
{
    /// <summary>Whether the kernels write the tensor itself; otherwise each row takes a detour.</summary>
    public static bool IsWrittenInPlace(PreprocessSpec spec) => spec.Type == TensorType.Float32 && !spec.IsInterleaved;

    // Row y of the tensor; plane p starts at rows + p * planeStep.
    private void StoreRow(float* rows, nint planeStep, byte* tensor, int y)
    {
        int width = Spec.Width, channels = Spec.ChannelCount, size = Spec.ElementBytes;
        if (_pixelRow is not null)
        {
            Interleave(rows, rows + planeStep, rows + 2 * planeStep, _pixelRow.Pointer, width);
            StoreElements(_pixelRow.Pointer, tensor + (nint)y * width * channels * size, width * channels);
            return;
        }
        for (int plane = 0; plane < channels; plane++)
            StoreElements(rows + plane * planeStep, tensor + ((nint)plane * Spec.Height + y) * width * size, width);
    }

    private void StoreElements(float* values, byte* target, int count)
    {
        var source = new ReadOnlySpan<float>(values, count);
        if (Spec.Type == TensorType.Float16)
            TensorPrimitives.ConvertToHalf(source, new Span<Half>(target, count));
        else if (Spec.Type == TensorType.UInt8)
            StoreLevels(values, target, count);
        else
            source.CopyTo(new Span<float>(target, count));
    }

    private static void Interleave(float* first, float* second, float* third, float* pixels, int count)
    {
        for (int x = 0; x < count; x++, pixels += 3)
            (pixels[0], pixels[1], pixels[2]) = (first[x], second[x], third[x]);
    }

    private static void StoreLevels(float* values, byte* target, int count)
    {
        int i = 0;
        for (; i + 32 <= count; i += 32)
        {
            Vector256<ushort> low = Vector256.Narrow(Levels(values + i), Levels(values + i + 8));
            Vector256<ushort> high = Vector256.Narrow(Levels(values + i + 16), Levels(values + i + 24));
            Vector256.Narrow(low, high).Store(target + i);
        }
        for (; i < count; i++)
            target[i] = (byte)(Math.Clamp(values[i], 0, 255) + 0.5f);
    }

    private static Vector256<uint> Levels(float* values)
    {
        Vector256<float> clipped = Vector256.Min(Vector256.Max(Vector256.Load(values), default), Vector256.Create(255f));
        return Vector256.ConvertToInt32(clipped + Vector256.Create(0.5f)).AsUInt32();
    }
}
