using RealtimeCnn;
using RealtimeCnn.Direct3D12;
using RealtimeCnn.OverlayRenderer;
using Silk.NET.Direct3D12;

namespace OverlayRenderer.Tests;

/// <summary>
/// A texture that Direct3D 12's compositor draws into, without a window. The twin of the one for Vulkan: the same tests use both.
/// </summary>
internal sealed unsafe class OffscreenTarget : IDisposable
{
    private const int RowAlignment = 256;

    private readonly int _width;
    private readonly int _height;
    private readonly int _stride;
    private readonly Direct3D12Device _device = Direct3D12Device.Create(new AdapterRequest { AllowSoftware = true });
    private readonly Direct3D12Queue _queue;
    private readonly CommandRecorder _recorder;
    private readonly Compositor _compositor;
    private readonly DescriptorHeap _views;
    private readonly Direct3D12Buffer _readable;
    private readonly ID3D12Resource* _image;

    public OffscreenTarget(int width, int height)
    {
        (_width, _height, _stride) = (width, height, (width * 4 + RowAlignment - 1) / RowAlignment * RowAlignment);
        _queue = new Direct3D12Queue(_device, CommandListType.Direct);
        _recorder = new CommandRecorder(_device, _queue);
        _compositor = new Compositor(_device);
        _views = new DescriptorHeap(_device, DescriptorHeapType.Rtv, 1);
        _readable = _device.CreateBuffer((long)_stride * height, BufferKind.Readback);
        _image = Direct3D12Texture.CreateTexture(_device, width, height, ResourceFlags.AllowRenderTarget, ResourceStates.RenderTarget);
        _device.Native->CreateRenderTargetView(_image, null, _views.Cpu(0));
    }

    /// <summary>Draws a picture and reads it back.</summary>
    public BgraCanvas Draw(in Picture picture)
    {
        _compositor.Prepare(picture);
        ID3D12GraphicsCommandList* list = _recorder.Begin();
        _compositor.Record(list, _views.Cpu(0), _width, _height, picture);
        Barriers.Transition(list, _image, ResourceStates.RenderTarget, ResourceStates.CopySource);
        TextureCopyLocation source = new() { PResource = _image, Type = TextureCopyType.SubresourceIndex };
        TextureCopyLocation target = Direct3D12Texture.InBuffer(_readable.Native, _width, _height, _stride);
        list->CopyTextureRegion(&target, 0, 0, 0, &source, null);
        Barriers.Transition(list, _image, ResourceStates.CopySource, ResourceStates.RenderTarget);
        _queue.Wait(_recorder.Submit());

        var canvas = new BgraCanvas();
        canvas.Resize(_width, _height);
        for (int y = 0; y < _height; y++)
            _readable.Memory.Slice(y * _stride, _width * 4).CopyTo(Pixels.Row(canvas, y));
        return canvas;
    }

    /// <summary>Fails if the device was lost over it.</summary>
    public void AssertSilent() => _device.ThrowIfLost();

    public void Dispose()
    {
        _queue.Drain();
        _image->Release();
        _readable.Dispose();
        _views.Dispose();
        _compositor.Dispose();
        _recorder.Dispose();
        _queue.Dispose();
        _device.Dispose();
    }
}
