using System.Globalization;
using Silk.NET.Core;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>What a device must offer; preprocessing needs a queue that computes.</summary>
/// <param name="Wanted">Index or part of the name of the GPU; null for the best.</param>
/// <param name="CanPresent">
/// Whether a queue family of a device can show pictures in the window in question; null where no window is involved yet.
/// </param>
internal sealed record VulkanDeviceRequest(string? Wanted = null, Func<PhysicalDevice, uint, bool>? CanPresent = null);

/// <summary>Reads what drivers say of their GPUs and holds it against a request.</summary>
internal static unsafe class VulkanDeviceInfo
{
    /// <summary>Vulkan 1.2: drivers since 2020, for hardware since about 2014.</summary>
    public static readonly uint NeededVersion = Vk.Version12;

    /// <summary>All GPUs, and which one the request means: best a card of its own, last a program.</summary>
    public static Choice<GpuInfo> Select(VulkanInstance instance, VulkanDeviceRequest request) => GpuInfo.Choose(
        [
            .. instance.Devices
                .Select((device, index) => Describe(instance.Api, device, index, request))
                .OrderBy(found => found.Rank)
                .Select(found => (found.Gpu, found.Unusable)),
        ],
        request.Wanted);

    /// <summary>The GPU that a program works on, held against what preprocessing needs of it.</summary>
    /// <param name="instance">The program's.</param>
    /// <param name="physical">The GPU.</param>
    /// <param name="family">The family of its queue.</param>
    /// <exception cref="VulkanException">It does not do; the message says why.</exception>
    public static GpuInfo Adopt(VulkanInstance instance, PhysicalDevice physical, uint family)
    {
        int index = instance.Devices.ToList().FindIndex(device => device.Handle == physical.Handle);
        if (index < 0)
            throw new VulkanException("Vulkan: the VkPhysicalDevice is none of the VkInstance's.");
        (GpuInfo gpu, _, string? problem) = Describe(instance.Api, physical, index, new VulkanDeviceRequest());
        QueueFamilyProperties[] families = QueueFamilies(instance.Api, physical);
        problem ??= family >= families.Length ? $"it has {families.Length} queue families, and none with the index {family}"
            : !Does(families[family], QueueFlags.ComputeBit) ? $"queues of its family {family} do not compute"
            : null;
        return problem is null ? gpu : throw new VulkanException($"Vulkan: {gpu.Name} cannot be used: {problem}.");
    }

    /// <summary>The place of a GPU in the drivers' list.</summary>
    public static int IndexOf(GpuInfo gpu) => int.Parse(gpu.Id, CultureInfo.InvariantCulture);

    /// <summary>The queue family to compute on, or -1. One that does not draw is best: it runs beside whatever draws.</summary>
    public static int ComputeFamily(Vk api, PhysicalDevice device)
    {
        QueueFamilyProperties[] families = QueueFamilies(api, device);
        int alone = Array.FindIndex(families, family => Does(family, QueueFlags.ComputeBit) && !Does(family, QueueFlags.GraphicsBit));
        return alone >= 0 ? alone : Array.FindIndex(families, family => Does(family, QueueFlags.ComputeBit));
    }

    /// <summary>The queue family to draw with and, if asked for, to present with; -1 if there is none.</summary>
    public static int GraphicsFamily(Vk api, PhysicalDevice device, Func<PhysicalDevice, uint, bool>? canPresent)
    {
        QueueFamilyProperties[] families = QueueFamilies(api, device);
        for (int i = 0; i < families.Length; i++)
        {
            if (Does(families[i], QueueFlags.GraphicsBit) && canPresent?.Invoke(device, (uint)i) != false)
                return i;
        }
        return -1;
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

    private static (GpuInfo Gpu, int Rank, string? Unusable) Describe(Vk api, PhysicalDevice device, int index, VulkanDeviceRequest request)
    {
        PhysicalDeviceProperties properties;
        api.GetPhysicalDeviceProperties(device, &properties);
        string name = Text(properties.DeviceName);
        (string kind, int rank) = properties.DeviceType switch
        {
            PhysicalDeviceType.DiscreteGpu => ("discrete", 0),
            PhysicalDeviceType.IntegratedGpu => ("integrated", 1),
            PhysicalDeviceType.VirtualGpu => ("virtual", 2),
            PhysicalDeviceType.Cpu => (GpuInfo.Software, 4),
            _ => ("other", 3),
        };
        string id = index.ToString(CultureInfo.InvariantCulture);
        var version = (Version32)properties.ApiVersion;
        string versionText = $"Vulkan {version.Major}.{version.Minor}.{version.Patch}";
        if (properties.ApiVersion < NeededVersion)
        {
            string tooOld = $"its driver offers {versionText} only; 1.2 is needed, update the driver";
            return (new GpuInfo(id, name, kind, $"unknown driver, {versionText}"), rank, tooOld);
        }

        PhysicalDeviceDriverProperties driver = new() { SType = StructureType.PhysicalDeviceDriverProperties };
        PhysicalDeviceProperties2 more = new() { SType = StructureType.PhysicalDeviceProperties2, PNext = &driver };
        api.GetPhysicalDeviceProperties2(device, &more);
        string driverText = $"{Text(driver.DriverName)} {Text(driver.DriverInfo)}".Trim();
        return (new GpuInfo(id, name, kind, $"{driverText}, {versionText}"), rank, Problem(api, device, request));
    }

    private static string? Problem(Vk api, PhysicalDevice device, VulkanDeviceRequest request)
    {
        if (ComputeFamily(api, device) < 0)
            return "it has no queue that computes";
        if (request.CanPresent is null)
            return null;
        if (GraphicsFamily(api, device, null) < 0)
            return "it has no queue that draws";
        if (GraphicsFamily(api, device, request.CanPresent) < 0)
            return "it cannot show pictures in this window";
        return Extensions(api, device).Contains(VulkanDevice.SwapChains) ? null : $"its driver lacks {VulkanDevice.SwapChains}";
    }

    private static bool Does(in QueueFamilyProperties family, QueueFlags what) =>
        family.QueueCount > 0 && (family.QueueFlags & what) == what;

    /// <summary>Names of the device extensions that the driver offers.</summary>
    public static HashSet<string> Extensions(Vk api, PhysicalDevice device)
    {
        uint count = 0;
        api.EnumerateDeviceExtensionProperties(device, (byte*)null, &count, null).Check("vkEnumerateDeviceExtensionProperties");
        var extensions = new ExtensionProperties[count];
        HashSet<string> names = [];
        fixed (ExtensionProperties* first = extensions)
        {
            api.EnumerateDeviceExtensionProperties(device, (byte*)null, &count, first).Check("vkEnumerateDeviceExtensionProperties");
            for (uint i = 0; i < count; i++)
                names.Add(Text(first[i].ExtensionName));
        }
        return names;
    }

    private static string Text(byte* text) => SilkMarshal.PtrToString((nint)text) ?? "";
}
