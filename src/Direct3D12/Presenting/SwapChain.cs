using Microsoft.Win32.SafeHandles;
using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;
using Silk.NET.DXGI;

namespace RealtimeCnn.Direct3D12;

/// <summary>The images of a window: one on screen, one to draw into. No work may use them when they are resized or disposed.</summary>
/// <remarks>One thread, the window's.</remarks>
internal sealed unsafe class SwapChain : IDisposable
{
    private const uint Count = 2;
    private const uint Flags = (uint)SwapChainFlag.FrameLatencyWaitableObject;
    private const uint NoWindowChanges = 1, NoAltEnter = 2; // DXGI_MWA_...: full screen is the window's own affair
    private const int Occluded = 0x087A0001; // DXGI_STATUS_OCCLUDED

    private readonly Direct3D12Device _device;
    private readonly DescriptorHeap _views;
    private readonly ID3D12Resource*[] _images = new ID3D12Resource*[Count];
    private readonly AutoResetEvent _ready = new(false);
    private IDXGISwapChain3* _chain;

    private SwapChain(Direct3D12Device device)
    {
        _device = device;
        _views = new DescriptorHeap(device, DescriptorHeapType.Rtv, Count);
    }

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>The image to draw into: borrowed.</summary>
    public ID3D12Resource* Image => _images[_chain->GetCurrentBackBufferIndex()];

    /// <summary>Its view.</summary>
    public CpuDescriptorHandle ImageView => _views.Cpu((int)_chain->GetCurrentBackBufferIndex());

    /// <exception cref="VisionException">The window cannot be drawn into.</exception>
    public static SwapChain Create(Direct3D12Device device, Direct3D12Queue queue, nint window, int width, int height)
    {
        var chain = new SwapChain(device);
        try
        {
            chain.Open(queue, window, width, height);
            chain.WatchLatency();
            chain.TakeImages(width, height);
            return chain;
        }
        catch
        {
            chain.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the display takes another picture.</summary>
    /// <returns>False if it did not within the time: nobody may see the window.</returns>
#pragma warning disable RS0030 // The display sets the pace of the thread that draws; limited by the caller.
    public bool WaitUntilReady(TimeSpan timeout) => _ready.WaitOne(timeout);
#pragma warning restore RS0030

    /// <summary>Gives the images another size.</summary>
    public void Resize(int width, int height)
    {
        ReleaseImages();
        HResults.Check(
            _chain->ResizeBuffers(Count, (uint)width, (uint)height, Format.FormatB8G8R8A8Unorm, Flags), "resize the window's images");
        TakeImages(width, height);
    }

    /// <summary>Hands the image drawn into to the display.</summary>
    /// <param name="refreshes">Refreshes of the display to wait for; 0 replaces an image that still waits.</param>
    /// <param name="isVisible">False if the system says that nobody sees the window.</param>
    /// <returns>The result of the call, for the caller to check.</returns>
    public int Present(uint refreshes, out bool isVisible)
    {
        int result = _chain->Present(refreshes, 0);
        isVisible = result != Occluded;
        return result;
    }

    public void Dispose()
    {
        ReleaseImages();
        if (_chain is not null)
            _chain->Release();
        _chain = null;
        _views.Dispose();
        _ready.Dispose();
    }

    private void Open(Direct3D12Queue queue, nint window, int width, int height)
    {
        using DXGI dxgi = DXGI.GetApi(null!);
        IDXGIFactory6* factory;
        HResults.Check(dxgi.CreateDXGIFactory2(0, SilkMarshal.GuidPtrOf<IDXGIFactory6>(), (void**)&factory), "open the display");
        IDXGISwapChain1* chain = null;
        try
        {
            SwapChainDesc1 desc = new()
            {
                Width = (uint)width,
                Height = (uint)height,
                Format = Format.FormatB8G8R8A8Unorm,
                SampleDesc = new SampleDesc(1, 0),
                BufferUsage = DXGI.UsageRenderTargetOutput,
                BufferCount = Count,
                Scaling = Scaling.Stretch, // only between a resize of the window and the next picture
                SwapEffect = SwapEffect.FlipDiscard,
                AlphaMode = AlphaMode.Ignore,
                Flags = Flags,
            };
            HResults.Check(
                factory->CreateSwapChainForHwnd((IUnknown*)queue.Native, window, &desc, null, null, &chain), "draw into the window");
            HResults.Check(factory->MakeWindowAssociation(window, NoWindowChanges | NoAltEnter), "leave the window's keys alone");
            IDXGISwapChain3* newer;
            HResults.Check(
                chain->QueryInterface(SilkMarshal.GuidPtrOf<IDXGISwapChain3>(), (void**)&newer), "use this version of the display");
            _chain = newer;
        }
        finally
        {
            if (chain is not null)
                chain->Release();
            factory->Release();
        }
    }

    // One picture under way at a time: a second would only wait behind the first, and be old when it is shown.
    private void WatchLatency()
    {
        HResults.Check(_chain->SetMaximumFrameLatency(1), "limit the pictures that wait");
        void* handle = _chain->GetFrameLatencyWaitableObject();
        if (handle is null)
            throw new VisionException("Direct3D 12 cannot tell when the display is ready.");
        _ready.SafeWaitHandle.Dispose();
        _ready.SafeWaitHandle = new SafeWaitHandle((nint)handle, ownsHandle: true);
    }

    private void TakeImages(int width, int height)
    {
        for (uint i = 0; i < Count; i++)
        {
            ID3D12Resource* image;
            HResults.Check(_chain->GetBuffer(i, SilkMarshal.GuidPtrOf<ID3D12Resource>(), (void**)&image), "reach the window's images");
            _images[i] = image;
            _device.Native->CreateRenderTargetView(image, null, _views.Cpu((int)i));
        }
        (Width, Height) = (width, height);
    }

    private void ReleaseImages()
    {
        for (int i = 0; i < _images.Length; i++)
        {
            if (_images[i] is not null)
                _images[i]->Release();
            _images[i] = null;
        }
    }
}
