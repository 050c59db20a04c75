using Silk.NET.Vulkan;
using Semaphore = Silk.NET.Vulkan.Semaphore;

namespace RealtimeCnn.Tests;

/// <summary>
/// A program that draws with Vulkan itself, under the validation layer: its instance, device, queue, images and semaphores. The engine
/// knows nothing of it but what <see cref="VulkanGpu.OnDevice"/> and <see cref="VulkanGpu.Submit"/> are told.
/// </summary>
internal sealed unsafe class DrawingProgram : IDisposable
{
    private readonly VulkanInstance _instance = Validation.Open();
    private readonly VulkanDevice _memory; // finds memory for images; the very device
    private readonly CommandPool _pool;
    private readonly List<ProgramImage> _images = [];
    private readonly List<Semaphore> _semaphores = [];

    public DrawingProgram()
    {
        Choice<GpuInfo> gpus = VulkanDeviceInfo.Select(_instance, new VulkanDeviceRequest());
        Physical = _instance.Devices[VulkanDeviceInfo.IndexOf(gpus.Chosen!)];
        Family = (uint)VulkanDeviceInfo.GraphicsFamily(Api, Physical, null);
        float priority = 1;
        DeviceQueueCreateInfo queues = new()
        {
            SType = StructureType.DeviceQueueCreateInfo, QueueFamilyIndex = Family, QueueCount = 1, PQueuePriorities = &priority,
        };
        PhysicalDeviceTimelineSemaphoreFeatures timelines =
            new() { SType = StructureType.PhysicalDeviceTimelineSemaphoreFeatures, TimelineSemaphore = true };
        DeviceCreateInfo info = new()
        {
            SType = StructureType.DeviceCreateInfo, PNext = &timelines, QueueCreateInfoCount = 1, PQueueCreateInfos = &queues,
        };
        Device device;
        Api.CreateDevice(Physical, &info, null, &device).Check("vkCreateDevice");
        Device = device;
        Queue queue;
        Api.GetDeviceQueue(device, Family, 0, &queue);
        Queue = queue;
        CommandPoolCreateInfo poolInfo = new() { SType = StructureType.CommandPoolCreateInfo, QueueFamilyIndex = Family };
        CommandPool pool;
        Api.CreateCommandPool(device, &poolInfo, null, &pool).Check("vkCreateCommandPool");
        _pool = pool;
        _memory = VulkanDevice.Adopt(
            VulkanInstance.Adopt(Instance), Physical.Handle, device.Handle, Family, queue.Handle, QueueLock);
    }

    public Vk Api => _instance.Api;

    public nint Instance => _instance.Handle.Handle;

    public PhysicalDevice Physical { get; }

    public Device Device { get; }

    public Queue Queue { get; }

    public uint Family { get; }

    public Lock QueueLock { get; } = new();

    public VulkanGpu OpenGpu() =>
        VulkanGpu.OnDevice(Instance, Physical.Handle, Device.Handle, Family, Queue.Handle, QueueLock);

    /// <summary>An image with memory for what is drawn into it; it goes with the program.</summary>
    public ProgramImage CreateImage(int width, int height, Format format)
    {
        var image = new ProgramImage(this, _memory, width, height, format);
        _images.Add(image);
        return image;
    }

    public ulong CreateSemaphore(bool isTimeline)
    {
        SemaphoreTypeCreateInfo type =
            new() { SType = StructureType.SemaphoreTypeCreateInfo, SemaphoreType = SemaphoreType.Timeline };
        SemaphoreCreateInfo info = new() { SType = StructureType.SemaphoreCreateInfo, PNext = isTimeline ? &type : null };
        Semaphore semaphore;
        Api.CreateSemaphore(Device, &info, null, &semaphore).Check("vkCreateSemaphore");
        _semaphores.Add(semaphore);
        return semaphore.Handle;
    }

    /// <summary>Whether a timeline reaches a value in time.</summary>
    public bool Reaches(ulong timeline, ulong value)
    {
        Semaphore semaphore = new(timeline);
        SemaphoreWaitInfo info = new()
        {
            SType = StructureType.SemaphoreWaitInfo, SemaphoreCount = 1, PSemaphores = &semaphore, PValues = &value,
        };
        return Api.WaitSemaphores(Device, &info, 20_000_000_000) == Result.Success;
    }

