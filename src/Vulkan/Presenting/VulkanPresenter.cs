using System.Diagnostics;
using Silk.NET.Vulkan;
using Semaphore = Silk.NET.Vulkan.Semaphore;

namespace RealtimeCnn.Vulkan;

/// <summary>
/// Shows pictures through Vulkan. One picture is under way at a time: the camera sets the pace, not the GPU, and a picture that waited
/// for another one would only be older.
/// </summary>
/// <remarks>
/// One thread, the window's. The device may be shared with who preprocesses. The present time is taken when the drawing is done and the
/// image is with the display.
/// </remarks>
internal sealed unsafe class VulkanPresenter : IPresenter
{
    private const ulong AcquireTimeout = 100_000_000; // 0.1 s: a window that nobody sees may never get an image
    private const ulong DrawTimeout = 10_000_000_000;

    private readonly WindowSurface _window;
    private readonly VulkanDevice _device;
    private readonly Action<VulkanDevice> _giveBack;
    private readonly VulkanQueue _queue;
    private readonly SurfaceApi _surfaceApi;
    private readonly SwapChainApi _chainApi;
    private readonly Compositor _compositor;
    private readonly CopyCompositor? _copyCompositor; // only where drawing is the slower way
    private readonly Format _format;
    private SurfaceKHR _surface;
    private SwapChain? _chain;
    private (int Width, int Height) _madeFor;
    private CommandPool _pool;
    private CommandBuffer _commands;
    private Semaphore _available;
    private Fence _done;
    private bool _disposed;

    /// <summary>Opens the GPU for a window.</summary>
    /// <param name="window">The window; outlives the presenter.</param>
    /// <param name="gpu">Index or part of the name of the GPU; null for the best that can show pictures in this window.</param>
    /// <param name="validate">Runs Vulkan's validation layer on a device of its own: slow, for tests.</param>
    /// <exception cref="VisionException">There is no GPU that can draw into the window; the message says why.</exception>
    public VulkanPresenter(WindowSurface window, string? gpu = null, bool validate = false)
    {
        _window = window;
        Device = "";
        (_device, _giveBack, _surface) =
            (validate ? null : WindowDevices.TryShare(window, gpu)) ?? WindowDevices.Open(window, gpu, validate);
        try
        {
            _queue = _device.Graphics!;
            _surfaceApi = new SurfaceApi(_device.Instance);
            Device = $"Vulkan, {_device.Info.ShortName}";
            _chainApi = new SwapChainApi(_device);
            var settings = SurfaceSettings.Read(_device, _surfaceApi, _surface, out Result result);
            _device.Check(result, "vkGetPhysicalDeviceSurfaceFormatsKHR");
            _format = settings.Format.Format;
            _compositor = new Compositor(_device, _format, ImageLayout.PresentSrcKhr);
            if (CanCopy(settings))
                _copyCompositor = new CopyCompositor(_device);
            CreateCommands();
            _available = SwapChain.CreateSemaphore(_device);
            _done = CreateFence();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Device { get; }

    /// <summary>What the validation layer said; empty if it does not run.</summary>
    public IReadOnlyList<string> Messages => _device.Instance.Messages?.All ?? [];

    /// <summary>The device, for tests.</summary>
    public VulkanDevice VulkanDevice => _device;

    /// <inheritdoc/>
    public bool TryPresent(in Picture picture, out long presentedAt)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        presentedAt = 0;
        // Not every driver says that a window was resized (Mesa's lavapipe on X11 goes on in the old size), so its size is watched as
        // well. Others say so when an image is asked for: the second try is in the new size.
        if (_chain is not null && _madeFor != _window.Size())
            DropChain();
        for (int attempt = 0; attempt < 2; attempt++)
        {
            if ((_chain is not null || TryMakeChain()) && TryAcquire(out uint image))
                return Draw(picture, image, out presentedAt);
        }
        _compositor.Forget();
        return false;
    }

    /// <summary>Gives the GPU back. The window may be closed afterwards.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Vk api = _device.Api;
        _queue?.WaitIdle(); // lost or not, everything goes
        _chain?.Dispose();
        _compositor?.Dispose();
        _copyCompositor?.Dispose();
        api.DestroyFence(_device.Handle, _done, null);
        api.DestroySemaphore(_device.Handle, _available, null);
        api.DestroyCommandPool(_device.Handle, _pool, null);
        if (_surface.Handle != 0)
            new SurfaceApi(_device.Instance).Destroy(_device.Instance.Handle, _surface, null);
        _giveBack(_device);
    }

    private bool CanCopy(in SurfaceSettings settings) =>
        _device.Info.Kind == GpuInfo.Software && _format == Format.B8G8R8A8Unorm
        && (settings.Capabilities.SupportedUsageFlags & ImageUsageFlags.TransferDstBit) != 0;

    private bool TryMakeChain()
    {
        SurfaceSettings settings = SurfaceSettings.Read(_device, _surfaceApi, _surface, out Result result);
        if (result == Result.ErrorSurfaceLostKhr)
            return MakeSurface();
        _device.Check(result, "vkGetPhysicalDeviceSurfaceCapabilitiesKHR");

        // Where the surface leaves the size to us it says 2^32 - 1.
        Extent2D extent = settings.Capabilities.CurrentExtent;
        if (extent.Width == uint.MaxValue)
        {
            (Extent2D least, Extent2D most) = (settings.Capabilities.MinImageExtent, settings.Capabilities.MaxImageExtent);
            (int width, int height) = _window.Size();
            extent = new Extent2D(Math.Clamp((uint)width, least.Width, most.Width), Math.Clamp((uint)height, least.Height, most.Height));
        }
        if (extent.Width == 0 || extent.Height == 0)
            return false; // minimised
        if (settings.Format.Format != _format)
            throw new DeviceLostException("The window's colour format changed.");
        try
        {
            _madeFor = _window.Size();
            _chain = SwapChain.Create(
                _device, _chainApi, _surface, settings, extent, _compositor.Pass, takesCopies: _copyCompositor is not null);
            return true;
        }
        catch (SurfaceLostException)
        {
            return MakeSurface();
        }
    }

