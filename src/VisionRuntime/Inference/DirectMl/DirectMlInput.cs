using Microsoft.ML.OnnxRuntime;
using RealtimeCnn.Gpu.Direct3D12;

namespace RealtimeCnn.DirectMl;

/// <summary>
/// A network's input in GPU memory, filled from frames by a shader on the network's own queue: the network reads it where it lies, and
/// what is submitted first is done first.
/// </summary>
/// <remarks>One thread at a time, that of the network. Dispose it after the session that read it.</remarks>
internal sealed unsafe class DirectMlInput : IDirectPreprocessor
{
    private readonly DirectMlBackend _backend; // borrowed
    private readonly Direct3D12Queue _queue; // borrowed
    private readonly Direct3D12Preprocessor _preprocessor;
    private readonly Direct3D12Buffer _buffer;
    private readonly OrtMemoryInfo _memory;
    private readonly InputTensor _tensor;
    private nint _handle;
    private byte[]? _copy; // for who wants to see it

    /// <summary>Makes buffer, tensor and shader; the content is undefined.</summary>
    public DirectMlInput(PreprocessSpec spec, DirectMlBackend backend, Direct3D12Queue queue)
    {
        (_backend, _queue) = (backend, queue);
        try
        {
            _buffer = backend.Device.CreateBuffer(spec.ByteCount, BufferKind.Gpu);
            _memory = backend.Interop.CreateMemoryInfo();
            _handle = backend.Interop.Import((nint)_buffer.Native);
            _tensor = new InputTensor(InputTensor.CreateValue(spec, _memory, _handle), spec.ByteCount, Read);
            _preprocessor = new Direct3D12Preprocessor(spec, backend.Device, queue, _buffer);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name => _preprocessor.Name;

    /// <inheritdoc/>
    public PreprocessSpec Spec => _preprocessor.Spec;

    /// <summary>Not told: nothing waits for the shader.</summary>
    public double? GpuMilliseconds => null;

    /// <summary>Submits the work for a frame and returns: the tensor is ready for a network that is submitted next.</summary>
    /// <exception cref="DeviceLostException">The GPU is gone.</exception>
    public InputTensor Run(Frame frame)
    {
        try
        {
            _preprocessor.Submit(frame);
            return _tensor;
        }
        catch (DeviceLostException e)
        {
            _backend.Examine(e);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Run(Frame frame, Span<byte> tensor)
    {
        PreprocessGuard.Check(Spec, frame, tensor);
        Run(frame).Bytes.CopyTo(tensor);
    }

    /// <summary>Copies bytes into the tensor; waits. For tests: frames come by <see cref="Run(Frame)"/>.</summary>
    internal void Write(ReadOnlySpan<byte> tensor) => BufferTransfer.Write(_backend.Device, _queue, _buffer, tensor);

    public void Dispose()
    {
        _preprocessor?.Dispose(); // waits for the GPU
        _tensor?.Dispose(); // it does not own the handle
        if (_handle != 0)
            _backend.Interop.Release(_handle);
        _handle = 0;
        _memory?.Dispose();
        _buffer?.Dispose();
    }

    // Nothing else brings the tensor to the processor.
    private ReadOnlySpan<byte> Read()
    {
        _copy ??= new byte[Spec.ByteCount];
        BufferTransfer.Read(_backend.Device, _queue, _buffer, _copy);
        return _copy;
    }
}
