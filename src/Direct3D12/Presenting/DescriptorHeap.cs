using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;

namespace RealtimeCnn.Direct3D12;

/// <summary>A row of places for views. Dispose when no work uses it.</summary>
internal sealed unsafe class DescriptorHeap : IDisposable
{
    private readonly nuint _cpuStart;
    private readonly ulong _gpuStart;
    private readonly uint _step;
    private ID3D12DescriptorHeap* _heap;

    /// <param name="device">Outlives the heap.</param>
    /// <param name="type">Kind of views.</param>
    /// <param name="count">How many.</param>
    public DescriptorHeap(Direct3D12Device device, DescriptorHeapType type, uint count)
    {
        bool seenByShaders = type == DescriptorHeapType.CbvSrvUav;
        DescriptorHeapDesc desc = new()
        {
            Type = type, NumDescriptors = count, Flags = seenByShaders ? DescriptorHeapFlags.ShaderVisible : DescriptorHeapFlags.None,
        };
        ID3D12DescriptorHeap* heap;
        HResults.Check(
            device.Native->CreateDescriptorHeap(&desc, SilkMarshal.GuidPtrOf<ID3D12DescriptorHeap>(), (void**)&heap),
            "make a descriptor heap");
        _heap = heap;
        _step = device.Native->GetDescriptorHandleIncrementSize(type);
        _cpuStart = heap->GetCPUDescriptorHandleForHeapStart().Ptr;
        _gpuStart = seenByShaders ? heap->GetGPUDescriptorHandleForHeapStart().Ptr : 0;
    }

    /// <summary>The heap itself: borrowed.</summary>
    public ID3D12DescriptorHeap* Native => _heap;

    /// <summary>Where the processor writes a view.</summary>
    public CpuDescriptorHandle Cpu(int index) => new() { Ptr = _cpuStart + (nuint)index * _step };

    /// <summary>Where shaders find a view.</summary>
    public GpuDescriptorHandle Gpu(int index) => new() { Ptr = _gpuStart + (ulong)index * _step };

    public void Dispose()
    {
        if (_heap is not null)
            _heap->Release();
        _heap = null;
    }
}