    // Always false: the next try makes the chain.
    private bool MakeSurface()
    {
        Instance instance = _device.Instance.Handle;
        _surfaceApi.Destroy(instance, _surface, null);
        _surface = default;
        _surface = new SurfaceKHR(_window.Create(instance.Handle));
        return false;
    }

    private bool TryAcquire(out uint image)
    {
        Result result = _chain!.Acquire(AcquireTimeout, _available, out image);
        switch (result)
        {
            case Result.Success:
            case Result.SuboptimalKhr: // it can be drawn and is: the semaphore is signalled already
                return true;
            case Result.Timeout:
            case Result.NotReady:
                return false;
            case Result.ErrorOutOfDateKhr:
            case Result.ErrorSurfaceLostKhr:
                DropChain();
                return false;
            default:
                _device.Check(result, "vkAcquireNextImageKHR");
                return false;
        }
    }

    private bool Draw(in Picture picture, uint image, out long presentedAt)
    {
        bool copies = _copyCompositor is not null && CopyCompositor.Suits(picture, _chain!.Width, _chain.Height);
        if (copies)
            _copyCompositor!.Prepare(picture);
        else
            _compositor.Prepare(picture);
        Record(picture, image, copies);
        Submit(image);
        Result result = _chain!.Present(image);

        // Presenting does not wait for the GPU, and the picture is not complete before the GPU says so.
        Fence done = _done;
        Result drawn = _device.Api.WaitForFences(_device.Handle, 1, &done, true, DrawTimeout);
        presentedAt = Stopwatch.GetTimestamp();
        if (drawn == Result.Timeout)
        {
            _device.Lose();
            throw new DeviceLostException($"The GPU {_device.Info.Name} hangs.");
        }
        _device.Check(drawn, "vkWaitForFences");

        if (result is Result.SuboptimalKhr or Result.ErrorOutOfDateKhr or Result.ErrorSurfaceLostKhr)
        {
            DropChain();
            return result == Result.SuboptimalKhr;
        }
        _device.Check(result, "vkQueuePresentKHR");
        return true;
    }

    private void Record(in Picture picture, uint image, bool copies)
    {
        Vk api = _device.Api;
        _device.Check(api.ResetCommandPool(_device.Handle, _pool, 0), "vkResetCommandPool");
        CommandBufferBeginInfo begin =
            new() { SType = StructureType.CommandBufferBeginInfo, Flags = CommandBufferUsageFlags.OneTimeSubmitBit };
        _device.Check(api.BeginCommandBuffer(_commands, &begin), "vkBeginCommandBuffer");
        if (copies)
        {
            _copyCompositor!.Record(_commands, _chain!.ImageOf(image), _chain.Width, _chain.Height);
            _compositor.Forget(); // it has missed this picture's changes
        }
        else
        {
            _compositor.Record(_commands, _chain!.FramebufferOf(image), _chain.Width, _chain.Height, picture);
        }
        _device.Check(api.EndCommandBuffer(_commands), "vkEndCommandBuffer");
    }

    private void Submit(uint image)
    {
        Fence done = _done;
        _device.Check(_device.Api.ResetFences(_device.Handle, 1, &done), "vkResetFences");
        Semaphore available = _available, drawn = _chain!.DrawnOf(image);
        PipelineStageFlags stage = PipelineStageFlags.ColorAttachmentOutputBit | PipelineStageFlags.TransferBit;
        CommandBuffer commands = _commands;
        SubmitInfo info = new()
        {
            SType = StructureType.SubmitInfo, WaitSemaphoreCount = 1, PWaitSemaphores = &available, PWaitDstStageMask = &stage,
            CommandBufferCount = 1, PCommandBuffers = &commands, SignalSemaphoreCount = 1, PSignalSemaphores = &drawn,
        };
        _queue.Submit(info, done);
    }

    private void DropChain()
    {
        // The display may still read its images; nothing else tells when it has done so.
        _device.Check(_queue.WaitIdle(), "vkQueueWaitIdle");
        _chain?.Dispose();
        _chain = null;
    }

    private void CreateCommands()
    {
        CommandPoolCreateInfo poolInfo = new()
        {
            SType = StructureType.CommandPoolCreateInfo, QueueFamilyIndex = _queue.Family, Flags = CommandPoolCreateFlags.TransientBit,
        };
        CommandPool pool;
        _device.Check(_device.Api.CreateCommandPool(_device.Handle, &poolInfo, null, &pool), "vkCreateCommandPool");
        _pool = pool;
        CommandBufferAllocateInfo info = new()
        {
            SType = StructureType.CommandBufferAllocateInfo, CommandPool = pool, Level = CommandBufferLevel.Primary, CommandBufferCount = 1,
        };
        CommandBuffer commands;
        _device.Check(_device.Api.AllocateCommandBuffers(_device.Handle, &info, &commands), "vkAllocateCommandBuffers");
        _commands = commands;
    }

    private Fence CreateFence()
    {
        FenceCreateInfo info = new() { SType = StructureType.FenceCreateInfo };
        Fence fence;
        _device.Check(_device.Api.CreateFence(_device.Handle, &info, null, &fence), "vkCreateFence");
        return fence;
    }
}
