using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>A weight source that has no values: it lays the tensors end to end in a file that need not exist.</summary>
internal sealed class PlacesOnly
{
    private long _offset;

    /// <summary>A <see cref="WeightSource"/>: ONNX external data.</summary>
    public TensorProto Place(string name, ReadOnlySpan<long> shape)
    {
        long length = sizeof(float);
        foreach (long side in shape)
            length *= side;
        TensorProto tensor = Nowhere(name, shape);
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "weights.safetensors" });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{_offset}" });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{length}" });
        _offset += length;
        return tensor;
    }

    /// <summary>A tensor that is nothing but its name and shape.</summary>
    public static TensorProto Nowhere(string name, ReadOnlySpan<long> shape) => new()
    {
        Name = name,
        DataType = (int)TensorProto.Types.DataType.Float,
        Dims = { shape.ToArray() },
    };
}
