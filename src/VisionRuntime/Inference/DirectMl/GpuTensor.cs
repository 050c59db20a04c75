using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RealtimeCnn.Gpu.Direct3D12;

namespace RealtimeCnn.DirectMl;

/// <summary>A tensor in a Direct3D 12 buffer that a session reads where it lies. Dispose it after the session's last run is done.</summary>
internal sealed unsafe class GpuTensor : IDisposable
{
    private readonly IDirectMlInterop _interop;
    private readonly OrtMemoryInfo _memory;
    private nint _handle;

    /// <summary>Makes the buffer and the tensor over it; the content is undefined.</summary>
    public GpuTensor(DirectMlBackend backend, PreprocessSpec spec)
    {
        _interop = backend.Interop;
        Buffer = backend.Device.CreateBuffer(spec.ByteCount, BufferKind.Gpu);
        _memory = _interop.CreateMemoryInfo();
        try
        {
            _handle = _interop.Import((nint)Buffer.Native);
            TensorElementType type = spec.Type == TensorType.Float16 ? TensorElementType.Float16 : TensorElementType.Float;
            Value = OrtValue.CreateTensorValueWithData(
                _memory, type, [1, spec.ChannelCount, spec.Height, spec.Width], _handle, spec.ByteCount);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The memory.</summary>
    public Direct3D12Buffer Buffer { get; }

    /// <summary>What to bind.</summary>
    public OrtValue Value { get; } = null!;

    public void Dispose()
    {
        Value?.Dispose(); // first: it does not own the handle
        if (_handle != 0)
            _interop.Release(_handle);
        _handle = 0;
        _memory.Dispose();
        Buffer.Dispose();
    }
}
