using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>Weights without values: a graph over them can be looked at, not run, and takes milliseconds to build.</summary>
internal static class ShapesOnly
{
    /// <summary>A <see cref="WeightSource"/> of empty tensors.</summary>
    public static TensorProto Initializer(string name, ReadOnlySpan<long> shape) =>
        new() { Name = name, DataType = (int)TensorProto.Types.DataType.Float, Dims = { shape.ToArray() } };
}
