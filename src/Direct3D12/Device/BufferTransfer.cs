using Silk.NET.Direct3D12;

namespace RealtimeCnn.Direct3D12;

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
        using BufferReadback readback = new(device, queue, source, data.Length);
        readback.Read().CopyTo(data);
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
