using Microsoft.ML.OnnxRuntime;
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
            Value = InputTensor.CreateValue(spec, _memory, _handle);
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
