using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>How a window is drawn into: chosen from what its surface and the GPU offer together.</summary>
internal readonly record struct SurfaceSettings(SurfaceFormatKHR Format, CompositeAlphaFlagsKHR Alpha, SurfaceCapabilitiesKHR Capabilities)
{
    /// <summary>Reads the offer of the moment.</summary>
    /// <param name="device">The GPU.</param>
    /// <param name="api">Its functions.</param>
    /// <param name="surface">The window's.</param>
    /// <param name="result">Anything but success says that the surface does not answer.</param>
    public static unsafe SurfaceSettings Read(VulkanDevice device, in SurfaceApi api, SurfaceKHR surface, out Result result)
    {
        SurfaceCapabilitiesKHR capabilities;
        result = api.GetCapabilities(device.Physical, surface, &capabilities);
        uint count = 0;
        if (result == Result.Success)
            result = api.GetFormats(device.Physical, surface, &count, null);
        var formats = new SurfaceFormatKHR[count];
        fixed (SurfaceFormatKHR* first = formats)
        {
            if (result == Result.Success)
                result = api.GetFormats(device.Physical, surface, &count, first);
        }
        if (result != Result.Success)
            return default;
        return new SurfaceSettings(ChooseFormat(formats), ChooseAlpha(capabilities.SupportedCompositeAlpha), capabilities);
    }

    // Frames are stored with their transfer function applied and shown as they are, so a format that applies it once more is no use.
    private static SurfaceFormatKHR ChooseFormat(SurfaceFormatKHR[] formats)
    {
        ReadOnlySpan<Format> wishes =
        [
            Silk.NET.Vulkan.Format.B8G8R8A8Unorm, Silk.NET.Vulkan.Format.R8G8B8A8Unorm, Silk.NET.Vulkan.Format.A2B10G10R10UnormPack32,
        ];
        foreach (Format wish in wishes)
        {
            foreach (SurfaceFormatKHR format in formats)
            {
                if (format.Format == wish && format.ColorSpace == ColorSpaceKHR.SpaceSrgbNonlinearKhr)
                    return format;
            }
        }
        throw new VulkanException("Vulkan: the window takes none of the usual colour formats.");
    }

    private static CompositeAlphaFlagsKHR ChooseAlpha(CompositeAlphaFlagsKHR supported) =>
        (supported & CompositeAlphaFlagsKHR.OpaqueBitKhr) != 0 ? CompositeAlphaFlagsKHR.OpaqueBitKhr : CompositeAlphaFlagsKHR.InheritBitKhr;
}
