using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>
/// Vulkan as a program uses it: preprocessing on a GPU for <see cref="InferenceOptions.Gpus"/>, and presenters for windows. One device
/// serves all who ask for the same GPU. A program that draws with Vulkan itself brings its own device, <see cref="OnDevice"/>, and hands in
/// the images that lie there.
/// </summary>
/// <remarks>Any thread.</remarks>
public sealed class VulkanGpu : IGpuApi, IDisposable
{
    private readonly Lock _lock = new();
    private readonly VulkanDevice? _program; // null: devices of our own
    private readonly ImageCopies? _images;
    private int _users;
    private bool _isDisposed;

    private VulkanGpu(VulkanDevice? program)
    {
        if (program is not null)
            (_program, _images) = (program, new ImageCopies(program));
    }

    /// <summary>The one that opens devices of its own.</summary>
    public static VulkanGpu Instance { get; } = new(null);

    /// <inheritdoc/>
    public string Name => "vulkan";

    /// <summary>
    /// Works on the program's own device, next to what the program does there. Nothing of it is owned, changed or destroyed. Put it into
    /// <see cref="InferenceOptions.Gpus"/>, hand images in by <see cref="Submit"/>, and dispose it before the device, after
    /// <see cref="VisionEngine.DisposeAsync"/> of each engine that has it.
    /// </summary>
    /// <param name="instance">The <c>VkInstance</c>, made for Vulkan 1.2 or later; it needs no extension and no layer.</param>
    /// <param name="physicalDevice">The <c>VkPhysicalDevice</c>, which offers Vulkan 1.2 or later.</param>
    /// <param name="device">
    /// The <c>VkDevice</c>. It needs no extension, and no feature but <c>timelineSemaphore</c> where images come with such semaphores.
    /// </param>
    /// <param name="queueFamily">Index of the queue's family; its queues compute.</param>
    /// <param name="queue">
    /// The <c>VkQueue</c> that images are copied on and shaders run on: that which draws them, or any other of the device.
    /// </param>
    /// <param name="queueLock">Held for each use of the queue, which is short; the program holds it for each of its own.</param>
    /// <exception cref="ArgumentException">A handle is null.</exception>
    /// <exception cref="VisionException">The device cannot preprocess; the message says why.</exception>
    public static VulkanGpu OnDevice(nint instance, nint physicalDevice, nint device, uint queueFamily, nint queue, Lock queueLock)
    {
        if (queueLock is null) // as an object, which the usual check takes, it would be no lock
            throw new ArgumentNullException(nameof(queueLock));
        NotNull(instance, "VkInstance", nameof(instance));
        NotNull(physicalDevice, "VkPhysicalDevice", nameof(physicalDevice));
        NotNull(device, "VkDevice", nameof(device));
        NotNull(queue, "VkQueue", nameof(queue));
        return new VulkanGpu(VulkanDevice.Adopt(VulkanInstance.Adopt(instance), physicalDevice, device, queueFamily, queue, queueLock));
    }

