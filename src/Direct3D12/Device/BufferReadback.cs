namespace RealtimeCnn.Direct3D12;

/// <summary>Brings the start of a GPU buffer to the processor, again and again. Reading waits for the GPU, and allocates nothing.</summary>
/// <remarks>One thread at a time. Dispose it before the buffer and the queue.</remarks>
internal sealed unsafe class BufferReadback : IDisposable
{
    private readonly Direct3D12Device _device; // borrowed, as queue and source are
    private readonly Direct3D12Queue _queue;
    private readonly Direct3D12Buffer _source;
    private readonly CommandRecorder _recorder;
    private readonly Direct3D12Buffer _staging;
    private readonly int _length;

    /// <summary>Makes one for as many bytes.</summary>
    public BufferReadback(Direct3D12Device device, Direct3D12Queue queue, Direct3D12Buffer source, int length)
    {
        (_device, _queue, _source, _length) = (device, queue, source, length);
        _recorder = new CommandRecorder(device, queue);
        try
        {
            _staging = device.CreateBuffer(length, BufferKind.Readback);
        }
        catch
        {
            _recorder.Dispose();
            throw;
        }
    }

    /// <summary>The bytes, until the next call.</summary>
    /// <exception cref="DeviceLostException">The GPU is gone.</exception>
    public ReadOnlySpan<byte> Read()
    {
        // Buffers take on the state of their first use by themselves and lose it when the submission ends.
        _recorder.Begin()->CopyBufferRegion(_staging.Native, 0, _source.Native, 0, (ulong)_length);
        _queue.Wait(_recorder.Submit());
        _device.ThrowIfLost();
        return _staging.Memory[.._length];
    }

    public void Dispose()
    {
        _staging.Dispose();
        _recorder.Dispose();
    }
}
