using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RealtimeCnn;

/// <summary>
/// A model's input in memory that ONNX Runtime reads in place, whoever owns that memory, of the spec's shape. Belongs to the
/// preprocessor that returned it, and is good until that is disposed.
/// </summary>
/// <remarks>One thread at a time, that of its preprocessor.</remarks>
public sealed unsafe class InputTensor : IDisposable
{
    private readonly byte* _data;
    private readonly Func<ReadOnlySpan<byte>>? _read;
    private readonly PinnedBuffer<byte>? _owned;

    /// <summary>Zeroed memory of the tensor's own.</summary>
    /// <param name="spec">Type and shape.</param>
    public InputTensor(PreprocessSpec spec)
        : this(spec, new PinnedBuffer<byte>((spec ?? throw new ArgumentNullException(nameof(spec))).ByteCount))
    {
    }

    /// <summary>Memory of somebody else's.</summary>
    /// <param name="spec">Type and shape.</param>
    /// <param name="data">Address of <see cref="PreprocessSpec.ByteCount"/> bytes.</param>
    public InputTensor(PreprocessSpec spec, void* data)
    {
        ArgumentNullException.ThrowIfNull(spec);
        _data = (byte*)data;
        ByteCount = spec.ByteCount;
        Value = CreateValue(spec, OrtMemoryInfo.DefaultInstance, (nint)data);
    }

    /// <summary>Memory on a device.</summary>
    /// <param name="spec">Type and shape.</param>
    /// <param name="memory">What kind of memory ONNX Runtime is to see in it. Borrowed, as long as the tensor lives.</param>
    /// <param name="handle">Of <see cref="PreprocessSpec.ByteCount"/> bytes; stays its owner's.</param>
    /// <param name="read">Brings the tensor from there; what it gives is valid until the next call.</param>
    public InputTensor(PreprocessSpec spec, OrtMemoryInfo memory, nint handle, Func<ReadOnlySpan<byte>> read)
    {
        ArgumentNullException.ThrowIfNull(spec);
        (Value, ByteCount, _read) = (CreateValue(spec, memory, handle), spec.ByteCount, read);
    }

    private InputTensor(PreprocessSpec spec, PinnedBuffer<byte> owned) : this(spec, owned.Pointer) => _owned = owned;

    /// <summary>What to bind.</summary>
    public OrtValue Value { get; }

    /// <summary>Whether it lies in a device's memory.</summary>
    public bool IsOnDevice => _read is not null;

    /// <summary>Size in bytes.</summary>
    public int ByteCount { get; }

    /// <summary>The content; where that is on a device, a copy, which takes time and is valid until the next.</summary>
    public ReadOnlySpan<byte> Bytes => _read is null ? new(_data, ByteCount) : _read();

    /// <summary>The memory, for who fills it.</summary>
    /// <exception cref="InvalidOperationException">It lies on a device.</exception>
    public Span<byte> Memory =>
        _read is null ? new(_data, ByteCount) : throw new InvalidOperationException("The processor does not see this tensor.");

    /// <summary>Ends ONNX Runtime's view; the memory is its owner's, or goes when nobody refers to it.</summary>
    public void Dispose()
    {
        Value.Dispose();
        GC.KeepAlive(_owned);
    }

    internal static TensorElementType ElementType(PreprocessSpec spec) => spec.Type switch
    {
        TensorType.Float16 => TensorElementType.Float16,
        TensorType.UInt8 => TensorElementType.UInt8,
        _ => TensorElementType.Float,
    };

    private static OrtValue CreateValue(PreprocessSpec spec, OrtMemoryInfo memory, nint data) =>
        OrtValue.CreateTensorValueWithData(memory, ElementType(spec), [.. spec.Shape.Select(n => (long)n)], data, spec.ByteCount);
}
