using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>The loaded Vulkan library, with the GPUs that its drivers know. Make at most one <see cref="VulkanDevice"/> of each instance:
/// Silk.NET looks up a device's functions once per instance.</summary>
/// <remarks>Any thread. Dispose after the device.</remarks>
internal sealed unsafe class VulkanInstance : IDisposable
{
    private const string ValidationLayer = "VK_LAYER_KHRONOS_validation";

    private readonly bool _isAdopted; // the program's, and it is left alone

    private VulkanInstance(Vk api, VulkanMessages? messages, bool isAdopted = false) =>
        (Api, Messages, _isAdopted) = (api, messages, isAdopted);

    public Vk Api { get; }

    public Instance Handle { get; private set; }

    /// <summary>What the validation layer said; null when it does not run.</summary>
    public VulkanMessages? Messages { get; }

    /// <summary>Extensions beyond the core that it was made with.</summary>
    public IReadOnlyCollection<string> Extensions { get; private set; } = [];

    /// <summary>The GPUs in the drivers' order.</summary>
    public IReadOnlyList<PhysicalDevice> Devices { get; private set; } = [];

    /// <summary>Sees what a program has made for itself, and leaves it at the end as it is.</summary>
    /// <param name="handle">A <c>VkInstance</c>, of Vulkan 1.2 or later.</param>
    /// <exception cref="VulkanException">There is no loader, or it does not answer.</exception>
    public static VulkanInstance Adopt(nint handle)
    {
        var instance = new VulkanInstance(Load(Vk.GetApi), null, isAdopted: true) { Handle = new Instance(handle) };
        try
        {
            instance.Api.CurrentInstance = instance.Handle;
            instance.FindDevices();
            return instance;
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>Loads Vulkan.</summary>
    /// <param name="extensions">Instance extensions beyond the core, such as those that a window needs.</param>
    /// <param name="validate">Runs the validation layer, memory hazards included; slow, for tests.</param>
    /// <param name="load">Finds the library; null for the system's.</param>
    /// <param name="windows">Takes on what windows of this desktop need, as far as the loader has it.</param>
    /// <exception cref="VulkanException">No library, no driver, or it lacks an extension or the layer.</exception>
    public static VulkanInstance Create(
        IReadOnlyList<string>? extensions = null, bool validate = false, Func<Vk>? load = null, bool windows = false)
    {
        var instance = new VulkanInstance(Load(load ?? Vk.GetApi), validate ? new VulkanMessages() : null);
        try
        {
            HashSet<string> needed = [.. extensions ?? []];
            if (validate)
                needed.Add("VK_EXT_debug_utils");
            if (windows)
                needed.UnionWith(ForWindows().Intersect(instance.OfferedExtensions()));
            instance.Open([.. needed]);
            return instance;
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>Destroys the instance.</summary>
    public void Dispose()
    {
        Messages?.Detach();
        if (Handle.Handle != 0 && !_isAdopted)
            Api.DestroyInstance(Handle, null);
        Handle = default;
        Messages?.Dispose();
        Api.Dispose();
    }

    private static Vk Load(Func<Vk> load)
    {
        try
        {
            return load();
        }
        catch (FileNotFoundException e)
        {
            string advice = OperatingSystem.IsLinux() ? "install the GPU's driver and the package libvulkan1" : "install the GPU's driver";
            throw new VulkanException($"Vulkan: this machine has no Vulkan loader; {advice}.", e);
        }
    }

    // Extensions by which surfaces are made (vulkan_xcb.h and the like). Drivers look for a desktop whose extension they are given, and
    // complain on standard error where it is not there: a machine without one gets none.
    private static IEnumerable<string> ForWindows()
    {
        List<string> extensions = [];
        if (OperatingSystem.IsWindows())
            extensions.Add("VK_KHR_win32_surface");
        if (Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 })
            extensions.AddRange(["VK_KHR_xcb_surface", "VK_KHR_xlib_surface"]);
        if (Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 })
            extensions.Add("VK_KHR_wayland_surface");
        return extensions.Count == 0 ? [] : extensions.Append("VK_KHR_surface");
    }

    private HashSet<string> OfferedExtensions()
    {
        uint count = 0;
        Api.EnumerateInstanceExtensionProperties((byte*)null, &count, null).Check("vkEnumerateInstanceExtensionProperties");
        var offered = new ExtensionProperties[count];
        HashSet<string> names = [];
        fixed (ExtensionProperties* first = offered)
        {
            Api.EnumerateInstanceExtensionProperties((byte*)null, &count, first).Check("vkEnumerateInstanceExtensionProperties");
            for (uint i = 0; i < count; i++)
                names.Add(SilkMarshal.PtrToString((nint)first[i].ExtensionName) ?? "");
        }
        return names;
    }

    private void Open(string[] extensions)
    {
        Extensions = extensions;
        string[] layers = Messages is null ? [] : [ValidationLayer];
        if (Messages is not null && !HasLayer(ValidationLayer))
        {
            throw new VulkanException(
                $"Vulkan: the layer {ValidationLayer} is missing; on Debian: apt-get install vulkan-validationlayers.");
        }
        byte** layerNames = (byte**)SilkMarshal.StringArrayToPtr(layers);
        byte** extensionNames = (byte**)SilkMarshal.StringArrayToPtr(extensions);
        byte* name = (byte*)SilkMarshal.StringToPtr("RealtimeCnn");
        try
        {
            ApplicationInfo application = new()
            {
                SType = StructureType.ApplicationInfo, PApplicationName = name, PEngineName = name,
                ApiVersion = VulkanDeviceInfo.NeededVersion,
            };
            ValidationFeatureEnableEXT synchronization = ValidationFeatureEnableEXT.SynchronizationValidationExt;
            DebugUtilsMessengerCreateInfoEXT messenger = Messages?.CreateInfo ?? default;
            ValidationFeaturesEXT features = new()
            {
                SType = StructureType.ValidationFeaturesExt, PNext = &messenger,
                EnabledValidationFeatureCount = 1, PEnabledValidationFeatures = &synchronization,
            };
            InstanceCreateInfo info = new()
            {
                SType = StructureType.InstanceCreateInfo, PNext = Messages is null ? null : &features, PApplicationInfo = &application,
                EnabledLayerCount = (uint)layers.Length, PpEnabledLayerNames = layerNames,
                EnabledExtensionCount = (uint)extensions.Length, PpEnabledExtensionNames = extensionNames,
            };
            Instance handle;
            Api.CreateInstance(&info, null, &handle).Check("vkCreateInstance");
            Handle = handle;
        }
        finally
        {
            SilkMarshal.Free((nint)layerNames);
            SilkMarshal.Free((nint)extensionNames);
            SilkMarshal.Free((nint)name);
        }
        Messages?.Attach(Api, Handle);
        FindDevices();
    }

    private void FindDevices()
    {
        uint count = 0;
        Api.EnumeratePhysicalDevices(Handle, &count, null).Check("vkEnumeratePhysicalDevices");
        var devices = new PhysicalDevice[count];
        fixed (PhysicalDevice* first = devices)
            Api.EnumeratePhysicalDevices(Handle, &count, first).Check("vkEnumeratePhysicalDevices");
        Devices = devices;
    }

    private bool HasLayer(string wanted)
    {
        uint count = 0;
        Api.EnumerateInstanceLayerProperties(&count, null).Check("vkEnumerateInstanceLayerProperties");
        var layers = new LayerProperties[count];
        fixed (LayerProperties* first = layers)
        {
            Api.EnumerateInstanceLayerProperties(&count, first).Check("vkEnumerateInstanceLayerProperties");
            for (uint i = 0; i < count; i++)
            {
                if (SilkMarshal.PtrToString((nint)first[i].LayerName) == wanted)
                    return true;
            }
        }
        return false;
    }
}
