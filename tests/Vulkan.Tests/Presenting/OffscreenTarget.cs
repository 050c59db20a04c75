using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;
using RealtimeCnn.Tests;
using Silk.NET.Vulkan;

namespace OverlayRenderer.Tests;

/// <summary>
/// An image that a compositor draws into, without a window, on the best GPU of this machine (lavapipe, which ./test installs, where there
/// is no other) under the validation layer.
/// </summary>
internal sealed unsafe class OffscreenTarget : IDisposable
{
    private const Format Bgra = Format.B8G8R8A8Unorm;

    private readonly int _width;
    private readonly int _height;
    private readonly VulkanInstance _instance;
    private readonly VulkanDevice _device;
    private readonly Compositor _compositor;
    private readonly VulkanBuffer _readable;
    private readonly Image _image;
    private readonly DeviceMemory _memory;
    private readonly ImageView _view;
    private readonly Framebuffer _framebuffer;
    private readonly CommandPool _pool;
    private readonly Fence _fence;

    public OffscreenTarget(int width, int height)
    {
        (_width, _height) = (width, height);
        _instance = Validation.Open();
        _device = VulkanDevice.Open(_instance, new VulkanDeviceRequest());
        _compositor = new Compositor(_device, Bgra, ImageLayout.TransferSrcOptimal);
        _readable = VulkanBuffer.Create(
            _device, (long)width * height * 4, BufferUsageFlags.TransferDstBit, VulkanBuffer.Readable, "a test");
        (_image, _memory) = CreateImage();
        _view = VulkanTexture.CreateView(_device, _image, Bgra);
        _framebuffer = SwapChain.CreateFramebuffer(_device, _compositor.Pass, _view, width, height);
        CommandPoolCreateInfo poolInfo = new() { SType = StructureType.CommandPoolCreateInfo, QueueFamilyIndex = _device.Graphics!.Family };
        FenceCreateInfo fenceInfo = new() { SType = StructureType.FenceCreateInfo };
        CommandPool pool;
        Fence fence;
        _device.Check(_device.Api.CreateCommandPool(_device.Handle, &poolInfo, null, &pool), "vkCreateCommandPool");
        _device.Check(_device.Api.CreateFence(_device.Handle, &fenceInfo, null, &fence), "vkCreateFence");
        (_pool, _fence) = (pool, fence);
    }

    /// <summary>Draws a picture and reads it back.</summary>
    public BgraCanvas Draw(in Picture picture)
    {
        Vk api = _device.Api;
        _compositor.Prepare(picture);
        CommandBufferAllocateInfo allocation = new()
        {
            SType = StructureType.CommandBufferAllocateInfo, CommandPool = _pool, Level = CommandBufferLevel.Primary,
            CommandBufferCount = 1,
        };
        CommandBuffer commands;
        _device.Check(api.AllocateCommandBuffers(_device.Handle, &allocation, &commands), "vkAllocateCommandBuffers");
        CommandBufferBeginInfo begin =
            new() { SType = StructureType.CommandBufferBeginInfo, Flags = CommandBufferUsageFlags.OneTimeSubmitBit };
        _device.Check(api.BeginCommandBuffer(commands, &begin), "vkBeginCommandBuffer");
        _compositor.Record(commands, _framebuffer, _width, _height, picture);
        BufferImageCopy region = new()
        {
            ImageSubresource = new ImageSubresourceLayers(ImageAspectFlags.ColorBit, 0, 0, 1),
            ImageExtent = new Extent3D((uint)_width, (uint)_height, 1),
        };
        api.CmdCopyImageToBuffer(commands, _image, ImageLayout.TransferSrcOptimal, _readable.Handle, 1, &region);
        MemoryBarrier toHost = new()
        {
            SType = StructureType.MemoryBarrier, SrcAccessMask = AccessFlags.TransferWriteBit, DstAccessMask = AccessFlags.HostReadBit,
        };
        api.CmdPipelineBarrier(commands, PipelineStageFlags.TransferBit, PipelineStageFlags.HostBit, 0, 1, &toHost, 0, null, 0, null);
        _device.Check(api.EndCommandBuffer(commands), "vkEndCommandBuffer");
        Fence fence = _fence;
        _device.Check(api.ResetFences(_device.Handle, 1, &fence), "vkResetFences");
        _device.Graphics!.Submit(commands, fence);
        _device.Check(api.WaitForFences(_device.Handle, 1, &fence, true, ulong.MaxValue), "vkWaitForFences");
        api.FreeCommandBuffers(_device.Handle, _pool, 1, &commands);
        _readable.Invalidate();

        var canvas = new BgraCanvas();
        canvas.Resize(_width, _height);
        for (int y = 0; y < _height; y++)
            new ReadOnlySpan<byte>(_readable.Mapped + (nint)y * _width * 4, _width * 4).CopyTo(Pixels.Row(canvas, y));
        return canvas;
    }

    /// <summary>Fails if the validation layer has said anything.</summary>
    public void AssertSilent() => Validation.AssertSilent(_instance);

    public void Dispose()
    {
        Vk api = _device.Api;
        _compositor.Dispose();
        _readable.Dispose();
        api.DestroyFence(_device.Handle, _fence, null);
        api.DestroyCommandPool(_device.Handle, _pool, null);
        api.DestroyFramebuffer(_device.Handle, _framebuffer, null);
        api.DestroyImageView(_device.Handle, _view, null);
        api.DestroyImage(_device.Handle, _image, null);
        api.FreeMemory(_device.Handle, _memory, null);
        _device.Dispose();
        _instance.Dispose();
        AssertSilent(); // it names what was left alive
    }

    private (Image, DeviceMemory) CreateImage()
    {
        Vk api = _device.Api;
        ImageCreateInfo info = new()
        {
            SType = StructureType.ImageCreateInfo, ImageType = ImageType.Type2D, Format = Bgra,
            Extent = new Extent3D((uint)_width, (uint)_height, 1),
            MipLevels = 1, ArrayLayers = 1, Samples = SampleCountFlags.Count1Bit, Tiling = ImageTiling.Optimal,
            Usage = ImageUsageFlags.ColorAttachmentBit | ImageUsageFlags.TransferSrcBit,
        };
        Image image;
        _device.Check(api.CreateImage(_device.Handle, &info, null, &image), "vkCreateImage");
        MemoryRequirements requirements;
        api.GetImageMemoryRequirements(_device.Handle, image, &requirements);
        MemoryAllocateInfo allocation = new()
        {
            SType = StructureType.MemoryAllocateInfo, AllocationSize = requirements.Size,
            MemoryTypeIndex = (uint)_device.FindMemory(requirements.MemoryTypeBits, VulkanBuffer.OnDevice),
        };
        DeviceMemory memory;
        _device.Check(api.AllocateMemory(_device.Handle, &allocation, null, &memory), "vkAllocateMemory");
        _device.Check(api.BindImageMemory(_device.Handle, image, memory, 0), "vkBindImageMemory");
        return (image, memory);
    }
}
