using Silk.NET.Direct3D12;

namespace RealtimeCnn.Gpu.Direct3D12;

/// <summary>Fills a GPU buffer again and again, through memory of its own; allocates nothing.</summary>
/// <remarks>One thread at a time. The queue's owner waits for the GPU before disposing this.</remarks>
internal sealed unsafe class BufferUpload : IDisposable
{
    private readonly CommandRecorder _recorder;
    private readonly Direct3D12Buffer _staging;

    /// <summary>Makes one for up to so many bytes.</summary>
    public BufferUpload(Direct3D12Device device, Direct3D12Queue queue, long size)
    {
        _staging = device.CreateBuffer(size, BufferKind.Upload);
        try
        {
            _recorder = new CommandRecorder(device, queue);
        }
        catch
        {
            _staging.Dispose();
            throw;
        }
    }

    /// <summary>Submits the copy and returns; it is done before what is submitted next.</summary>
    public void Submit(ReadOnlySpan<byte> data, Direct3D12Buffer target)
    {
        ID3D12GraphicsCommandList* list = _recorder.Begin(); // waits until the GPU has read the last one
        data.CopyTo(_staging.Memory);
        list->CopyBufferRegion(target.Native, 0, _staging.Native, 0, (ulong)data.Length);
        _recorder.Submit();
    }

    public void Dispose()
    {
        _recorder.Dispose();
        _staging.Dispose();
    }
}

/// <summary>Copies between the processor's memory and GPU buffers, and waits: for set-up, tests and diagnosis, not for frames.</summary>
internal static unsafe class BufferTransfer
{
    /// <summary>Fills a GPU buffer from its start.</summary>
    public static void Write(Direct3D12Device device, Direct3D12Queue queue, Direct3D12Buffer target, ReadOnlySpan<byte> data)
    {
        using Direct3D12Buffer staging = device.CreateBuffer(data.Length, BufferKind.Upload);
        data.CopyTo(staging.Memory);
        Copy(device, queue, target, staging, data.Length);
    }

    /// <summary>Reads a GPU buffer from its start.</summary>
    public static void Read(Direct3D12Device device, Direct3D12Queue queue, Direct3D12Buffer source, Span<byte> data)
    {
        using Direct3D12Buffer staging = device.CreateBuffer(data.Length, BufferKind.Readback);
        Copy(device, queue, staging, source, data.Length);
        staging.Memory[..data.Length].CopyTo(data);
    }

    // Buffers take on the state of their first use by themselves and lose it when the submission ends.
    private static void Copy(Direct3D12Device device, Direct3D12Queue queue, Direct3D12Buffer target, Direct3D12Buffer source, long length)
    {
        using var recorder = new CommandRecorder(device, queue);
        ID3D12GraphicsCommandList* list = recorder.Begin();
        list->CopyBufferRegion(target.Native, 0, source.Native, 0, (ulong)length);
        queue.Wait(recorder.Submit());
        device.ThrowIfLost();
    }
}
