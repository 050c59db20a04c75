using Silk.NET.Vulkan;
using Semaphore = Silk.NET.Vulkan.Semaphore;

namespace RealtimeCnn.Vulkan;

/// <summary>The images of a window in one size, and what drawing into them needs.</summary>
/// <remarks>One thread. Dispose when no work uses it.</remarks>
internal sealed unsafe class SwapChain : IDisposable
{
    private readonly VulkanDevice _device;
    private readonly SwapChainApi _api;
    private readonly Func<Queue, Result> _presentOn; // made once: a picture allocates nothing
    private uint _presenting;
    private SwapchainKHR _handle;
    private Image[] _images = [];
    private ImageView[] _views = [];
    private Framebuffer[] _framebuffers = [];
    private Semaphore[] _drawn = [];

    private SwapChain(VulkanDevice device, in SwapChainApi api, Extent2D extent)
    {
        (_device, _api, Width, Height) = (device, api, (int)extent.Width, (int)extent.Height);
        _presentOn = PresentOn;
    }

    public int Width { get; }

    public int Height { get; }

    /// <param name="device">Borrowed.</param>
    /// <param name="api">Its functions.</param>
    /// <param name="surface">The window's.</param>
    /// <param name="settings">Format, present mode, and the capabilities of the moment.</param>
    /// <param name="extent">Size in pixels, above 0.</param>
    /// <param name="pass">What draws.</param>
    /// <param name="takesCopies">Whether images are to be copied into as well.</param>
    /// <exception cref="SurfaceLostException">The window's surface is to be made anew.</exception>
    public static SwapChain Create(
        VulkanDevice device, in SwapChainApi api, SurfaceKHR surface, SurfaceSettings settings, Extent2D extent, RenderPass pass,
        bool takesCopies)
    {
        var chain = new SwapChain(device, api, extent);
        try
        {
            ImageUsageFlags copies = takesCopies ? ImageUsageFlags.TransferDstBit : 0;
            chain.CreateHandle(surface, settings, extent, ImageUsageFlags.ColorAttachmentBit | copies);
            chain.CreateImages(settings.Format.Format, pass);
            return chain;
        }
        catch
        {
            chain.Dispose();
            throw;
        }
    }

    public Image ImageOf(uint image) => _images[image];

    public Framebuffer FramebufferOf(uint image) => _framebuffers[image];

    /// <summary>Signalled when an image was drawn; presenting waits for it.</summary>
    public Semaphore DrawnOf(uint image) => _drawn[image];

    /// <summary>Asks for an image to draw into.</summary>
    /// <param name="timeout">Nanoseconds.</param>
    /// <param name="available">Signalled when the image is free.</param>
    /// <param name="image">Index of the image.</param>
    public Result Acquire(ulong timeout, Semaphore available, out uint image)
    {
        uint index;
        Result result = _api.AcquireNextImage(_device.Handle, _handle, timeout, available, default, &index);
        image = index;
        return result;
    }

    /// <summary>Hands a drawn image to the display.</summary>
    public Result Present(uint image)
    {
        _presenting = image;
        return _device.Graphics!.Use(_presentOn);
    }

    public void Dispose()
    {
        (Vk api, Device device) = (_device.Api, _device.Handle);
        foreach (Semaphore semaphore in _drawn)
            api.DestroySemaphore(device, semaphore, null);
        foreach (Framebuffer framebuffer in _framebuffers)
            api.DestroyFramebuffer(device, framebuffer, null);
        foreach (ImageView view in _views)
            api.DestroyImageView(device, view, null);
        if (_handle.Handle != 0)
            _api.Destroy(device, _handle, null);
        (_handle, _views, _framebuffers, _drawn) = (default, [], [], []);
    }

    private Result PresentOn(Queue queue)
    {
        SwapchainKHR handle = _handle;
        uint image = _presenting;
        Semaphore drawn = _drawn[image];
        PresentInfoKHR info = new()
        {
            SType = StructureType.PresentInfoKhr, WaitSemaphoreCount = 1, PWaitSemaphores = &drawn, SwapchainCount = 1,
            PSwapchains = &handle,
            PImageIndices = &image,
        };
        return _api.Present(queue, &info);
    }

    private void CreateHandle(SurfaceKHR surface, SurfaceSettings settings, Extent2D extent, ImageUsageFlags usage)
    {
        SurfaceCapabilitiesKHR capabilities = settings.Capabilities;
        // At the display's refresh, one after the other: no tearing, and every surface has it. One image on screen, one with the display,
        // one to draw into.
        uint count = Math.Max(3, capabilities.MinImageCount);
        if (capabilities.MaxImageCount > 0)
            count = Math.Min(count, capabilities.MaxImageCount);
        SwapchainCreateInfoKHR info = new()
        {
            SType = StructureType.SwapchainCreateInfoKhr, Surface = surface, MinImageCount = count,
            ImageFormat = settings.Format.Format, ImageColorSpace = settings.Format.ColorSpace, ImageExtent = extent, ImageArrayLayers = 1,
            ImageUsage = usage, ImageSharingMode = SharingMode.Exclusive, PreTransform = capabilities.CurrentTransform,
            CompositeAlpha = settings.Alpha, PresentMode = PresentModeKHR.FifoKhr, Clipped = true,
        };
        SwapchainKHR handle;
        Result result = _api.Create(_device.Handle, &info, null, &handle);
        if (result == Result.ErrorSurfaceLostKhr)
            throw new SurfaceLostException();
        _device.Check(result, "vkCreateSwapchainKHR");
        _handle = handle;
    }

    private void CreateImages(Format format, RenderPass pass)
    {
        uint count = 0;
        _device.Check(_api.GetImages(_device.Handle, _handle, &count, null), "vkGetSwapchainImagesKHR");
        _images = new Image[count];
        fixed (Image* first = _images)
            _device.Check(_api.GetImages(_device.Handle, _handle, &count, first), "vkGetSwapchainImagesKHR");
        (_views, _framebuffers, _drawn) = (new ImageView[count], new Framebuffer[count], new Semaphore[count]);
        for (int i = 0; i < count; i++)
        {
            _views[i] = VulkanTexture.CreateView(_device, _images[i], format);
            _framebuffers[i] = CreateFramebuffer(_device, pass, _views[i], Width, Height);
            _drawn[i] = CreateSemaphore(_device);
        }
    }

    /// <summary>A target of one image.</summary>
    public static Framebuffer CreateFramebuffer(VulkanDevice device, RenderPass pass, ImageView view, int width, int height)
    {
        FramebufferCreateInfo info = new()
        {
            SType = StructureType.FramebufferCreateInfo, RenderPass = pass, AttachmentCount = 1, PAttachments = &view,
            Width = (uint)width, Height = (uint)height, Layers = 1,
        };
        Framebuffer framebuffer;
        device.Check(device.Api.CreateFramebuffer(device.Handle, &info, null, &framebuffer), "vkCreateFramebuffer");
        return framebuffer;
    }

    public static Semaphore CreateSemaphore(VulkanDevice device)
    {
        SemaphoreCreateInfo info = new() { SType = StructureType.SemaphoreCreateInfo };
        Semaphore semaphore;
        device.Check(device.Api.CreateSemaphore(device.Handle, &info, null, &semaphore), "vkCreateSemaphore");
        return semaphore;
    }
}

/// <summary>The system took the surface away; another one helps.</summary>
internal sealed class SurfaceLostException() : Exception("VK_ERROR_SURFACE_LOST_KHR");
