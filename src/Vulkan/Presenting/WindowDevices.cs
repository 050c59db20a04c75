using Silk.NET.Core;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>Finds the GPU for a window: the one that is shared with preprocessing, where it can show pictures in the window.</summary>
/// <remarks>The window's thread.</remarks>
internal static unsafe class WindowDevices
{
    /// <summary>The shared device and a surface on it.</summary>
    /// <returns>Null if that device does not go with this window; its surface is the caller's otherwise, and so is giving back.</returns>
    /// <exception cref="VisionException">The window gives no surface, or there is no GPU at all.</exception>
    public static (VulkanDevice Device, Action<VulkanDevice> GiveBack, SurfaceKHR Surface)? TryShare(WindowSurface window, string? gpu)
    {
        VulkanDevice device = VulkanDevices.Shared.Take(gpu);
        SurfaceKHR surface = default;
        try
        {
            if (device is { Graphics: { } queue, HasSwapChains: true } && window.Extensions.All(device.Instance.Extensions.Contains))
            {
                surface = new SurfaceKHR(window.Create(device.Instance.Handle.Handle));
                if (CanPresent(new SurfaceApi(device.Instance), device.Physical, queue.Family, surface))
                    return (device, VulkanDevices.Shared.Return, surface);
            }
        }
        catch
        {
            VulkanDevices.Shared.Return(device);
            throw;
        }
        if (surface.Handle != 0)
            new SurfaceApi(device.Instance).Destroy(device.Instance.Handle, surface, null);
        VulkanDevices.Shared.Return(device);
        return null;
    }

    /// <summary>A device for this window alone.</summary>
    /// <param name="window">The window.</param>
    /// <param name="gpu">Which GPU; null for the best that can show pictures in it.</param>
    /// <param name="validate">Runs Vulkan's validation layer.</param>
    /// <exception cref="VisionException">There is no GPU that can draw into the window; the message says why.</exception>
    public static (VulkanDevice Device, Action<VulkanDevice> GiveBack, SurfaceKHR Surface) Open(
        WindowSurface window, string? gpu, bool validate)
    {
        var instance = VulkanInstance.Create(window.Extensions, validate);
        SurfaceKHR surface = default;
        try
        {
            surface = new SurfaceKHR(window.Create(instance.Handle.Handle));
            var api = new SurfaceApi(instance);
            VulkanDevice device = VulkanDevice.Open(
                instance, new VulkanDeviceRequest(gpu, (physical, family) => CanPresent(api, physical, family, surface)));
            return (device, Close, surface);
        }
        catch
        {
            if (surface.Handle != 0)
                new SurfaceApi(instance).Destroy(instance.Handle, surface, null);
            instance.Dispose();
            throw;
        }

        void Close(VulkanDevice device)
        {
            device.Dispose();
            instance.Dispose();
        }
    }

    private static bool CanPresent(in SurfaceApi api, PhysicalDevice device, uint family, SurfaceKHR surface)
    {
        Bool32 supported = false;
        return api.GetSupport(device, family, surface, &supported) == Result.Success && supported;
    }
}
