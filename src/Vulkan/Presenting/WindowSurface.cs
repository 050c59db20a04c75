namespace RealtimeCnn.Vulkan;

/// <summary>A window that Vulkan can draw into. Members belong to the window's thread.</summary>
/// <param name="Extensions">Instance extensions that its surfaces need, such as <c>VK_KHR_xcb_surface</c>.</param>
/// <param name="Create">
/// Makes a <c>VkSurfaceKHR</c> on a <c>VkInstance</c> with the extensions above; the caller destroys it before the window.
/// </param>
/// <param name="Size">Width and height of the framebuffer in pixels; 0 while there is none.</param>
internal sealed record WindowSurface(IReadOnlyList<string> Extensions, Func<nint, ulong> Create, Func<(int Width, int Height)> Size);
