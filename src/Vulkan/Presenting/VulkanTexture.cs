using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>A BGRA picture that shaders read, with the memory through which the processor fills it.</summary>
/// <remarks>One thread at a time. Owned by whoever made it; dispose when no work uses it.</remarks>
internal sealed unsafe class VulkanTexture : IDisposable
{
    private readonly VulkanDevice _device;
    private VulkanBuffer? _staging;
    private Image _image;
    private DeviceMemory _memory;
    private bool _hasContent;

    private VulkanTexture(VulkanDevice device, int width, int height) => (_device, Width, Height) = (device, width, height);

    public int Width { get; }

    public int Height { get; }

    /// <summary>Bytes from one row to the next in <see cref="Pixels"/>.</summary>
    public int Stride => Width * 4;

    /// <summary>Where the processor writes pixels; <see cref="RecordUpload"/> takes them from here.</summary>
    public byte* Pixels => _staging!.Mapped;

    public ImageView View { get; private set; }

    /// <exception cref="VulkanException">The device has no room, or takes no pictures of this size.</exception>
    public static VulkanTexture Create(VulkanDevice device, int width, int height)
    {
        if (Math.Max(width, height) > device.Limits.MaxImageDimension2D)
        {
            uint most = device.Limits.MaxImageDimension2D;
            throw new VulkanException($"Vulkan: {device.Info.Name} takes pictures of {most} pixels at most, not {width} x {height}.");
        }
        var texture = new VulkanTexture(device, width, height);
        try
        {
            texture._staging = VulkanBuffer.Create(
                device, (long)width * height * 4, BufferUsageFlags.TransferSrcBit, VulkanBuffer.Staging, "a picture");
            texture.CreateImage();
            return texture;
        }
        catch
        {
            texture.Dispose();
            throw;
        }
    }

    /// <summary>Records the copy of rectangles from <see cref="Pixels"/> to where shaders read.</summary>
    public void RecordUpload(CommandBuffer commands, ReadOnlySpan<PixelRect> rects)
    {
        Barrier(
            commands, _hasContent ? ImageLayout.ShaderReadOnlyOptimal : ImageLayout.Undefined, ImageLayout.TransferDstOptimal,
            PipelineStageFlags.FragmentShaderBit, 0, PipelineStageFlags.TransferBit, AccessFlags.TransferWriteBit);
        foreach (ref readonly PixelRect rect in rects)
        {
            BufferImageCopy region = new()
            {
                BufferOffset = (ulong)((long)rect.Y * Stride + rect.X * 4L),
                BufferRowLength = (uint)Width,
                BufferImageHeight = (uint)Height,
                ImageSubresource = new ImageSubresourceLayers(ImageAspectFlags.ColorBit, 0, 0, 1),
                ImageOffset = new Offset3D(rect.X, rect.Y, 0),
                ImageExtent = new Extent3D((uint)rect.Width, (uint)rect.Height, 1),
            };
            _device.Api.CmdCopyBufferToImage(commands, _staging!.Handle, _image, ImageLayout.TransferDstOptimal, 1, &region);
        }
        Barrier(
            commands, ImageLayout.TransferDstOptimal, ImageLayout.ShaderReadOnlyOptimal, PipelineStageFlags.TransferBit,
            AccessFlags.TransferWriteBit, PipelineStageFlags.FragmentShaderBit, AccessFlags.ShaderReadBit);
        _hasContent = true;
    }

    public void Dispose()
    {
        Vk api = _device.Api;
        api.DestroyImageView(_device.Handle, View, null);
        api.DestroyImage(_device.Handle, _image, null);
        api.FreeMemory(_device.Handle, _memory, null);
        _staging?.Dispose();
        (View, _image, _memory, _staging) = (default, default, default, null);
    }

    private void CreateImage()
    {
        Vk api = _device.Api;
        ImageCreateInfo info = new()
        {
            SType = StructureType.ImageCreateInfo, ImageType = ImageType.Type2D, Format = Format.B8G8R8A8Unorm,
            Extent = new Extent3D((uint)Width, (uint)Height, 1), MipLevels = 1, ArrayLayers = 1, Samples = SampleCountFlags.Count1Bit,
            Tiling = ImageTiling.Optimal, Usage = ImageUsageFlags.TransferDstBit | ImageUsageFlags.SampledBit,
            SharingMode = SharingMode.Exclusive,
        };
        Image image;
        _device.Check(api.CreateImage(_device.Handle, &info, null, &image), "vkCreateImage");
        _image = image;
        MemoryRequirements requirements;
        api.GetImageMemoryRequirements(_device.Handle, image, &requirements);
        int type = _device.FindMemory(requirements.MemoryTypeBits, VulkanBuffer.OnDevice);
        if (type < 0)
            throw new VulkanException($"Vulkan: {_device.Info.Name} has no kind of memory for a picture.");
        MemoryAllocateInfo allocation = new()
        {
            SType = StructureType.MemoryAllocateInfo, AllocationSize = requirements.Size, MemoryTypeIndex = (uint)type,
        };
        DeviceMemory memory;
        _device.Check(api.AllocateMemory(_device.Handle, &allocation, null, &memory), "vkAllocateMemory");
        _memory = memory;
        _device.Check(api.BindImageMemory(_device.Handle, image, memory, 0), "vkBindImageMemory");
        View = CreateView(_device, image, Format.B8G8R8A8Unorm);
    }

    /// <summary>A view of a whole picture.</summary>
    public static ImageView CreateView(VulkanDevice device, Image image, Format format)
    {
        ImageViewCreateInfo info = new()
        {
            SType = StructureType.ImageViewCreateInfo, Image = image, ViewType = ImageViewType.Type2D, Format = format,
            SubresourceRange = new ImageSubresourceRange(ImageAspectFlags.ColorBit, 0, 1, 0, 1),
        };
        ImageView view;
        device.Check(device.Api.CreateImageView(device.Handle, &info, null, &view), "vkCreateImageView");
        return view;
    }

    private void Barrier(
        CommandBuffer commands, ImageLayout from, ImageLayout to, PipelineStageFlags after, AccessFlags written, PipelineStageFlags before,
        AccessFlags next)
    {
        ImageMemoryBarrier barrier = new()
        {
            SType = StructureType.ImageMemoryBarrier, OldLayout = from, NewLayout = to, SrcAccessMask = written, DstAccessMask = next,
            SrcQueueFamilyIndex = Vk.QueueFamilyIgnored, DstQueueFamilyIndex = Vk.QueueFamilyIgnored, Image = _image,
            SubresourceRange = new ImageSubresourceRange(ImageAspectFlags.ColorBit, 0, 1, 0, 1),
        };
        _device.Api.CmdPipelineBarrier(commands, after, before, 0, 0, null, 0, null, 1, &barrier);
    }
}
