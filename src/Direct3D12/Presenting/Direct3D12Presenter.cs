using System.Diagnostics;
using Silk.NET.Direct3D12;

namespace RealtimeCnn.Direct3D12;

/// <summary>
/// Shows pictures through Direct3D 12, in a flip-model swap chain. One picture is under way at a time: the camera sets the pace, not the
/// GPU, and a picture that waited for another one would only be older.
/// </summary>
/// <remarks>
/// One thread, the window's. The device is shared with preprocessing and DirectML. The present time is taken when the drawing is done and
/// the image is with the display.
/// </remarks>
internal sealed unsafe class Direct3D12Presenter : IPresenter
{
    private static readonly TimeSpan DisplayPatience = TimeSpan.FromMilliseconds(100); // a window that nobody sees may never be ready

    private readonly nint _window;
    private readonly Func<(int Width, int Height)> _size;
    private readonly Direct3D12Queue _queue;
    private readonly CommandRecorder _recorder;
    private readonly Compositor _compositor;
    private SwapChain? _chain;
    private bool _disposed;

    /// <summary>Opens the GPU for a window.</summary>
    /// <param name="window">Its handle; the window outlives the presenter.</param>
    /// <param name="size">Width and height of the client area in pixels; 0 while there is none.</param>
    /// <param name="gpu">Which GPU; null for the fastest, or a renderer without one where there is none.</param>
    /// <exception cref="VisionException">There is no GPU that can draw into the window; the message says why.</exception>
    public Direct3D12Presenter(nint window, Func<(int Width, int Height)> size, string? gpu = null)
    {
        (_window, _size) = (window, size);
        Direct3D12Device = Take(gpu);
        Device = $"Direct3D 12, {Direct3D12Device.Gpus.Chosen!.ShortName}";
        try
        {
            _queue = new Direct3D12Queue(Direct3D12Device, CommandListType.Direct);
            _recorder = new CommandRecorder(Direct3D12Device, _queue);
            _compositor = new Compositor(Direct3D12Device);
            TryFitChain();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Device { get; }

    /// <summary>The device, for tests.</summary>
    internal Direct3D12Device Direct3D12Device { get; }

    /// <inheritdoc/>
    public bool TryPresent(in Picture picture, out long presentedAt)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        presentedAt = 0;
        if (TryFitChain() && _chain!.WaitUntilReady(DisplayPatience))
            return Draw(picture, out presentedAt);
        _compositor.Forget();
        return false;
    }

    /// <summary>Gives the GPU back. The window may be closed afterwards.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _queue?.Drain();
        _chain?.Dispose();
        _compositor?.Dispose();
        _recorder?.Dispose();
        _queue?.Dispose();
        Direct3D12Devices.Shared.Return(Direct3D12Device);
    }

    private static Direct3D12Device Take(string? gpu)
    {
        try
        {
            return Direct3D12Devices.Shared.Take(gpu);
        }
        catch (VisionException) when (gpu is null)
        {
            return Direct3D12Devices.Shared.Take(AdapterRequest.Any);
        }
    }

    // False while the window has no size.
    private bool TryFitChain()
    {
        (int width, int height) = _size();
        if (width < 1 || height < 1)
            return false;
        if (_chain is null)
        {
            _chain = SwapChain.Create(Direct3D12Device, _queue, _window, width, height);
        }
        else if (_chain.Width != width || _chain.Height != height)
        {
            // Presenting is work of the queue as well, behind the drawing that was waited for.
            _queue.Wait(_queue.Signal());
            _chain.Resize(width, height);
        }
        return true;
    }

    private bool Draw(in Picture picture, out long presentedAt)
    {
        _compositor.Prepare(picture);
        ID3D12GraphicsCommandList* list = _recorder.Begin();
        ID3D12Resource* image = _chain!.Image;
        Barriers.Transition(list, image, ResourceStates.Present, ResourceStates.RenderTarget);
        _compositor.Record(list, _chain.ImageView, _chain.Width, _chain.Height, picture);
        Barriers.Transition(list, image, ResourceStates.RenderTarget, ResourceStates.Present);
        ulong drawn = _recorder.Submit();
        int result = _chain.Present(1, out bool isVisible);

        // Presenting does not wait for the GPU, and the picture is not complete before the GPU says so.
        _queue.Wait(drawn);
        presentedAt = Stopwatch.GetTimestamp();
        HResults.Check(result, "show a picture");
        return isVisible;
    }
}
