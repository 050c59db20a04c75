using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>A queue of a device. Users on several threads take turns, as Vulkan demands.</summary>
/// <remarks>Any thread. Owned by its device.</remarks>
/// <param name="device">The device.</param>
/// <param name="family">Index of its family.</param>
/// <param name="handle">The queue itself.</param>
/// <param name="turn">Held by whoever uses the queue; null where nobody outside does.</param>
internal sealed unsafe class VulkanQueue(VulkanDevice device, uint family, Queue handle, Lock? turn = null)
{
    private readonly Lock _turn = turn ?? new Lock();
    private int _submitsUntilLoss = -1;

    /// <summary>Index of its family; command pools and surfaces ask for it.</summary>
    public uint Family => family;

    /// <summary>Queues a command buffer; the fence is signalled when it is done.</summary>
    /// <exception cref="DeviceLostException">The device is lost.</exception>
    public void Submit(CommandBuffer commands, Fence fence) =>
        Submit(new SubmitInfo { SType = StructureType.SubmitInfo, CommandBufferCount = 1, PCommandBuffers = &commands }, fence);

    /// <summary>The same with semaphores.</summary>
    public void Submit(SubmitInfo info, Fence fence)
    {
        Result result;
        lock (_turn)
        {
            if (_submitsUntilLoss > 0)
                _submitsUntilLoss--;
            result = device.IsLost || _submitsUntilLoss == 0 ? Result.ErrorDeviceLost : device.Api.QueueSubmit(handle, 1, &info, fence);
        }
        device.Check(result, "vkQueueSubmit");
    }

    /// <summary>Does something with the queue that no other may disturb, such as presenting.</summary>
    public Result Use(Func<Queue, Result> work)
    {
        lock (_turn)
            return work(handle);
    }

    /// <summary>Waits for everything that was submitted.</summary>
    /// <returns>The result of the call, for the caller to check.</returns>
    public Result WaitIdle()
    {
        lock (_turn)
            return device.Api.QueueWaitIdle(handle);
    }

    /// <summary>For tests: the device is lost at a coming call of <see cref="Submit(CommandBuffer, Fence)"/>.</summary>
    /// <param name="submit">1 for the next.</param>
    internal void LoseAt(int submit) => _submitsUntilLoss = submit;
}
