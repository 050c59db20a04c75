using RealtimeCnn.Vulkan;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Benchmarks;

/// <summary>An image on a program's own Vulkan device, handed in over and over.</summary>
internal sealed unsafe class GpuImage : IDisposable
{
    private readonly VulkanInstance _instance = VulkanInstance.Create();
    private readonly VulkanDevice _device;
    private readonly Image _image;
    private readonly DeviceMemory _memory;

    public GpuImage(int width, int height)
    {
        (Width, Height) = (width, height);
        _device = VulkanDevice.Open(_instance, new VulkanDeviceRequest());
        Vk api = _device.Api;
        ImageCreateInfo info = new()
        {
            SType = StructureType.ImageCreateInfo, ImageType = ImageType.Type2D, Format = Format.B8G8R8A8Unorm,
            Extent = new Extent3D((uint)width, (uint)height, 1), MipLevels = 1, ArrayLayers = 1, Samples = SampleCountFlags.Count1Bit,
            Usage = ImageUsageFlags.TransferDstBit | ImageUsageFlags.TransferSrcBit,
        };
        Image image;
        _device.Check(api.CreateImage(_device.Handle, &info, null, &image), "vkCreateImage");
        MemoryRequirements needed;
        api.GetImageMemoryRequirements(_device.Handle, image, &needed);
        MemoryAllocateInfo allocation = new()
        {
            SType = StructureType.MemoryAllocateInfo, AllocationSize = needed.Size,
            MemoryTypeIndex = (uint)_device.FindMemory(needed.MemoryTypeBits, VulkanBuffer.OnDevice),
        };
        DeviceMemory memory;
        _device.Check(api.AllocateMemory(_device.Handle, &allocation, null, &memory), "vkAllocateMemory");
        _device.Check(api.BindImageMemory(_device.Handle, image, memory, 0), "vkBindImageMemory");
        (_image, _memory) = (image, memory);
        Queue queue;
        api.GetDeviceQueue(_device.Handle, _device.Compute.Family, 0, &queue);
        Gpu = VulkanGpu.OnDevice(
            _instance.Handle.Handle, _device.Physical.Handle, _device.Handle.Handle, _device.Compute.Family, queue.Handle, new Lock());
    }

    public int Width { get; }

    public int Height { get; }

    public VulkanGpu Gpu { get; }

    public string Device => _device.Info.Name;

    // General for ever: what it shows does not matter here.
    public bool Submit(VisionEngine engine) => Gpu.Submit(
        engine, _image.Handle, Width, Height, (int)Format.B8G8R8A8Unorm, (int)ImageLayout.General);

    public void Dispose()
    {
        Gpu.Dispose();
        _device.Api.DestroyImage(_device.Handle, _image, null);
        _device.Api.FreeMemory(_device.Handle, _memory, null);
        _device.Dispose();
        _instance.Dispose();
    }
}
