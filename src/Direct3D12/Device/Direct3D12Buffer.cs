using Silk.NET.Direct3D12;

namespace RealtimeCnn.Direct3D12;

/// <summary>Where a buffer lies and who reads and writes it.</summary>
internal enum BufferKind
{
    /// <summary>GPU memory that shaders and DirectML read and write.</summary>
    Gpu,

    /// <summary>Memory that the processor writes, front to back, and the GPU reads once.</summary>
    Upload,

    /// <summary>Memory that the GPU writes and the processor reads.</summary>
    Readback,
}

/// <summary>One buffer. The GPU must have finished with it before it is disposed.</summary>
internal sealed unsafe class Direct3D12Buffer : IDisposable
{
    private ID3D12Resource* _resource;
    private void* _memory;

    /// <summary>Takes over the reference.</summary>
    public Direct3D12Buffer(ID3D12Resource* resource, long size, BufferKind kind)
    {
        _resource = resource;
        Size = size;
        Address = resource->GetGPUVirtualAddress();
        if (kind == BufferKind.Gpu)
            return;
        void* memory;
        int result = resource->Map(0, null, &memory);
        if (result < 0)
            resource->Release();
        HResults.Check(result, "map a buffer");
        _memory = memory;
    }

    /// <summary>Bytes.</summary>
    public long Size { get; }

    /// <summary>Where the GPU sees it.</summary>
    public ulong Address { get; }

    /// <summary>The resource: borrowed.</summary>
    public ID3D12Resource* Native => _resource;

    /// <summary>The memory of an upload or readback buffer, mapped for as long as the buffer lives.</summary>
    public Span<byte> Memory =>
        _memory is null ? throw new InvalidOperationException("The processor does not see this buffer.") : new(_memory, checked((int)Size));

    public void Dispose()
    {
        if (_resource is null)
            return;
        if (_memory is not null)
            _resource->Unmap(0, null);
        _memory = null;
        _resource->Release();
        _resource = null;
    }
}
