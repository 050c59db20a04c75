using Silk.NET.Core;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Gpu.Vulkan;

/// <summary>What a device must offer.</summary>
internal sealed record VulkanDeviceRequest
{
    /// <summary>Index or part of the name of the GPU; null for the best.</summary>
    public string? Wanted { get; init; }

    /// <summary>Device extensions beyond the core.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>What the queue must do.</summary>
    public QueueFlags Queue { get; init; } = QueueFlags.ComputeBit;

    /// <summary>Whether a queue family of a device can show pictures in the window in question; null where no window is involved.</summary>
    public Func<PhysicalDevice, uint, bool>? CanPresent { get; init; }
}

/// <summary>Reads what drivers say of their GPUs and holds it against a request.</summary>
internal static unsafe class VulkanDeviceInfo
{
    /// <summary>Vulkan 1.2: drivers since 2020, for hardware since about 2014.</summary>
    public static readonly uint NeededVersion = Vk.Version12;

    /// <summary>All GPUs, and which one the request means.</summary>
    public static GpuSelection Select(VulkanInstance instance, VulkanDeviceRequest request) =>
        GpuSelection.Choose([.. instance.Devices.Select((device, index) => Describe(instance.Api, device, index, request))], request.Wanted);

    /// <summary>The queue family to use, or -1. One that computes and does nothing else is best: it runs beside whatever draws.</summary>
    public static int QueueFamily(Vk api, PhysicalDevice device, VulkanDeviceRequest request)
    {
        QueueFamilyProperties[] families = QueueFamilies(api, device);
        int best = -1;
        for (int i = 0; i < families.Length; i++)
        {
            bool fits = families[i].QueueCount > 0 && (families[i].QueueFlags & request.Queue) == request.Queue
                && request.CanPresent?.Invoke(device, (uint)i) != false;
            if (fits && (best < 0 || Breadth(families[i]) < Breadth(families[best]))) best = i;
        }
        return best;

        static int Breadth(QueueFamilyProperties family) => (family.QueueFlags & QueueFlags.GraphicsBit) != 0 ? 1 : 0;
    }

    public static QueueFamilyProperties[] QueueFamilies(Vk api, PhysicalDevice device)
    {
        uint count = 0;
        api.GetPhysicalDeviceQueueFamilyProperties(device, &count, null);
        var families = new QueueFamilyProperties[count];
        fixed (QueueFamilyProperties* first = families)
            api.GetPhysicalDeviceQueueFamilyProperties(device, &count, first);
        return families;
    }

    private static GpuDevice Describe(Vk api, PhysicalDevice device, int index, VulkanDeviceRequest request)
    {
        PhysicalDeviceProperties properties;
        api.GetPhysicalDeviceProperties(device, &properties);
        string name = Text(properties.DeviceName);
        GpuKind kind = properties.DeviceType switch
        {
            PhysicalDeviceType.DiscreteGpu => GpuKind.Discrete,
            PhysicalDeviceType.IntegratedGpu => GpuKind.Integrated,
            PhysicalDeviceType.VirtualGpu => GpuKind.Virtual,
            PhysicalDeviceType.Cpu => GpuKind.Software,
            _ => GpuKind.Other,
        };
        var version = (Version32)properties.ApiVersion;
        string api32 = $"Vulkan {version.Major}.{version.Minor}.{version.Patch}";
        if (properties.ApiVersion < NeededVersion)
            return new GpuDevice(index, name, kind, "unknown driver", api32, $"its driver offers {api32} only; 1.2 is needed, update the driver");

        PhysicalDeviceDriverProperties driver = new() { SType = StructureType.PhysicalDeviceDriverProperties };
        PhysicalDeviceProperties2 more = new() { SType = StructureType.PhysicalDeviceProperties2, PNext = &driver };
        api.GetPhysicalDeviceProperties2(device, &more);
        string driverText = $"{Text(driver.DriverName)} {Text(driver.DriverInfo)}".Trim();
        return new GpuDevice(index, name, kind, driverText, api32, Rejection(api, device, request));
    }

    private static string? Rejection(Vk api, PhysicalDevice device, VulkanDeviceRequest request)
    {
        if (QueueFamily(api, device, request with { CanPresent = null }) < 0)
            return $"it has no queue for {request.Queue}";
        if (QueueFamily(api, device, request) < 0)
            return "it cannot show pictures in this window";
        HashSet<string> offered = Extensions(api, device);
        return request.Extensions.FirstOrDefault(extension => !offered.Contains(extension)) is { } missing
            ? $"its driver lacks {missing}"
            : null;
    }

    private static HashSet<string> Extensions(Vk api, PhysicalDevice device)
    {
        uint count = 0;
        api.EnumerateDeviceExtensionProperties(device, (byte*)null, &count, null).Check("vkEnumerateDeviceExtensionProperties");
        var extensions = new ExtensionProperties[count];
        HashSet<string> names = [];
        fixed (ExtensionProperties* first = extensions)
        {
            api.EnumerateDeviceExtensionProperties(device, (byte*)null, &count, first).Check("vkEnumerateDeviceExtensionProperties");
            for (uint i = 0; i < count; i++) names.Add(Text(first[i].ExtensionName));
        }
        return names;
    }

    private static string Text(byte* text) => SilkMarshal.PtrToString((nint)text) ?? "";
}