    /// <summary>Where a timeline is.</summary>
    public ulong ValueOf(ulong timeline)
    {
        ulong value;
        Api.GetSemaphoreCounterValue(Device, new Semaphore(timeline), &value).Check("vkGetSemaphoreCounterValue");
        return value;
    }

    /// <summary>Records commands and submits them.</summary>
    public void Submit(Action<CommandBuffer> record, (ulong Semaphore, ulong Value) wait, (ulong Semaphore, ulong Value) signal)
    {
        CommandBufferAllocateInfo allocation = new()
        {
            SType = StructureType.CommandBufferAllocateInfo, CommandPool = _pool, Level = CommandBufferLevel.Primary,
            CommandBufferCount = 1,
        };
        CommandBuffer commands;
        Api.AllocateCommandBuffers(Device, &allocation, &commands).Check("vkAllocateCommandBuffers");
        CommandBufferBeginInfo begin = new() { SType = StructureType.CommandBufferBeginInfo };
        Api.BeginCommandBuffer(commands, &begin).Check("vkBeginCommandBuffer");
        record(commands);
        Api.EndCommandBuffer(commands).Check("vkEndCommandBuffer");

        Semaphore waited = new(wait.Semaphore), signalled = new(signal.Semaphore);
        PipelineStageFlags stage = PipelineStageFlags.AllCommandsBit;
        TimelineSemaphoreSubmitInfo values = new()
        {
            SType = StructureType.TimelineSemaphoreSubmitInfo, WaitSemaphoreValueCount = 1, PWaitSemaphoreValues = &wait.Value,
            SignalSemaphoreValueCount = 1, PSignalSemaphoreValues = &signal.Value,
        };
        SubmitInfo submit = new()
        {
            SType = StructureType.SubmitInfo, PNext = &values, CommandBufferCount = 1, PCommandBuffers = &commands,
            WaitSemaphoreCount = waited.Handle == 0 ? 0u : 1, PWaitSemaphores = &waited, PWaitDstStageMask = &stage,
            SignalSemaphoreCount = signalled.Handle == 0 ? 0u : 1, PSignalSemaphores = &signalled,
        };
        values.WaitSemaphoreValueCount = submit.WaitSemaphoreCount;
        values.SignalSemaphoreValueCount = submit.SignalSemaphoreCount;
        lock (QueueLock)
            Api.QueueSubmit(Queue, 1, &submit, default).Check("vkQueueSubmit");
    }

    public void Finish()
    {
        lock (QueueLock)
            Api.QueueWaitIdle(Queue).Check("vkQueueWaitIdle");
    }

    /// <summary>Fails if the layer has said anything so far.</summary>
    public void AssertSilent() => Validation.AssertSilent(_instance);

    /// <summary>Ends the program; the layer then names whatever was left alive on its device.</summary>
    public void Dispose()
    {
        Api.DeviceWaitIdle(Device);
        _images.ForEach(image => image.Dispose());
        _semaphores.ForEach(semaphore => Api.DestroySemaphore(Device, semaphore, null));
        Api.DestroyCommandPool(Device, _pool, null);
        _memory.Dispose();
        Api.DestroyDevice(Device, null);
        _instance.Dispose();
        AssertSilent();
    }
}

/// <summary>An image of the program's and what is drawn into it.</summary>
internal sealed unsafe class ProgramImage : IDisposable
{
    private readonly DrawingProgram _program;
    private readonly VulkanBuffer _pattern;
    private readonly Image _image;
    private readonly DeviceMemory _memory;
    private ImageLayout _layout;

