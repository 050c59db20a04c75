using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>A GPU opened for work: one queue that computes and, where the GPU can, one that draws. Several users share it.</summary>
/// <remarks>Any thread. Dispose after everything made on it.</remarks>
internal sealed unsafe class VulkanDevice : IDisposable
{
    /// <summary>The device extension by which pictures are shown in windows.</summary>
    public const string SwapChains = "VK_KHR_swapchain";

    private readonly VulkanInstance? _owned;
    private readonly bool _isAdopted; // the program's, and it is left alone
    private readonly PhysicalDeviceMemoryProperties _memory;
    private VulkanQueue? _compute;
    private volatile bool _isLost;

    private VulkanDevice(VulkanInstance instance, Choice<GpuInfo> gpus, bool ownsInstance, bool isAdopted = false)
    {
        (Instance, _owned, _isAdopted) = (instance, ownsInstance ? instance : null, isAdopted);
        Gpus = gpus;
        Info = gpus.Chosen!;
        Physical = instance.Devices[VulkanDeviceInfo.IndexOf(Info)];
        PhysicalDeviceProperties properties;
        Api.GetPhysicalDeviceProperties(Physical, &properties);
        Limits = properties.Limits;
        PhysicalDeviceMemoryProperties memory;
        Api.GetPhysicalDeviceMemoryProperties(Physical, &memory);
        _memory = memory;
    }

    public Vk Api => Instance.Api;

    public VulkanInstance Instance { get; }

    public Device Handle { get; private set; }

    public PhysicalDevice Physical { get; }

    /// <summary>This GPU, and why not another.</summary>
    public Choice<GpuInfo> Gpus { get; }

    /// <summary>This one.</summary>
    public GpuInfo Info { get; }

    /// <summary>For work without pictures; best one that does nothing else, because it runs beside whatever draws.</summary>
    public VulkanQueue Compute => _compute!;

    /// <summary>
    /// For drawing and presenting, the same as <see cref="Compute"/> where the GPU has one for all; null where it draws nothing.
    /// </summary>
    public VulkanQueue? Graphics { get; private set; }

    /// <summary>Whether it can show pictures in windows.</summary>
    public bool HasSwapChains { get; private set; }

    /// <summary>Significant bits of the time stamps of <see cref="Compute"/>; 0 if it writes none.</summary>
    public uint TimestampBits { get; private set; }

    public PhysicalDeviceLimits Limits { get; }

    /// <summary>Set for good once a call has said so.</summary>
    public bool IsLost => _isLost;

    /// <summary>Opens the GPU that a request means.</summary>
    /// <param name="instance">Borrowed, or taken over: then it goes with the device.</param>
    /// <param name="request">What is needed.</param>
    /// <param name="ownsInstance">Whether it is taken over, also if this throws.</param>
    /// <exception cref="VulkanException">There is none, or it cannot be opened; the message says why.</exception>
    public static VulkanDevice Open(VulkanInstance instance, VulkanDeviceRequest request, bool ownsInstance = false)
    {
        VulkanDevice? device = null;
        try
        {
            Choice<GpuInfo> gpus = VulkanDeviceInfo.Select(instance, request);
            if (gpus.Problem is not null)
                throw new VulkanException($"Vulkan: {gpus.Problem}.");
            device = new VulkanDevice(instance, gpus, ownsInstance);
            device.Create(request);
            return device;
        }
        catch
        {
            if (device is not null)
                device.Dispose();
            else if (ownsInstance)
                instance.Dispose();
            throw;
        }
    }

