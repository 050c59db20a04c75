using System.Runtime.InteropServices;
using Google.Protobuf;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// The initializer of one tensor of a state dict, asked for by name and shape: either the values themselves, or where in a file
/// beside the graph they lie (ONNX external data). Implementations throw <see cref="KeyNotFoundException"/> for a name they do
/// not have.
/// </summary>
/// <param name="name">State-dict name, such as <c>conv1.weight</c>.</param>
/// <param name="shape">Shape the architecture needs; row-major.</param>
/// <returns>A tensor of exactly this name and shape; float32, float16 or bfloat16.</returns>
internal delegate TensorProto WeightSource(string name, ReadOnlySpan<long> shape);

/// <summary>Tensors that hold their values.</summary>
internal static class InlineTensor
{
    /// <summary>Makes a float32 tensor from a copy of the values.</summary>
    public static TensorProto Create(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
    {
        TensorProto tensor = Create(name, shape, out Span<float> own);
        if (values.Length != own.Length)
            throw new ArgumentException($"{name} needs {own.Length} values, not {values.Length}.", nameof(values));
        values.CopyTo(own);
        return tensor;
    }

    /// <summary>
    /// Makes a float32 tensor for the caller to fill. The values are anything until then; once the tensor is in use they must not
    /// change. Half a gigabyte of weights exists once this way, not twice.
    /// </summary>
    public static TensorProto Create(string name, ReadOnlySpan<long> shape, out Span<float> values)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("ONNX tensors are little-endian, as every supported machine is.");
        long bytes = sizeof(float);
        foreach (long side in shape)
            bytes = checked(bytes * side);
        byte[] storage = GC.AllocateUninitializedArray<byte>(checked((int)bytes));
        values = MemoryMarshal.Cast<byte, float>(storage.AsSpan());
        return new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            Dims = { shape.ToArray() },
            RawData = UnsafeByteOperations.UnsafeWrap(storage),
        };
    }
}
