using Silk.NET.Direct3D12;

namespace RealtimeCnn.Direct3D12;

/// <summary>
/// Takes images of a program that draws on the same device: copies each at once, on a queue of its own, into a buffer of its own, so that
/// the image is the program's again when its fence says so, whatever becomes of the frame.
/// </summary>
/// <remarks>Any thread. As many copies are kept as frames show at a time: three of an engine.</remarks>
/// <param name="device">Borrowed.</param>
internal sealed class ImageCopies(Direct3D12Device device) : IDisposable
{
    /// <summary>Most copies that can be shown or under way.</summary>
    public const int Most = 16;

    private readonly Lock _lock = new();
    private readonly List<ImageCopy> _copies = [];
    private readonly Direct3D12Queue _queue = new(device, CommandListType.Direct); // only such a one may leave the states of drawing
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
    /// <exception cref="VisionException">The GPU is too far behind, or has no memory.</exception>
    public void Copy(in Direct3D12Image image, in FrameTransform transform, Frame frame)
    {
        int stride = ImageCopy.StrideOf(image.Width);
        lock (_lock)
        {
            if (_isDisposed)
                throw new ObjectDisposedException("RealtimeCnn.Direct3D12.Direct3D12Gpu"); // what the program knows
            device.ThrowIfLost();
            ImageCopy copy = Free((long)stride * image.Height);
            copy.Submit(image);
            frame.PlaceOnGpu(image.Width, image.Height, image.PixelFormat, stride, copy);
        }
        frame.Transform = transform;
    }

    /// <summary>Waits for the GPU, and frees everything. No frame may show a copy.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            _queue.Drain();
            _copies.ForEach(copy => copy.Destroy());
            _queue.Dispose();
        }
    }

    // Best one that has the room.
    private ImageCopy Free(long size)
    {
        ImageCopy? best = null;
        foreach (ImageCopy copy in _copies)
        {
            if (!copy.IsShown && copy.IsDone && (best is null || copy.Capacity > best.Capacity))
                best = copy;
        }
        if (best is null)
        {
            if (_copies.Count == Most)
            {
                throw new VisionException(
                    $"Direct3D 12: {device.Name} is {Most} images behind. This one was not taken; its fence will not be signalled.");
            }
            best = new ImageCopy(device, _queue);
            _copies.Add(best);
        }
        best.Reserve(size);
        return best;
    }
}
