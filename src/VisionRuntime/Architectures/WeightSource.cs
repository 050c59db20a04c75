using System.Runtime.InteropServices;
using Google.Protobuf;
using RealtimeCnn.Onnx;

namespace RealtimeCnn;

/// <summary>
/// The initializer of one tensor of a state dict, asked for by name and shape: either the values themselves, or where in a file
/// beside the graph they lie (ONNX external data). Implementations throw <see cref="KeyNotFoundException"/> for a name they do
/// not have.
/// </summary>
/// <param name="name">State-dict name, such as <c>conv1.weight</c>.</param>
/// <param name="shape">Shape the architecture needs; row-major.</param>
/// <returns>A tensor of exactly this name and shape; float32, float16 or bfloat16.</returns>
internal delegate TensorProto WeightSource(string name, ReadOnlySpan<long> shape);

/// <summary>Initializers that hold their values.</summary>
internal static class InlineTensor
{
    /// <summary>Makes a float32 initializer.</summary>
    public static TensorProto Create(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<float> values)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("ONNX tensors are little-endian, as every supported machine is.");
        byte[] bytes = MemoryMarshal.AsBytes(values.Span).ToArray();
        return new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            Dims = { shape.ToArray() },
            RawData = UnsafeByteOperations.UnsafeWrap(bytes),
        };
    }
}
