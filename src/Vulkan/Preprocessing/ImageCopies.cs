using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>
/// Takes images of a program that draws on the same device: copies each at once, on the thread that hands it in, into a buffer of its own,
/// so that the image is the program's again when its semaphore says so, whatever becomes of the frame.
/// </summary>
/// <remarks>Any thread. As many copies are kept as frames show at a time: three of an engine.</remarks>
/// <param name="device">Borrowed.</param>
internal sealed unsafe class ImageCopies(VulkanDevice device) : IDisposable
{
    /// <summary>Most copies that can be shown or under way.</summary>
    public const int Most = 16;

    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<ImageCopy> _copies = [];
    private CommandPool _pool;
    private bool _isDisposed;

    /// <summary>Copies that frames show.</summary>
    public int Shown
    {
        get
        {
            lock (_lock)
                return _copies.Count(copy => copy.IsShown);
        }
    }

    /// <summary>Submits the copy of an image, and makes a frame of it. Where this throws, nothing was submitted.</summary>
    /// <param name="image">Checked.</param>
    /// <param name="transform">How it becomes the upright picture; it suits the size.</param>
    /// <param name="frame">Overwritten.</param>
    /// <exception cref="DeviceLostException">The device is lost.</exception>
    /// <exception cref="VulkanException">The GPU is too far behind, or has no memory.</exception>
    public void Copy(in VulkanImage image, in FrameTransform transform, Frame frame)
    {
        int stride = ImageCopy.StrideOf(image.Width);
        lock (_lock)
        {
            if (_isDisposed)
                throw new ObjectDisposedException("RealtimeCnn.Vulkan.VulkanGpu"); // what the program knows
            ImageCopy copy = Free((long)stride * image.Height);
            copy.Submit(image);
            frame.PlaceOnGpu(image.Width, image.Height, image.PixelFormat, stride, copy);
        }
        frame.Transform = transform;
    }

    /// <summary>Waits for the GPU, and frees what it is through with. No frame may show a copy.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            // Memory that a hung GPU may still write is never freed.
            if (_copies.Any(copy => copy.IsKept || !IsDone(copy)))
                return;
            _copies.ForEach(copy => copy.Destroy());
            device.Api.DestroyCommandPool(device.Handle, _pool, null);
        }
    }

    private static bool IsDone(ImageCopy copy)
    {
        try
        {
            return copy.IsDone(LastWait);
        }
        catch (DeviceLostException)
        {
            return true; // a lost device works no more
        }
    }

    // Best one that has the room.
    private ImageCopy Free(long size)
    {
        ImageCopy? best = null;
        foreach (ImageCopy copy in _copies)
        {
            if (!copy.IsShown && !copy.IsKept && copy.IsDone() && (best is null || copy.Capacity > best.Capacity))
                best = copy;
        }
        if (best is null)
        {
            if (_copies.Count == Most)
            {
                throw new VulkanException(
                    $"Vulkan: {device.Info.Name} is {Most} images behind. This one was not taken; its semaphore will not be signalled.");
            }
            if (_pool.Handle == 0)
                CreatePool();
            best = ImageCopy.Create(device, _pool);
            _copies.Add(best);
        }
        best.Reserve(size);
        return best;
    }

    private void CreatePool()
    {
        CommandPoolCreateInfo info = new()
        {
            SType = StructureType.CommandPoolCreateInfo, QueueFamilyIndex = device.Compute.Family,
            Flags = CommandPoolCreateFlags.ResetCommandBufferBit,
        };
        CommandPool pool;
        device.Check(device.Api.CreateCommandPool(device.Handle, &info, null, &pool), "vkCreateCommandPool");
        _pool = pool;
    }
}
