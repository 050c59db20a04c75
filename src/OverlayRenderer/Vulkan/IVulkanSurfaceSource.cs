namespace RealtimeCnn.OverlayRenderer;

/// <summary>A window that Vulkan can draw into. Members belong to the window's thread.</summary>
public interface IVulkanSurfaceSource
{
    /// <summary>Instance extensions that its surfaces need, such as <c>VK_KHR_xcb_surface</c>.</summary>
    /// <exception cref="VisionException">Vulkan and this window do not fit together.</exception>
    IReadOnlyList<string> InstanceExtensions { get; }

    /// <summary>Width of the framebuffer in pixels; 0 while there is none.</summary>
    int Width { get; }

    /// <summary>Height of the framebuffer in pixels.</summary>
    int Height { get; }

    /// <summary>Makes a <c>VkSurfaceKHR</c>; the caller destroys it before the window.</summary>
    /// <param name="instance">A <c>VkInstance</c> with the extensions above.</param>
    /// <exception cref="VisionException">It cannot be made.</exception>
    ulong CreateSurface(nint instance);
}
