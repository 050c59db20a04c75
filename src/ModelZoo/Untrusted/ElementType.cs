using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace RealtimeCnn.ModelZoo;

/// <summary>How the elements of a stored tensor are encoded; little-endian.</summary>
internal enum ElementType
{
    /// <summary>IEEE single.</summary>
    Float32,

    /// <summary>IEEE half.</summary>
    Float16,

    /// <summary>The upper half of a single.</summary>
    BFloat16,

    /// <summary>IEEE double.</summary>
    Float64,

    /// <summary>Integers and others that no weight uses, such as <c>num_batches_tracked</c>.</summary>
    Other,
}

/// <summary>Sizes and conversion of elements.</summary>
internal static class Elements
{
    /// <summary>Bytes of one element; 0 for <see cref="ElementType.Other"/>, whose size the type alone does not tell.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Float32 => sizeof(float),
        ElementType.Float16 or ElementType.BFloat16 => sizeof(ushort),
        ElementType.Float64 => sizeof(double),
        _ => 0,
    };

    /// <summary>Converts to single precision.</summary>
    /// <param name="type">Any floating type.</param>
    /// <param name="source">Whole elements.</param>
    /// <param name="destination">As many elements.</param>
    public static void ToSingle(ElementType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (type)
        {
            case ElementType.Float32:
                MemoryMarshal.Cast<byte, float>(source).CopyTo(destination);
                break;
            case ElementType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(source), destination);
                break;
            case ElementType.BFloat16:
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(source);
                for (int i = 0; i < upper.Length; i++)
                    destination[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                break;
            case ElementType.Float64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(source), destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Only floating types can be converted.");
        }
    }
}