    /// <summary>
    /// Hands an image of the program's device in to an engine; the newest wins. It is copied on the GPU: the commands are submitted within
    /// this call, on this thread, and <paramref name="signal"/> is given when they are done, whatever becomes of the frame. Until then the
    /// image is not to be written. Waits for nothing, and allocates nothing once the size was seen three times. One thread at a time for
    /// each engine.
    /// </summary>
    /// <param name="engine">One without a source, whose <see cref="InferenceOptions.Gpus"/> begin with this.</param>
    /// <param name="image">
    /// A <c>VkImage</c> of this device with usage <c>TRANSFER_SRC</c>, two dimensions, one sample; its first level and layer are read. It
    /// belongs to the queue's family, or is shared among families (<c>VK_SHARING_MODE_CONCURRENT</c>).
    /// </param>
    /// <param name="width">Its width in pixels, 1..<see cref="Frame.MaxDimension"/>.</param>
    /// <param name="height">Its height, the same.</param>
    /// <param name="format">
    /// Its <c>VkFormat</c>: R8G8B8A8 or B8G8R8A8, UNORM or SRGB. Bytes are taken as they are stored: levels as they are to be shown.
    /// </param>
    /// <param name="layout">The <c>VkImageLayout</c> that it is in when the copy begins.</param>
    /// <param name="layoutAfter">That which it shall be in afterwards; 0 for the same.</param>
    /// <param name="wait">
    /// A <c>VkSemaphore</c> that the copy waits for, and its value if it is a timeline's. None, and it follows what was submitted to the
    /// same queue before.
    /// </param>
    /// <param name="signal">A <c>VkSemaphore</c> that is signalled when the image may be written, likewise; none if not needed.</param>
    /// <param name="transform">How its rows become the upright picture.</param>
    /// <param name="timestamp">When it was taken, in ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 for now.</param>
    /// <returns>False if this overtook a frame that nobody has looked at.</returns>
    /// <exception cref="ArgumentException">
    /// Handle, size, format, layout, semaphores or transform cannot be; the message says which. Nothing was submitted, as in all that
    /// follow.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// This has no device of the program's; another thread hands a frame in; or the engine has a source of its own.
    /// </exception>
    /// <exception cref="DeviceLostException">The device is lost.</exception>
    /// <exception cref="VisionException">The GPU is 16 images behind, or has no memory for a copy.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed, or this.</exception>
    public bool Submit(
        VisionEngine engine, ulong image, int width, int height, int format, int layout, int layoutAfter = 0,
        (ulong Semaphore, ulong Value) wait = default, (ulong Semaphore, ulong Value) signal = default,
        FrameTransform transform = default, long timestamp = 0)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (_images is null)
            throw new InvalidOperationException("Images are handed in through VulkanGpu.OnDevice, with the device that they are on.");
        var whole = new VulkanImage(image, width, height, (Format)format, (ImageLayout)layout, (ImageLayout)layoutAfter, wait, signal);
        whole.Check();
        transform.Validate(width, height);
        return engine.Submit(
            (_images, whole, transform), static (one, frame) => one._images.Copy(one.whole, one.transform, frame), timestamp);
    }

    /// <inheritdoc/>
    public Choice<GpuInfo> Choose(string? wanted = null)
    {
        if (_program is not null)
            return GpuInfo.Choose([(_program.Info, null)], wanted);
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
        return _program is not null
            ? new VulkanPreprocessor(TakeProgram(wanted), spec, null, _ => ReturnProgram())
            : new VulkanPreprocessor(VulkanDevices.Shared.Take(wanted), spec, null, VulkanDevices.Shared.Return);
    }

    /// <inheritdoc/>
    public IGpuPreprocessor? OpenPreprocessorIfInUse(PreprocessSpec spec, string? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        try
        {
            if (_program is not null)
                return OpenPreprocessor(spec, wanted);
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

    /// <summary>
    /// Frees what was made on the program's device, after the work that was submitted there is done; the device and its other work are left
    /// alone. The second time, and for <see cref="Instance"/>, it does nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">An engine still works on the device: await its <c>DisposeAsync</c> first.</exception>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_program is null || _isDisposed)
                return;
            if (_users > 0 || _images!.Shown > 0)
            {
                throw new InvalidOperationException(
                    "An engine still works on the program's Vulkan device: await VisionEngine.DisposeAsync before this.");
            }
            _isDisposed = true;
            _images.Dispose();
            _program.Dispose();
        }
    }

    /// <summary>For tests: the program's.</summary>
    internal VulkanDevice? Device => _program;

    private static void NotNull(nint handle, string type, string name)
    {
        if (handle == 0)
            throw new ArgumentException($"The {type} is null.", name);
    }

    private VulkanDevice TakeProgram(string? wanted)
    {
        lock (_lock)
        {
            if (_isDisposed)
                throw new VulkanException("Vulkan: the program has given its device up.");
            if (Choose(wanted).Problem is { } problem)
                throw new VulkanException($"Vulkan: {problem}.");
            _program!.Check(_program.IsLost ? Result.ErrorDeviceLost : Result.Success, "opened again");
            _users++;
            return _program;
        }
    }

    private void ReturnProgram()
    {
        lock (_lock)
            _users--;
    }
}
