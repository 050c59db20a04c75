using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RealtimeCnn;

/// <summary>A tensor in native memory that ONNX Runtime reads or writes in place. Owned by one model.</summary>
internal sealed unsafe class NativeTensor : IDisposable
{
    private const nuint Alignment = 64;

    private void* _data;

    public NativeTensor(TensorElementType type, long[] shape)
    {
        Type = type;
        Shape = shape;
        ElementCount = checked((int)shape.Aggregate(1L, (product, n) => checked(product * n)));
        ByteCount = checked(ElementCount * (type switch { TensorElementType.UInt8 => 1, TensorElementType.Float16 => 2, _ => 4 }));
        _data = NativeMemory.AlignedAlloc((nuint)ByteCount, Alignment);
        NativeMemory.Clear(_data, (nuint)ByteCount);
        Value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, (nint)_data, ByteCount);
    }

    public TensorElementType Type { get; }

    public long[] Shape { get; }

    public int ElementCount { get; }

    public int ByteCount { get; }

    /// <summary>The same memory as ONNX Runtime sees it.</summary>
    public OrtValue Value { get; }

    public Span<byte> Bytes => new(_data, _data is null ? 0 : ByteCount);

    /// <summary>Its values; of float32 or float16.</summary>
    public void CopyTo(Span<float> values)
    {
        if (Type == TensorElementType.Float)
            MemoryMarshal.Cast<byte, float>(Bytes).CopyTo(values);
        else
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(Bytes), values);
    }

    public void Dispose()
    {
        Value.Dispose();
        NativeMemory.AlignedFree(_data);
        _data = null;
    }
}
