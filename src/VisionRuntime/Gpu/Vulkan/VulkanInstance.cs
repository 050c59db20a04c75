using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Gpu.Vulkan;

/// <summary>The loaded Vulkan library, with the GPUs that its drivers know. Make at most one <see cref="VulkanDevice"/> of each instance:
/// Silk.NET looks up a device's functions once per instance.</summary>
/// <remarks>Any thread. Dispose after the device.</remarks>
internal sealed unsafe class VulkanInstance : IDisposable
{
    private const string ValidationLayer = "VK_LAYER_KHRONOS_validation";

    private VulkanInstance(Vk api, VulkanMessages? messages) => (Api, Messages) = (api, messages);

    public Vk Api { get; }

    public Instance Handle { get; private set; }

    /// <summary>What the validation layer said; null when it does not run.</summary>
    public VulkanMessages? Messages { get; }

    /// <summary>The GPUs in the drivers' order.</summary>
    public IReadOnlyList<PhysicalDevice> Devices { get; private set; } = [];

    /// <summary>Loads Vulkan.</summary>
    /// <param name="extensions">Instance extensions beyond the core, such as those that a window needs.</param>
    /// <param name="validate">Runs the validation layer, memory hazards included; slow, for tests.</param>
    /// <param name="load">Finds the library; null for the system's.</param>
    /// <exception cref="VulkanException">No library, no driver, or it lacks an extension or the layer.</exception>
    public static VulkanInstance Create(IReadOnlyList<string>? extensions = null, bool validate = false, Func<Vk>? load = null)
    {
        Vk api;
        try
        {
            api = (load ?? Vk.GetApi)();
        }
        catch (FileNotFoundException e)
        {
            string advice = OperatingSystem.IsLinux() ? "install the GPU's driver and the package libvulkan1" : "install the GPU's driver";
            throw new VulkanException($"Vulkan: this machine has no Vulkan loader; {advice}.", e);
        }
        var instance = new VulkanInstance(api, validate ? new VulkanMessages() : null);
        try
        {
            instance.Open([.. extensions ?? [], .. validate ? ["VK_EXT_debug_utils"] : Array.Empty<string>()]);
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
        if (Handle.Handle != 0) Api.DestroyInstance(Handle, null);
        Handle = default;
        Messages?.Dispose();
        Api.Dispose();
    }

    private void Open(string[] extensions)
    {
        string[] layers = Messages is null ? [] : [ValidationLayer];
        if (Messages is not null && !HasLayer(ValidationLayer))
            throw new VulkanException($"Vulkan: the layer {ValidationLayer} is missing; on Debian: apt-get install vulkan-validationlayers.");
        byte** layerNames = (byte**)SilkMarshal.StringArrayToPtr(layers);
        byte** extensionNames = (byte**)SilkMarshal.StringArrayToPtr(extensions);
        byte* name = (byte*)SilkMarshal.StringToPtr("RealtimeCnn");
        try
        {
            ApplicationInfo application = new()
            {
                SType = StructureType.ApplicationInfo, PApplicationName = name, PEngineName = name, ApiVersion = VulkanDeviceInfo.NeededVersion,
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
                if (SilkMarshal.PtrToString((nint)first[i].LayerName) == wanted) return true;
            }
        }
        return false;
    }
}