    /// <summary>Works on a device that the program has opened for itself, and leaves it at the end as it is.</summary>
    /// <param name="instance">The program's, adopted; taken over, also if this throws.</param>
    /// <param name="physical">A <c>VkPhysicalDevice</c>.</param>
    /// <param name="handle">A <c>VkDevice</c>.</param>
    /// <param name="family">Index of the family of the queue.</param>
    /// <param name="queue">A <c>VkQueue</c>: all work goes there.</param>
    /// <param name="turn">Held while the queue is used.</param>
    /// <exception cref="VulkanException">It cannot preprocess; the message says why.</exception>
    public static VulkanDevice Adopt(VulkanInstance instance, nint physical, nint handle, uint family, nint queue, Lock turn)
    {
        try
        {
            GpuInfo gpu = VulkanDeviceInfo.Adopt(instance, new PhysicalDevice(physical), family);
            var device = new VulkanDevice(instance, new Choice<GpuInfo>(gpu, []), ownsInstance: true, isAdopted: true)
            {
                Handle = new Device(handle),
                TimestampBits = VulkanDeviceInfo.QueueFamilies(instance.Api, new PhysicalDevice(physical))[family].TimestampValidBits,
            };
            instance.Api.CurrentDevice = device.Handle;
            device._compute = new VulkanQueue(device, family, new Queue(queue), turn);
            return device;
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>Waits for all work, then destroys the device; one that was adopted is the program's, with all its work.</summary>
    public void Dispose()
    {
        if (Handle.Handle != 0 && !_isAdopted)
        {
            // Lost or not, it goes.
            Api.DeviceWaitIdle(Handle);
            Api.DestroyDevice(Handle, null);
            Handle = default;
        }
        _owned?.Dispose();
    }

    /// <summary>As <see cref="VulkanResults.Check"/>, and remembers that the device is lost.</summary>
    /// <exception cref="DeviceLostException">The device is lost.</exception>
    /// <exception cref="VulkanException">The call failed otherwise.</exception>
    public void Check(Result result, string call)
    {
        if (result == Result.ErrorDeviceLost)
        {
            Lose();
            throw new VulkanDeviceLostException(call, Info.Name);
        }
        result.Check(call);
    }

    /// <summary>Remembers that the device is of no use any more: a call said so, or it hangs.</summary>
    public void Lose() => _isLost = true;

    /// <summary>The first memory type that has one of the given sets of properties, tried in order; -1 if none has.</summary>
    /// <param name="allowed">Bit set of types.</param>
    /// <param name="wishes">Best first.</param>
    public int FindMemory(uint allowed, ReadOnlySpan<MemoryPropertyFlags> wishes)
    {
        foreach (MemoryPropertyFlags wish in wishes)
        {
            for (int type = 0; type < _memory.MemoryTypeCount; type++)
            {
                if ((allowed & 1u << type) != 0 && (PropertiesOf(type) & wish) == wish)
                    return type;
            }
        }
        return -1;
    }

    public MemoryPropertyFlags PropertiesOf(int memoryType) => _memory.MemoryTypes[memoryType].PropertyFlags;

    private void Create(VulkanDeviceRequest request)
    {
        QueueFamilyProperties[] families = VulkanDeviceInfo.QueueFamilies(Api, Physical);
        int compute = VulkanDeviceInfo.ComputeFamily(Api, Physical),
            graphics = VulkanDeviceInfo.GraphicsFamily(Api, Physical, request.CanPresent);
        TimestampBits = families[compute].TimestampValidBits;
        HasSwapChains = graphics >= 0 && Instance.Extensions.Contains("VK_KHR_surface")
            && VulkanDeviceInfo.Extensions(Api, Physical).Contains(SwapChains);
        // Two queues of one family where it has two: pictures and tensors do not wait for each other's turn.
        bool isOneFamily = compute == graphics;
        uint first = isOneFamily ? Math.Min(2, families[compute].QueueCount) : 1;

        string[] extensions = HasSwapChains ? [SwapChains] : [];
        byte** names = (byte**)SilkMarshal.StringArrayToPtr(extensions);
        try
        {
            float* priorities = stackalloc float[2] { 1, 1 };
            DeviceQueueCreateInfo* queues = stackalloc DeviceQueueCreateInfo[2];
            queues[0] = new DeviceQueueCreateInfo
            {
                SType = StructureType.DeviceQueueCreateInfo, QueueFamilyIndex = (uint)compute, QueueCount = first,
                PQueuePriorities = priorities,
            };
            queues[1] = queues[0] with { QueueFamilyIndex = (uint)Math.Max(graphics, 0), QueueCount = 1 };
            DeviceCreateInfo info = new()
            {
                SType = StructureType.DeviceCreateInfo, QueueCreateInfoCount = isOneFamily || graphics < 0 ? 1u : 2,
                PQueueCreateInfos = queues, EnabledExtensionCount = (uint)extensions.Length, PpEnabledExtensionNames = names,
            };
            Device handle;
            Api.CreateDevice(Physical, &info, null, &handle).Check("vkCreateDevice");
            Handle = handle;
        }
        finally
        {
            SilkMarshal.Free((nint)names);
        }
        _compute = QueueOf(compute, 0);
        Graphics = graphics < 0 ? null : !isOneFamily ? QueueOf(graphics, 0) : first == 2 ? QueueOf(graphics, 1) : _compute;
    }

    private VulkanQueue QueueOf(int family, uint index)
    {
        Queue queue;
        Api.GetDeviceQueue(Handle, (uint)family, index, &queue);
        return new VulkanQueue(this, (uint)family, queue);
    }
}
