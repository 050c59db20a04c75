using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>A buffer with memory of its own, mapped for as long as it lives where the processor can see it.</summary>
/// <remarks>Owned by whoever made it; dispose when no work uses it.</remarks>
internal sealed unsafe class VulkanBuffer : IDisposable
{
    private const MemoryPropertyFlags Visible = MemoryPropertyFlags.HostVisibleBit;
    private const MemoryPropertyFlags Coherent = MemoryPropertyFlags.HostCoherentBit;
    private const MemoryPropertyFlags Cached = MemoryPropertyFlags.HostCachedBit;
    private const MemoryPropertyFlags Local = MemoryPropertyFlags.DeviceLocalBit;

    /// <summary>Only the GPU uses it.</summary>
    public static ReadOnlySpan<MemoryPropertyFlags> OnDevice => [Local, 0];

    /// <summary>The processor writes it in order, the GPU reads it: best in the GPU's own memory.</summary>
    public static ReadOnlySpan<MemoryPropertyFlags> Upload => [Local | Visible | Coherent, Visible | Coherent];

    /// <summary>The processor writes it in order, the GPU copies it once.</summary>
    public static ReadOnlySpan<MemoryPropertyFlags> Staging => [Visible | Coherent];

    /// <summary>The GPU writes it, the processor reads it.</summary>
    public static ReadOnlySpan<MemoryPropertyFlags> Readable => [Visible | Coherent | Cached, Visible | Cached, Visible | Coherent];

    private readonly VulkanDevice _device;
    private DeviceMemory _memory;

    private VulkanBuffer(VulkanDevice device, ulong size) => (_device, Size) = (device, size);

    public Silk.NET.Vulkan.Buffer Handle { get; private set; }

    public ulong Size { get; }

    /// <summary>What the memory can do.</summary>
    public MemoryPropertyFlags Properties { get; private set; }

    /// <summary>The content; null where the processor cannot see it.</summary>
    public byte* Mapped { get; private set; }

    /// <summary>Makes a buffer.</summary>
    /// <param name="device">Borrowed.</param>
    /// <param name="size">Bytes, above 0.</param>
    /// <param name="usage">What for.</param>
    /// <param name="memory">Kinds of memory, best first.</param>
    /// <param name="what">For the error's message.</param>
    /// <exception cref="VulkanException">It is larger than the device takes, or there is no memory for it.</exception>
    public static VulkanBuffer Create(
        VulkanDevice device, long size, BufferUsageFlags usage, ReadOnlySpan<MemoryPropertyFlags> memory, string what)
    {
        if ((usage & BufferUsageFlags.StorageBufferBit) != 0 && size > device.Limits.MaxStorageBufferRange)
        {
            throw new VulkanException(
                $"Vulkan: {what} needs {size >> 20} MiB; {device.Info.Name} takes {device.Limits.MaxStorageBufferRange >> 20}. " +
                "Use smaller frames or the CPU.");
        }
        var buffer = new VulkanBuffer(device, (ulong)size);
        try
        {
            buffer.Allocate(usage, memory, what);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>Makes the GPU's writes visible to the processor, after its fence. Needed only for memory that is not coherent.</summary>
    public void Invalidate()
    {
        if ((Properties & Coherent) != 0)
            return;
        MappedMemoryRange range = new() { SType = StructureType.MappedMemoryRange, Memory = _memory, Size = Vk.WholeSize };
        _device.Check(_device.Api.InvalidateMappedMemoryRanges(_device.Handle, 1, &range), "vkInvalidateMappedMemoryRanges");
    }

    public void Dispose()
    {
        Vk api = _device.Api;
        if (Handle.Handle != 0)
            api.DestroyBuffer(_device.Handle, Handle, null);
        if (Mapped != null)
            api.UnmapMemory(_device.Handle, _memory);
        if (_memory.Handle != 0)
            api.FreeMemory(_device.Handle, _memory, null);
        (Handle, _memory) = (default, default);
        Mapped = null;
    }

    private void Allocate(BufferUsageFlags usage, ReadOnlySpan<MemoryPropertyFlags> memory, string what)
    {
        Vk api = _device.Api;
        BufferCreateInfo info =
            new() { SType = StructureType.BufferCreateInfo, Size = Size, Usage = usage, SharingMode = SharingMode.Exclusive };
        Silk.NET.Vulkan.Buffer handle;
        _device.Check(api.CreateBuffer(_device.Handle, &info, null, &handle), "vkCreateBuffer");
        Handle = handle;

        MemoryRequirements requirements;
        api.GetBufferMemoryRequirements(_device.Handle, handle, &requirements);
        int type = _device.FindMemory(requirements.MemoryTypeBits, memory);
        if (type < 0)
            throw new VulkanException($"Vulkan: {_device.Info.Name} has no kind of memory for {what}.");
        Properties = _device.PropertiesOf(type);
        MemoryAllocateInfo allocation = new()
        {
            SType = StructureType.MemoryAllocateInfo, AllocationSize = requirements.Size, MemoryTypeIndex = (uint)type,
        };
        DeviceMemory allocated;
        _device.Check(api.AllocateMemory(_device.Handle, &allocation, null, &allocated), "vkAllocateMemory");
        _memory = allocated;
        _device.Check(api.BindBufferMemory(_device.Handle, handle, allocated, 0), "vkBindBufferMemory");
        if ((memory[0] & Visible) == 0)
            return;
        void* mapped;
        _device.Check(api.MapMemory(_device.Handle, allocated, 0, Vk.WholeSize, 0, &mapped), "vkMapMemory");
        Mapped = (byte*)mapped;
    }
}
