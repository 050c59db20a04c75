namespace RealtimeCnn.ModelZoo;

/// <summary>Arithmetic on shapes that come from outside.</summary>
internal static class TensorShape
{
    /// <summary>Most dimensions a tensor may have; convolutions over video have five.</summary>
    public const int MaxRank = 8;

    /// <summary>Number of elements; 1 for a scalar.</summary>
    /// <exception cref="InvalidDataException">A dimension is negative, or there are too many.</exception>
    /// <exception cref="OverflowException">The product fits no integer.</exception>
    public static long ElementCount(ReadOnlySpan<long> shape)
    {
        if (shape.Length > MaxRank)
            throw new InvalidDataException($"a tensor has {shape.Length} dimensions, at most {MaxRank} are supported");
        long count = 1;
        foreach (long size in shape)
        {
            if (size < 0)
                throw new InvalidDataException($"a tensor has a dimension of {size}");
            count = checked(count * size);
        }
        return count;
    }

    /// <summary>The shape as a person writes it.</summary>
    public static string Describe(ReadOnlySpan<long> shape) => shape.Length == 0 ? "scalar" : string.Join('x', shape.ToArray());
}
