using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;

namespace RealtimeCnn.Direct3D12;

/// <summary>A queue with its fence. What is submitted to one queue runs in the order of submission; queues run beside each other.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed unsafe class Direct3D12Queue : IDisposable
{
    // Long enough for the biggest network on a software GPU; a GPU that is silent for longer is taken for hung.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Direct3D12Device _device;
    private readonly AutoResetEvent _reached = new(false);
    private ID3D12CommandQueue* _queue;
    private ID3D12Fence* _fence;
    private ulong _signalled;

    /// <summary>Makes a queue on a device.</summary>
    /// <param name="device">Outlives the queue.</param>
    /// <param name="type">Compute, or direct for a queue that draws as well.</param>
    public Direct3D12Queue(Direct3D12Device device, CommandListType type = CommandListType.Compute)
    {
        (_device, Type) = (device, type);
        // As ONNX Runtime does for a queue of its own: the first run of a big network may take longer than the two seconds after which
        // Windows resets a GPU.
        CommandQueueDesc desc = new()
        {
            Type = type,
            Flags = type == CommandListType.Compute ? CommandQueueFlags.DisableGpuTimeout : CommandQueueFlags.None,
        };
        ID3D12CommandQueue* queue;
        HResults.Check(
            device.Native->CreateCommandQueue(&desc, SilkMarshal.GuidPtrOf<ID3D12CommandQueue>(), (void**)&queue), "make a queue");
        ID3D12Fence* fence;
        int result = device.Native->CreateFence(0, FenceFlags.None, SilkMarshal.GuidPtrOf<ID3D12Fence>(), (void**)&fence);
        if (result < 0)
            queue->Release();
        HResults.Check(result, "make a fence");
        _queue = queue;
        _fence = fence;
    }

    /// <summary>What its command lists may do.</summary>
    public CommandListType Type { get; }

    /// <summary>The queue itself: borrowed.</summary>
    public ID3D12CommandQueue* Native => _queue;

    /// <summary>Tells how far the queue is: borrowed.</summary>
    public ID3D12Fence* Fence => _fence;

    /// <summary>Whether a fence value is reached; a lost device's are.</summary>
    public bool IsReached(ulong value) => _fence->GetCompletedValue() >= value;

    /// <summary>Submits a closed list.</summary>
    /// <returns>The fence value that is reached when everything submitted so far is done.</returns>
    public ulong Submit(ID3D12GraphicsCommandList* list)
    {
        _queue->ExecuteCommandLists(1, (ID3D12CommandList**)&list);
        return Signal();
    }

    /// <summary>Marks the end of everything submitted so far, also by others to the same queue.</summary>
    public ulong Signal()
    {
        HResults.Check(_queue->Signal(_fence, ++_signalled), "signal a fence");
        return _signalled;
    }

    /// <summary>Blocks until a fence value is reached.</summary>
    /// <exception cref="DeviceLostException">The device is gone, or silent for minutes.</exception>
    public void Wait(ulong value)
    {
        if (_fence->GetCompletedValue() < value)
        {
            HResults.Check(_fence->SetEventOnCompletion(value, (void*)_reached.SafeWaitHandle.DangerousGetHandle()), "wait for a fence");
#pragma warning disable RS0030 // Fences have no other way; what needs the GPU's answer on this thread waits, with a limit.
            if (!_reached.WaitOne(Patience))
#pragma warning restore RS0030
            {
                _device.Lose();
                throw new DeviceLostException($"The GPU {_device.Name} has not answered for {Patience.TotalSeconds:0} seconds.");
            }
        }
        // The fences of a lost device count as reached.
        if (_fence->GetCompletedValue() == ulong.MaxValue)
            _device.ThrowIfLost();
    }

    /// <summary>Blocks until everything submitted is done; a lost device has nothing left to do.</summary>
    public void Drain()
    {
        if (_queue is null)
            return;
        try
        {
            Wait(Signal());
        }
        catch (DeviceLostException)
        {
        }
    }

    /// <summary>Waits for the GPU, then frees the queue.</summary>
    public void Dispose()
    {
        if (_queue is null)
            return;
        Drain();
        _fence->Release();
        _queue->Release();
        _queue = null;
        _fence = null;
        _reached.Dispose();
    }
}
