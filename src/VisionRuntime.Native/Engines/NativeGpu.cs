using RealtimeCnn.Vulkan;

namespace RealtimeCnn.Native;

/// <summary>The host's Vulkan device, as far as engines work on it.</summary>
internal sealed class NativeGpu
{
    private readonly Lock _lock = new();
    private readonly Lock _queue = new();
    private readonly List<NativeEngine> _engines = [];
    private readonly VulkanGpu _vulkan;
    private bool _isClosed;

    /// <summary>Looks at the device.</summary>
    /// <exception cref="Refusal">Engines cannot work on it.</exception>
    public NativeGpu(in NativeVulkanDevice device)
    {
        try
        {
            _vulkan = VulkanGpu.OnDevice(
                device.Instance, device.PhysicalDevice, device.Device, device.QueueFamily, device.Queue, _queue);
        }
        catch (VisionException e)
        {
            throw new Refusal(Status.Gpu, e.Message);
        }
    }

    /// <summary>Makes an engine that works on it.</summary>
    public NativeEngine Create(Func<IReadOnlyList<IGpuApi>, NativeGpu, NativeEngine> make)
    {
        lock (_lock)
        {
            if (_isClosed)
                throw new Refusal(Status.NoHandle, "The device was closed.");
            _engines.RemoveAll(engine => engine.Ended is { IsCompleted: true });
            NativeEngine engine = make([_vulkan], this);
            _engines.Add(engine);
            return engine;
        }
    }

    /// <summary>Hands an image in.</summary>
    /// <returns>Whether the frame before was looked at.</returns>
    public bool Submit(VisionEngine engine, in NativeVulkanImage image)
    {
        try
        {
            return _vulkan.Submit(
                engine, image.Image, image.Width, image.Height, image.Format, image.Layout, image.LayoutAfter,
                (image.WaitSemaphore, image.WaitValue), (image.SignalSemaphore, image.SignalValue),
                FrameReader.Transform(image.Placement), FrameReader.Timestamp(image.CapturedNs));
        }
        catch (VisionException e)
        {
            throw new Refusal(Status.Gpu, e.Message);
        }
    }

    /// <summary>Takes the queue for the calling thread; gives it back.</summary>
    public void LockQueue() => _queue.Enter();

    public int UnlockQueue()
    {
        if (!_queue.IsHeldByCurrentThread)
            return Failure.Is(Status.Busy, "This thread has not locked the queue.");
        _queue.Exit();
        return Status.Ok;
    }

    /// <summary>Lets go of the device once its engines are gone.</summary>
    /// <returns>A status.</returns>
    public int Close(TimeSpan timeout)
    {
        Task gone;
        lock (_lock)
        {
            if (_engines.Any(engine => engine.Ended is null))
                return Failure.Is(Status.Busy, "Engines work on the device: destroy them first.");
            gone = Task.WhenAll(_engines.Select(engine => engine.Ended!));
        }
#pragma warning disable RS0030 // The host asks to wait, for as long as it says.
        Task.WhenAny(gone, Task.Delay(timeout)).GetAwaiter().GetResult();
#pragma warning restore RS0030
        lock (_lock)
        {
            if (!gone.IsCompleted)
                return Status.Nothing;
            if (_isClosed)
                return Failure.NoGpu();
            try
            {
                _vulkan.Dispose();
            }
            catch (InvalidOperationException) // a network that does not stop still holds a frame
            {
                return Status.Nothing;
            }
            _isClosed = true;
            return Status.Ok;
        }
    }
}
