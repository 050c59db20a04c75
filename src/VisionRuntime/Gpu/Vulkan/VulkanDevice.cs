using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Gpu.Vulkan;

/// <summary>A GPU opened for work, with one queue. Several users may share it.</summary>
/// <remarks>Any thread; <see cref="Submit"/> takes turns. Dispose after everything made on it.</remarks>
internal sealed unsafe class VulkanDevice : IDisposable
{
    private readonly Lock _queueTurn = new();
    private readonly VulkanInstance _instance;
    private readonly PhysicalDeviceMemoryProperties _memory;
    private int _submitsUntilLoss = -1;
    private volatile bool _isLost;

    private VulkanDevice(VulkanInstance instance, VulkanDeviceRequest request, GpuSelection selection)
    {
        _instance = instance;
        Selection = selection;
        Info = selection.Chosen!;
        Physical = instance.Devices[Info.Index];
        QueueFamily = (uint)VulkanDeviceInfo.QueueFamily(Api, Physical, request);
        TimestampBits = VulkanDeviceInfo.QueueFamilies(Api, Physical)[QueueFamily].TimestampValidBits;
        PhysicalDeviceProperties properties;
        Api.GetPhysicalDeviceProperties(Physical, &properties);
        Limits = properties.Limits;
        PhysicalDeviceMemoryProperties memory;
        Api.GetPhysicalDeviceMemoryProperties(Physical, &memory);
        _memory = memory;
    }

    public Vk Api => _instance.Api;

    public Device Handle { get; private set; }

    public PhysicalDevice Physical { get; }

    /// <summary>All GPUs and why this one.</summary>
    public GpuSelection Selection { get; }

    /// <summary>This one.</summary>
    public GpuDevice Info { get; }

    public uint QueueFamily { get; }

    public Queue Queue { get; private set; }

    /// <summary>Significant bits of time stamps; 0 if the queue writes none.</summary>
    public uint TimestampBits { get; }

    public PhysicalDeviceLimits Limits { get; }

    /// <summary>Set for good once a call has said so.</summary>
    public bool IsLost => _isLost;

    /// <summary>Opens the GPU that a request means.</summary>
    /// <param name="instance">Borrowed: dispose it after the device.</param>
    /// <param name="request">What is needed.</param>
    /// <exception cref="VulkanException">There is none, or it cannot be opened; the message says why.</exception>
    public static VulkanDevice Open(VulkanInstance instance, VulkanDeviceRequest request)
    {
        GpuSelection selection = VulkanDeviceInfo.Select(instance, request);
        if (selection.Problem is not null)
            throw new VulkanException($"Vulkan: {selection.Problem}.");
        var device = new VulkanDevice(instance, request, selection);
        device.Create(request);
        return device;
    }

    /// <summary>Waits for all work, then destroys the device.</summary>
    public void Dispose()
    {
        if (Handle.Handle == 0) return;
        // Lost or not, it goes.
        Api.DeviceWaitIdle(Handle);
        Api.DestroyDevice(Handle, null);
        Handle = default;
    }

    /// <summary>As <see cref="ResultExtensions.Check"/>, and remembers that the device is lost.</summary>
    /// <exception cref="VulkanDeviceLostException">The device is lost.</exception>
    /// <exception cref="VulkanException">The call failed otherwise.</exception>
    public void Check(Result result, string call)
    {
        if (result == Result.ErrorDeviceLost)
        {
            _isLost = true;
            throw new VulkanDeviceLostException(call, Info.Name);
        }
        result.Check(call);
    }

    /// <summary>Queues a command buffer; the fence is signalled when it is done.</summary>
    public void Submit(CommandBuffer commands, Fence fence)
    {
        SubmitInfo info = new() { SType = StructureType.SubmitInfo, CommandBufferCount = 1, PCommandBuffers = &commands };
        Result result;
        lock (_queueTurn)
        {
            if (_submitsUntilLoss > 0) _submitsUntilLoss--;
            result = _isLost || _submitsUntilLoss == 0 ? Result.ErrorDeviceLost : Api.QueueSubmit(Queue, 1, &info, fence);
        }
        Check(result, "vkQueueSubmit");
    }

    /// <summary>For tests: the device is lost at a coming call of <see cref="Submit"/>.</summary>
    /// <param name="submit">1 for the next.</param>
    internal void LoseAt(int submit) => _submitsUntilLoss = submit;

    /// <summary>The first memory type that has one of the given sets of properties, tried in order; -1 if none has.</summary>
    /// <param name="allowed">Bit set of types.</param>
    /// <param name="wishes">Best first.</param>
    public int FindMemory(uint allowed, ReadOnlySpan<MemoryPropertyFlags> wishes)
    {
        foreach (MemoryPropertyFlags wish in wishes)
        {
            for (int type = 0; type < _memory.MemoryTypeCount; type++)
            {
                if ((allowed & 1u << type) != 0 && (PropertiesOf(type) & wish) == wish) return type;
            }
        }
        return -1;
    }

    public MemoryPropertyFlags PropertiesOf(int memoryType) => _memory.MemoryTypes[memoryType].PropertyFlags;

    private void Create(VulkanDeviceRequest request)
    {
        byte** extensions = (byte**)SilkMarshal.StringArrayToPtr([.. request.Extensions]);
        try
        {
            float priority = 1;
            DeviceQueueCreateInfo queue = new()
            {
                SType = StructureType.DeviceQueueCreateInfo, QueueFamilyIndex = QueueFamily, QueueCount = 1, PQueuePriorities = &priority,
            };
            DeviceCreateInfo info = new()
            {
                SType = StructureType.DeviceCreateInfo, QueueCreateInfoCount = 1, PQueueCreateInfos = &queue,
                EnabledExtensionCount = (uint)request.Extensions.Count, PpEnabledExtensionNames = extensions,
            };
            Device handle;
            Api.CreateDevice(Physical, &info, null, &handle).Check("vkCreateDevice");
            Handle = handle;
        }
        finally
        {
            SilkMarshal.Free((nint)extensions);
        }
        Queue first;
        Api.GetDeviceQueue(Handle, QueueFamily, 0, &first);
        Queue = first;
    }
}
