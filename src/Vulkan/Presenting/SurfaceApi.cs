using Silk.NET.Core;
using Silk.NET.Vulkan;
using Semaphore = Silk.NET.Vulkan.Semaphore;

namespace RealtimeCnn.Vulkan;

/// <summary>The functions of VK_KHR_surface, by their names there.</summary>
internal readonly unsafe struct SurfaceApi
{
    public readonly delegate* unmanaged<PhysicalDevice, uint, SurfaceKHR, Bool32*, Result> GetSupport;
    public readonly delegate* unmanaged<PhysicalDevice, SurfaceKHR, SurfaceCapabilitiesKHR*, Result> GetCapabilities;
    public readonly delegate* unmanaged<PhysicalDevice, SurfaceKHR, uint*, SurfaceFormatKHR*, Result> GetFormats;
    public readonly delegate* unmanaged<Instance, SurfaceKHR, void*, void> Destroy;

    public SurfaceApi(VulkanInstance instance)
    {
        GetSupport = (delegate* unmanaged<PhysicalDevice, uint, SurfaceKHR, Bool32*, Result>)Function(
            instance, "vkGetPhysicalDeviceSurfaceSupportKHR");
        GetCapabilities = (delegate* unmanaged<PhysicalDevice, SurfaceKHR, SurfaceCapabilitiesKHR*, Result>)Function(
            instance, "vkGetPhysicalDeviceSurfaceCapabilitiesKHR");
        GetFormats = (delegate* unmanaged<PhysicalDevice, SurfaceKHR, uint*, SurfaceFormatKHR*, Result>)Function(
            instance, "vkGetPhysicalDeviceSurfaceFormatsKHR");
        Destroy = (delegate* unmanaged<Instance, SurfaceKHR, void*, void>)Function(instance, "vkDestroySurfaceKHR");
    }

    private static nint Function(VulkanInstance instance, string name)
    {
        nint function = (nint)instance.Api.GetInstanceProcAddr(instance.Handle, name).Handle;
        return function != 0 ? function : throw new VulkanException($"Vulkan: the driver has no {name}.");
    }
}

/// <summary>The functions of VK_KHR_swapchain, by their names there.</summary>
internal readonly unsafe struct SwapChainApi
{
    public readonly delegate* unmanaged<Device, SwapchainCreateInfoKHR*, void*, SwapchainKHR*, Result> Create;
    public readonly delegate* unmanaged<Device, SwapchainKHR, void*, void> Destroy;
    public readonly delegate* unmanaged<Device, SwapchainKHR, uint*, Image*, Result> GetImages;
    public readonly delegate* unmanaged<Device, SwapchainKHR, ulong, Semaphore, Fence, uint*, Result> AcquireNextImage;
    public readonly delegate* unmanaged<Queue, PresentInfoKHR*, Result> Present;

    public SwapChainApi(VulkanDevice device)
    {
        Create = (delegate* unmanaged<Device, SwapchainCreateInfoKHR*, void*, SwapchainKHR*, Result>)Function(
            device, "vkCreateSwapchainKHR");
        Destroy = (delegate* unmanaged<Device, SwapchainKHR, void*, void>)Function(device, "vkDestroySwapchainKHR");
        GetImages = (delegate* unmanaged<Device, SwapchainKHR, uint*, Image*, Result>)Function(device, "vkGetSwapchainImagesKHR");
        AcquireNextImage = (delegate* unmanaged<Device, SwapchainKHR, ulong, Semaphore, Fence, uint*, Result>)Function(
            device, "vkAcquireNextImageKHR");
        Present = (delegate* unmanaged<Queue, PresentInfoKHR*, Result>)Function(device, "vkQueuePresentKHR");
    }

    private static nint Function(VulkanDevice device, string name)
    {
        nint function = (nint)device.Api.GetDeviceProcAddr(device.Handle, name).Handle;
        return function != 0 ? function : throw new VulkanException($"Vulkan: the driver has no {name}.");
    }
}