    public ProgramImage(DrawingProgram program, VulkanDevice memory, int width, int height, Format format)
    {
        (_program, Width, Height, Format) = (program, width, height, format);
        ImageCreateInfo info = new()
        {
            SType = StructureType.ImageCreateInfo, ImageType = ImageType.Type2D, Format = format,
            Extent = new Extent3D((uint)width, (uint)height, 1), MipLevels = 1, ArrayLayers = 1, Samples = SampleCountFlags.Count1Bit,
            Tiling = ImageTiling.Optimal, SharingMode = SharingMode.Exclusive,
            Usage = ImageUsageFlags.TransferDstBit | ImageUsageFlags.TransferSrcBit | ImageUsageFlags.SampledBit,
        };
        Image image;
        program.Api.CreateImage(program.Device, &info, null, &image).Check("vkCreateImage");
        _image = image;
        MemoryRequirements needed;
        program.Api.GetImageMemoryRequirements(program.Device, image, &needed);
        MemoryAllocateInfo allocation = new()
        {
            SType = StructureType.MemoryAllocateInfo, AllocationSize = needed.Size,
            MemoryTypeIndex = (uint)memory.FindMemory(needed.MemoryTypeBits, VulkanBuffer.OnDevice),
        };
        DeviceMemory allocated;
        program.Api.AllocateMemory(program.Device, &allocation, null, &allocated).Check("vkAllocateMemory");
        _memory = allocated;
        program.Api.BindImageMemory(program.Device, image, allocated, 0).Check("vkBindImageMemory");
        _pattern = VulkanBuffer.Create(
            memory, (long)width * height * 4, BufferUsageFlags.TransferSrcBit, VulkanBuffer.Staging, "a pattern");
    }

    public int Width { get; }

    public int Height { get; }

    public Format Format { get; }

    public ulong Handle => _image.Handle;

    /// <summary>Draws a pattern, by commands on the queue, and leaves the image in a layout.</summary>
    /// <returns>The same picture as the processor sees it; the caller's.</returns>
    public Frame Draw(
        int seed, ImageLayout next = ImageLayout.ShaderReadOnlyOptimal, (ulong Semaphore, ulong Value) wait = default,
        (ulong Semaphore, ulong Value) signal = default)
    {
        bool isBgra = Format is Format.B8G8R8A8Unorm or Format.B8G8R8A8Srgb;
        Frame frame = TestFrames.Random(Width, Height, isBgra ? PixelFormat.Bgra8 : PixelFormat.Rgba8, seed);
        for (int y = 0; y < Height; y++)
            frame.Row(y).CopyTo(new Span<byte>(_pattern.Mapped + (nint)y * Width * 4, Width * 4));
        _program.Submit(
            commands =>
            {
                Barrier(commands, _layout, ImageLayout.TransferDstOptimal);
                BufferImageCopy region = new()
                {
                    ImageSubresource = new ImageSubresourceLayers(ImageAspectFlags.ColorBit, 0, 0, 1),
                    ImageExtent = new Extent3D((uint)Width, (uint)Height, 1),
                };
                _program.Api.CmdCopyBufferToImage(commands, _pattern.Handle, _image, ImageLayout.TransferDstOptimal, 1, &region);
                Barrier(commands, ImageLayout.TransferDstOptimal, next);
            },
            wait, signal);
        _layout = next;
        return frame;
    }

    /// <summary>Hands it in as it is, and remembers the layout that it gets.</summary>
    public bool Submit(
        VulkanGpu gpu, VisionEngine engine, (ulong Semaphore, ulong Value) wait = default, (ulong Semaphore, ulong Value) signal = default,
        FrameTransform transform = default, ImageLayout next = ImageLayout.Undefined)
    {
        bool wasTaken = gpu.Submit(engine, Handle, Width, Height, (int)Format, (int)_layout, (int)next, wait, signal, transform);
        if (next != ImageLayout.Undefined)
            _layout = next;
        return wasTaken;
    }

    public void Dispose()
    {
        _program.Api.DestroyImage(_program.Device, _image, null);
        _program.Api.FreeMemory(_program.Device, _memory, null);
        _pattern.Dispose();
    }

    private void Barrier(CommandBuffer commands, ImageLayout from, ImageLayout to)
    {
        const AccessFlags All = AccessFlags.MemoryReadBit | AccessFlags.MemoryWriteBit;
        ImageMemoryBarrier barrier = new()
        {
            SType = StructureType.ImageMemoryBarrier, OldLayout = from, NewLayout = to, SrcAccessMask = All, DstAccessMask = All,
            SrcQueueFamilyIndex = Vk.QueueFamilyIgnored, DstQueueFamilyIndex = Vk.QueueFamilyIgnored, Image = _image,
            SubresourceRange = new ImageSubresourceRange(ImageAspectFlags.ColorBit, 0, 1, 0, 1),
        };
        _program.Api.CmdPipelineBarrier(
            commands, PipelineStageFlags.AllCommandsBit, PipelineStageFlags.AllCommandsBit, 0, 0, null, 0, null, 1, &barrier);
    }
}
