using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn.Direct3D12;

/// <summary>
/// A network's input in GPU memory, filled from frames by a shader on the network's own queue: the network reads it where it lies, and
/// what is submitted first is done first.
/// </summary>
/// <remarks>One thread at a time, that of the network. Dispose it after the session that read it.</remarks>
internal sealed unsafe class DirectMlInput : IGpuPreprocessor
{
    private readonly DirectMlGpu _gpu; // borrowed
    private readonly Direct3D12Queue _queue; // borrowed
    private readonly Direct3D12Preprocessor _preprocessor;
    private readonly Direct3D12Buffer _buffer;
    private readonly OrtMemoryInfo _memory;
    private readonly InputTensor _tensor;
    private nint _handle;
    private BufferReadback? _readback; // for who wants to see it

    /// <summary>Makes buffer, tensor and shader; the content is undefined.</summary>
    public DirectMlInput(PreprocessSpec spec, DirectMlGpu gpu, Direct3D12Queue queue)
    {
        (_gpu, _queue) = (gpu, queue);
        try
        {
            _buffer = gpu.Device.CreateBuffer(spec.ByteCount, BufferKind.Gpu);
            _memory = gpu.Interop.CreateMemoryInfo();
            _handle = gpu.Interop.Import((nint)_buffer.Native);
            _tensor = new InputTensor(spec, _memory, _handle, Read);
            _preprocessor = new Direct3D12Preprocessor(spec, gpu.Device, queue, _buffer);
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

    /// <inheritdoc/>
    public bool CanRead(Frame frame) => _preprocessor.CanRead(frame);

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
            _gpu.Examine(e);
            throw;
        }
    }

    /// <summary>Copies bytes into the tensor; waits. For tests: frames come by <see cref="Run(Frame)"/>.</summary>
    internal void Write(ReadOnlySpan<byte> tensor) => BufferTransfer.Write(_gpu.Device, _queue, _buffer, tensor);

    public void Dispose()
    {
        _preprocessor?.Dispose(); // waits for the GPU
        _readback?.Dispose();
        _tensor?.Dispose(); // it does not own the handle
        if (_handle != 0)
            _gpu.Interop.Release(_handle);
        _handle = 0;
        _memory?.Dispose();
        _buffer?.Dispose();
    }

    // Nothing else brings the tensor to the processor.
    private ReadOnlySpan<byte> Read() => (_readback ??= new BufferReadback(_gpu.Device, _queue, _buffer, Spec.ByteCount)).Read();
}
