using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;

namespace RealtimeCnn.Direct3D12;

/// <summary>A command list with the memory behind it, used again and again: begin, record, submit.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed unsafe class CommandRecorder : IDisposable
{
    private readonly Direct3D12Queue _queue;
    private ID3D12CommandAllocator* _allocator;
    private ID3D12GraphicsCommandList* _list;
    private ulong _lastSubmission;

    /// <summary>Makes one for a queue.</summary>
    public CommandRecorder(Direct3D12Device device, Direct3D12Queue queue)
    {
        _queue = queue;
        ID3D12CommandAllocator* allocator;
        HResults.Check(
            device.Native->CreateCommandAllocator(queue.Type, SilkMarshal.GuidPtrOf<ID3D12CommandAllocator>(), (void**)&allocator),
            "make a command allocator");
        _allocator = allocator;
        ID3D12GraphicsCommandList* list;
        int result = device.Native->CreateCommandList(
            0, queue.Type, allocator, null, SilkMarshal.GuidPtrOf<ID3D12GraphicsCommandList>(), (void**)&list);
        if (result >= 0)
        {
            _list = list;
            result = list->Close(); // lists are born open
        }
        if (result < 0)
            Dispose();
        HResults.Check(result, "make a command list");
    }

    /// <summary>Waits for the last submission, because its memory is used again, and opens the list.</summary>
    /// <returns>The list: borrowed.</returns>
    public ID3D12GraphicsCommandList* Begin()
    {
        // By the fence: Reset returns success while the GPU still reads.
        _queue.Wait(_lastSubmission);
        HResults.Check(_allocator->Reset(), "reset a command allocator");
        HResults.Check(_list->Reset(_allocator, null), "reset a command list");
        return _list;
    }

    /// <summary>Closes and submits the list.</summary>
    /// <returns>The fence value that tells when it is done.</returns>
    public ulong Submit()
    {
        HResults.Check(_list->Close(), "close a command list");
        return _lastSubmission = _queue.Submit(_list);
    }

    /// <summary>Frees the list; the GPU must have finished with it.</summary>
    public void Dispose()
    {
        if (_list is not null)
            _list->Release();
        if (_allocator is not null)
            _allocator->Release();
        _list = null;
        _allocator = null;
    }
}

/// <summary>Barriers in a command list.</summary>
internal static unsafe class Barriers
{
    /// <summary>Everything that wrote a buffer before is done before anything after touches it.</summary>
    public static void AfterWrite(ID3D12GraphicsCommandList* list, Direct3D12Buffer buffer)
    {
        ResourceBarrier barrier = new()
        {
            Type = ResourceBarrierType.Uav,
            Anonymous = new ResourceBarrierUnion { UAV = new ResourceUavBarrier { PResource = buffer.Native } },
        };
        list->ResourceBarrier(1, &barrier);
    }

    /// <summary>A buffer changes from one use to another.</summary>
    public static void Transition(ID3D12GraphicsCommandList* list, Direct3D12Buffer buffer, ResourceStates before, ResourceStates after) =>
        Transition(list, buffer.Native, before, after);

    /// <summary>A resource changes from one use to another.</summary>
    public static void Transition(ID3D12GraphicsCommandList* list, ID3D12Resource* resource, ResourceStates before, ResourceStates after)
    {
        ResourceBarrier barrier = new()
        {
            Type = ResourceBarrierType.Transition,
            Anonymous = new ResourceBarrierUnion
            {
                Transition = new ResourceTransitionBarrier
                {
                    PResource = resource,
                    Subresource = D3D12.ResourceBarrierAllSubresources,
                    StateBefore = before,
                    StateAfter = after,
                },
            },
        };
        list->ResourceBarrier(1, &barrier);
    }
}
