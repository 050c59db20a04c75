namespace RealtimeCnn.Vulkan;

/// <summary>
/// Vulkan as a program uses it: preprocessing on a GPU for <see cref="InferenceOptions.Gpus"/>, and presenters for windows. One device
/// serves all who ask for the same GPU.
/// </summary>
/// <remarks>Any thread.</remarks>
public sealed class VulkanGpu : IGpuApi
{
    private VulkanGpu()
    {
    }

    /// <summary>The one there is.</summary>
    public static VulkanGpu Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "vulkan";

    /// <inheritdoc/>
    public Choice<GpuInfo> Choose(string? wanted = null)
    {
        try
        {
            using VulkanInstance instance = VulkanInstance.Create();
            return VulkanDeviceInfo.Select(instance, new VulkanDeviceRequest(wanted));
        }
        catch (VulkanException e)
        {
            return new Choice<GpuInfo>(null, []) { Problem = e.Message };
        }
    }

    /// <inheritdoc/>
    public IGpuPreprocessor OpenPreprocessor(PreprocessSpec spec, string? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        return new VulkanPreprocessor(VulkanDevices.Shared.Take(wanted), spec, null, VulkanDevices.Shared.Return);
    }

    /// <inheritdoc/>
    public IGpuPreprocessor? OpenPreprocessorIfInUse(PreprocessSpec spec, string? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        try
        {
            return VulkanDevices.Shared.TakeIfOpen(wanted) is { } device
                ? new VulkanPreprocessor(device, spec, null, VulkanDevices.Shared.Return)
                : null;
        }
        catch (VisionException)
        {
            return null;
        }
    }

    /// <summary>Opens the GPU for a window. Everything for the window's thread.</summary>
    /// <param name="surfaceExtensions">Instance extensions that its surfaces need, such as <c>VK_KHR_xcb_surface</c>.</param>
    /// <param name="createSurface">
    /// Makes a <c>VkSurfaceKHR</c> on a <c>VkInstance</c>; the presenter destroys it before the window closes.
    /// </param>
    /// <param name="size">Width and height of the framebuffer in pixels; 0 while there is none.</param>
    /// <param name="wanted">Which GPU, as for <see cref="Choose"/>; null for the best that can show pictures in this window.</param>
    /// <exception cref="VisionException">There is no GPU that can draw into the window; the message says why.</exception>
    public IPresenter OpenPresenter(
        IReadOnlyList<string> surfaceExtensions, Func<nint, ulong> createSurface, Func<(int Width, int Height)> size,
        string? wanted = null) =>
        new VulkanPresenter(new WindowSurface(surfaceExtensions, createSurface, size), wanted);
}
