using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RealtimeCnn;

/// <summary>
/// A model's input in memory that ONNX Runtime reads in place, whoever owns that memory. Belongs to the preprocessor that returned it,
/// and is good until that is disposed.
/// </summary>
public sealed unsafe class InputTensor : IDisposable
{
    private readonly byte* _data;
    private readonly Reader? _read;

    internal InputTensor(PreprocessSpec spec, void* data)
    {
        _data = (byte*)data;
        ByteCount = spec.ByteCount;
        Value = CreateValue(spec, OrtMemoryInfo.DefaultInstance, (nint)data);
    }

    /// <summary>A tensor that lies on a device.</summary>
    /// <param name="value">Taken over.</param>
    /// <param name="byteCount">Its size.</param>
    /// <param name="read">Copies it from there.</param>
    internal InputTensor(OrtValue value, int byteCount, Reader read) => (Value, ByteCount, _read) = (value, byteCount, read);

    /// <summary>Brings a tensor from a device; valid until the next call.</summary>
    internal delegate ReadOnlySpan<byte> Reader();

    /// <summary>What to bind: 1 x channels x height x width.</summary>
    public OrtValue Value { get; }

    /// <summary>Whether it lies in a device's memory.</summary>
    public bool IsOnDevice => _read is not null;

    /// <summary>Size in bytes.</summary>
    public int ByteCount { get; }

    /// <summary>The same memory; where that is a device's, a copy, which takes time and is valid until the next.</summary>
    public ReadOnlySpan<byte> Bytes => _read is null ? new(_data, ByteCount) : _read();

    /// <summary>A model's input as ONNX Runtime sees it, over memory that stays its owner's.</summary>
    /// <param name="spec">Type and shape.</param>
    /// <param name="memory">What kind of memory it is.</param>
    /// <param name="data">Address or, for a device, handle of <see cref="PreprocessSpec.ByteCount"/> bytes.</param>
    internal static OrtValue CreateValue(PreprocessSpec spec, OrtMemoryInfo memory, nint data)
    {
        TensorElementType type = spec.Type == TensorType.Float16 ? TensorElementType.Float16 : TensorElementType.Float;
        return OrtValue.CreateTensorValueWithData(memory, type, [1, spec.ChannelCount, spec.Height, spec.Width], data, spec.ByteCount);
    }

    /// <summary>Ends ONNX Runtime's view; the memory is its owner's.</summary>
    public void Dispose() => Value.Dispose();
}
