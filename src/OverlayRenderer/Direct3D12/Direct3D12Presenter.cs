using System.Diagnostics;
using RealtimeCnn.Gpu.Direct3D12;
using RealtimeCnn.OverlayRenderer.Direct3D12;
using Silk.NET.Direct3D12;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// Shows pictures through Direct3D 12, in a flip-model swap chain. One picture is under way at a time: the camera sets the pace, not the
/// GPU, and a picture that waited for another one would only be older.
/// </summary>
/// <remarks>One thread, the window's. The present time is taken when the drawing is done and the image is with the display.</remarks>
public sealed unsafe class Direct3D12Presenter : IPresenter
{
    private static readonly TimeSpan DisplayPatience = TimeSpan.FromMilliseconds(100); // a window that nobody sees may never be ready

    private readonly IHwndSource _source;
    private readonly uint _refreshes;
    private readonly Direct3D12Device _device;
    private readonly Direct3D12Queue _queue;
    private readonly CommandRecorder _recorder;
    private readonly Compositor _compositor;
    private SwapChain? _chain;
    private bool _disposed;

    /// <summary>Opens the GPU for a window.</summary>
    /// <param name="source">The window; outlives the presenter.</param>
    /// <param name="timing">When a picture may replace the one on screen; <see cref="PresentTiming.Immediate"/> is as <see cref="PresentTiming.Newest"/>.</param>
    /// <param name="gpu">Which GPU; null for the fastest, or a renderer without one where there is none.</param>
    /// <exception cref="VisionException">There is no GPU that can draw into the window; the message says why.</exception>
    public Direct3D12Presenter(IHwndSource source, PresentTiming timing = PresentTiming.Refresh, AdapterRequest? gpu = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _refreshes = timing == PresentTiming.Refresh ? 1u : 0u;
        _device = Direct3D12Device.Create(gpu ?? AdapterRequest.Default with { AllowSoftware = true });
        Device = $"Direct3D 12, {_device.Adapters.Chosen.Name.Split(" (")[0]}"; // what drivers add in brackets is their build
        try
        {
            _queue = new Direct3D12Queue(_device, CommandListType.Direct);
            _recorder = new CommandRecorder(_device, _queue);
            _compositor = new Compositor(_device);
            if (source is { Width: > 0, Height: > 0 })
                _chain = SwapChain.Create(_device, _queue, source.Hwnd, source.Width, source.Height);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Device { get; }

    /// <summary>The GPU, and why not another.</summary>
    public AdapterSelection Adapters => _device.Adapters;

    /// <summary>The device, for tests.</summary>
    internal Direct3D12Device Direct3D12Device => _device;

    /// <inheritdoc/>
    public bool TryPresent(in Picture picture, out long presentedAt)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        presentedAt = 0;
        try
        {
            if (TryFitChain() && _chain!.WaitUntilReady(DisplayPatience))
                return Draw(picture, out presentedAt);
            _compositor.Forget();
            return false;
        }
        catch (DeviceLostException e)
        {
            throw new PresenterLostException(e.Message);
        }
    }

    /// <summary>Closes the GPU. The window may be closed afterwards.</summary>
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
        _device.Dispose();
    }

    // False while the window has no size.
    private bool TryFitChain()
    {
        (int width, int height) = (_source.Width, _source.Height);
        if (width < 1 || height < 1)
            return false;
        if (_chain is null)
        {
            _chain = SwapChain.Create(_device, _queue, _source.Hwnd, width, height);
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
        int result = _chain.Present(_refreshes, out bool isVisible);

        // Presenting does not wait for the GPU, and the picture is not complete before the GPU says so.
        _queue.Wait(drawn);
        presentedAt = Stopwatch.GetTimestamp();
        HResults.Check(result, "show a picture");
        return isVisible;
    }
}
