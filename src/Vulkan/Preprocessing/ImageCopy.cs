using Silk.NET.Vulkan;
using Semaphore = Silk.NET.Vulkan.Semaphore;

namespace RealtimeCnn.Vulkan;

/// <summary>
/// A copy of an image of the program's, in memory of the device: what a frame shows until it disposes it, which gives it back to
/// <see cref="ImageCopies"/>.
/// </summary>
/// <remarks>Made and written by one thread at a time, that of its owner; <see cref="Dispose"/> on any.</remarks>
internal sealed unsafe class ImageCopy : IDisposable
{
    private readonly CommandPool _pool;
    private CommandBuffer _commands;
    private Fence _fence;
    private VulkanBuffer? _buffer;
    private bool _isSubmitted;
    private volatile bool _isShown;
    private volatile bool _isKept;

    private ImageCopy(VulkanDevice device, CommandPool pool) => (Device, _pool) = (device, pool);

    /// <summary>Where it lies.</summary>
    public VulkanDevice Device { get; }

    /// <summary>The pixels: rows of <see cref="StrideOf"/> bytes.</summary>
    public VulkanBuffer Buffer => _buffer!;

    /// <summary>Whether a frame shows it.</summary>
    public bool IsShown => _isShown;

    /// <summary>Whether it can never be written again: what reads it may hang.</summary>
    public bool IsKept => _isKept;

    /// <summary>Bytes that it can hold.</summary>
    public ulong Capacity => _buffer?.Size ?? 0;

    /// <summary>Bytes from one row to the next.</summary>
    public static int StrideOf(int width) => width * 4 + 63 & ~63;

    /// <summary>Makes one without memory yet.</summary>
    /// <param name="device">Borrowed.</param>
    /// <param name="pool">For its commands; borrowed.</param>
    public static ImageCopy Create(VulkanDevice device, CommandPool pool)
    {
        var copy = new ImageCopy(device, pool);
        try
        {
            FenceCreateInfo fenceInfo = new() { SType = StructureType.FenceCreateInfo };
            Fence fence;
            device.Check(device.Api.CreateFence(device.Handle, &fenceInfo, null, &fence), "vkCreateFence");
            copy._fence = fence;
            CommandBufferAllocateInfo allocation = new()
            {
                SType = StructureType.CommandBufferAllocateInfo, CommandPool = pool, Level = CommandBufferLevel.Primary,
                CommandBufferCount = 1,
            };
            CommandBuffer commands;
            device.Check(device.Api.AllocateCommandBuffers(device.Handle, &allocation, &commands), "vkAllocateCommandBuffers");
            copy._commands = commands;
            return copy;
        }
        catch
        {
            copy.Destroy();
            throw;
        }
    }

    /// <summary>Whether the GPU is through with what was submitted last; waits no longer than asked to.</summary>
    public bool IsDone(TimeSpan patience = default)
    {
        if (!_isSubmitted)
            return true;
        Fence fence = _fence;
        Result result = Device.Api.WaitForFences(Device.Handle, 1, &fence, true, (ulong)(patience.TotalMilliseconds * 1e6));
        if (result == Result.Timeout)
            return false;
        _isSubmitted = false; // also where the device is lost: it works no more
        Device.Check(result, "vkWaitForFences");
        return true;
    }

    /// <summary>Makes room. Nothing may use what was there.</summary>
    /// <exception cref="VulkanException">There is no memory for it, or it is more than the device takes.</exception>
    public void Reserve(long size)
    {
        if (Capacity >= (ulong)size)
            return;
        _buffer?.Dispose();
        _buffer = null;
        _buffer = VulkanBuffer.Create(
            Device, size, BufferUsageFlags.TransferDstBit | BufferUsageFlags.StorageBufferBit, VulkanBuffer.OnDevice, "an image");
    }

