using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>Sizes of a value, batch first; -1 where a size is not a number. Empty if nothing is known.</summary>
internal readonly record struct ValueShape(long[]? Sizes)
{
    private const int MaxRank = 8;

    public bool IsKnown => Sizes is { Length: > 0 };

    /// <summary>All but the batch, such as 64, 112, 112.</summary>
    private ReadOnlySpan<long> Inner => Sizes is { Length: > 1 } ? Sizes.AsSpan(1) : Sizes;

    /// <summary>Feature maps, or features of a flat value; 0 if unknown.</summary>
    public long Channels => Inner.Length > 0 ? Math.Max(0, Inner[0]) : 0;

    /// <summary>Rows of the feature maps: 1 for a flat value, 0 if unknown.</summary>
    public long Height => !IsKnown ? 0 : Inner.Length > 1 ? Math.Max(0, Inner[1]) : 1;

    /// <summary>Columns of the feature maps: 1 for a flat value, 0 if unknown.</summary>
    public long Width => !IsKnown ? 0 : Inner.Length > 2 ? Math.Max(0, Inner[2]) : 1;

    /// <summary>Number of values of one picture; null if unknown.</summary>
    public long? Elements => IsKnown ? Cost.Product(Inner.ToArray()) : null;

    /// <summary>Last size; -1 if unknown.</summary>
    public long Last => IsKnown ? Sizes![^1] : -1;

    public static ValueShape Of(ValueInfoProto value)
    {
        if (value.Type?.TensorType?.Shape is not { Dim.Count: <= MaxRank } shape)
            return default;
        // A named dimension has value 0.
        return new ValueShape([.. shape.Dim.Select(dimension => dimension.DimValue > 0 ? dimension.DimValue : -1)]);
    }

    /// <summary>All but the batch, in a form such as <c>64 x 112 x 112</c>; unknown sizes are question marks.</summary>
    public string Text(string times) => IsKnown ? string.Join(times, Inner.ToArray().Select(size => size < 0 ? "?" : $"{size}")) : "?";
}