    /// <summary>Submits the copy. From here on a frame shows it.</summary>
    /// <exception cref="DeviceLostException">The device is lost.</exception>
    /// <exception cref="VulkanException">The driver refuses.</exception>
    public void Submit(in VulkanImage image)
    {
        Record(image);
        Fence fence = _fence;
        Device.Check(Device.Api.ResetFences(Device.Handle, 1, &fence), "vkResetFences");
        CommandBuffer commands = _commands;
        Semaphore wait = new(image.Wait.Semaphore), signal = new(image.Signal.Semaphore);
        ulong waitValue = image.Wait.Value, signalValue = image.Signal.Value;
        uint waits = wait.Handle == 0 ? 0u : 1, signals = signal.Handle == 0 ? 0u : 1;
        PipelineStageFlags stage = PipelineStageFlags.TransferBit;
        TimelineSemaphoreSubmitInfo timeline = new()
        {
            SType = StructureType.TimelineSemaphoreSubmitInfo, WaitSemaphoreValueCount = waits, PWaitSemaphoreValues = &waitValue,
            SignalSemaphoreValueCount = signals, PSignalSemaphoreValues = &signalValue,
        };
        Device.Compute.Submit(
            new SubmitInfo
            {
                SType = StructureType.SubmitInfo, PNext = waitValue == 0 && signalValue == 0 ? null : &timeline,
                CommandBufferCount = 1, PCommandBuffers = &commands, WaitSemaphoreCount = waits, PWaitSemaphores = &wait,
                PWaitDstStageMask = &stage, SignalSemaphoreCount = signals, PSignalSemaphores = &signal,
            },
            fence);
        (_isSubmitted, _isShown) = (true, true);
    }

    /// <summary>The frame shows it no more.</summary>
    public void Dispose() => _isShown = false;

    /// <summary>Who reads it is late, perhaps for ever. Any thread.</summary>
    public void Keep() => _isKept = true;

    /// <summary>Frees everything. Nothing may use it.</summary>
    public void Destroy()
    {
        _buffer?.Dispose();
        Device.Api.DestroyFence(Device.Handle, _fence, null);
        CommandBuffer commands = _commands;
        if (commands.Handle != 0)
            Device.Api.FreeCommandBuffers(Device.Handle, _pool, 1, &commands);
        (_buffer, _fence, _commands) = (null, default, default);
    }

    private void Record(in VulkanImage image)
    {
        const PipelineStageFlags All = PipelineStageFlags.AllCommandsBit, Copy = PipelineStageFlags.TransferBit;
        const AccessFlags Anything = AccessFlags.MemoryReadBit | AccessFlags.MemoryWriteBit;
        Vk api = Device.Api;
        CommandBufferBeginInfo begin =
            new() { SType = StructureType.CommandBufferBeginInfo, Flags = CommandBufferUsageFlags.OneTimeSubmitBit };
        Device.Check(api.BeginCommandBuffer(_commands, &begin), "vkBeginCommandBuffer");

        // After what the program drew, on this queue or before the semaphore; and after who read the buffer before.
        ImageMemoryBarrier before = Barrier(
            image.Handle, image.Layout, AccessFlags.MemoryWriteBit, ImageLayout.TransferSrcOptimal, AccessFlags.TransferReadBit);
        MemoryBarrier reused = new()
        {
            SType = StructureType.MemoryBarrier, SrcAccessMask = AccessFlags.TransferWriteBit, DstAccessMask = AccessFlags.TransferWriteBit,
        };
        api.CmdPipelineBarrier(_commands, All, Copy, 0, 1, &reused, 0, null, 1, &before);
        BufferImageCopy region = new()
        {
            BufferRowLength = (uint)StrideOf(image.Width) / 4,
            ImageSubresource = new ImageSubresourceLayers(ImageAspectFlags.ColorBit, 0, 0, 1),
            ImageExtent = new Extent3D((uint)image.Width, (uint)image.Height, 1),
        };
        api.CmdCopyImageToBuffer(_commands, new Image(image.Handle), ImageLayout.TransferSrcOptimal, _buffer!.Handle, 1, &region);

        ImageMemoryBarrier after = Barrier(image.Handle, ImageLayout.TransferSrcOptimal, 0, image.Next, Anything);
        MemoryBarrier written = new()
        {
            SType = StructureType.MemoryBarrier, SrcAccessMask = AccessFlags.TransferWriteBit, DstAccessMask = AccessFlags.ShaderReadBit,
        };
        api.CmdPipelineBarrier(_commands, Copy, All, 0, 1, &written, 0, null, 1, &after);
        Device.Check(api.EndCommandBuffer(_commands), "vkEndCommandBuffer");
    }

    private static ImageMemoryBarrier Barrier(ulong image, ImageLayout from, AccessFlags written, ImageLayout to, AccessFlags next) => new()
    {
        SType = StructureType.ImageMemoryBarrier, OldLayout = from, NewLayout = to, SrcAccessMask = written, DstAccessMask = next,
        SrcQueueFamilyIndex = Vk.QueueFamilyIgnored, DstQueueFamilyIndex = Vk.QueueFamilyIgnored, Image = new Image(image),
        SubresourceRange = new ImageSubresourceRange(ImageAspectFlags.ColorBit, 0, 1, 0, 1),
    };
}
