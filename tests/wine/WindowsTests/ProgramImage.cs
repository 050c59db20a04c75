using RealtimeCnn.Direct3D12;
using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;
using Silk.NET.DXGI;

namespace RealtimeCnn.Tests;

/// <summary>An image of the program's and what is drawn into it.</summary>
internal sealed unsafe class ProgramImage : IDisposable
{
    private readonly Direct3D12Device _device;
    private readonly int _width;
    private readonly int _height;
    private readonly Format _format;
    private readonly Direct3D12Buffer _pattern;
    private readonly ID3D12Resource* _texture;

    public ProgramImage(Direct3D12Device device, int width, int height, Format format)
    {
        (_device, _width, _height, _format) = (device, width, height, format);
        _pattern = device.CreateBuffer((long)ImageCopy.StrideOf(width) * height, BufferKind.Upload);
        HeapProperties heap = new() { Type = HeapType.Default, CreationNodeMask = 1, VisibleNodeMask = 1 };
        ResourceDesc desc = new()
        {
            Dimension = ResourceDimension.Texture2D, Width = (ulong)width, Height = (uint)height, DepthOrArraySize = 1, MipLevels = 1,
            Format = format, SampleDesc = new SampleDesc(1, 0), Layout = TextureLayout.LayoutUnknown,
            Flags = ResourceFlags.AllowRenderTarget,
        };
        ID3D12Resource* texture;
        HResults.Check(
            device.Native->CreateCommittedResource(
                &heap, HeapFlags.None, &desc, ResourceStates.RenderTarget, null, SilkMarshal.GuidPtrOf<ID3D12Resource>(),
                (void**)&texture),
            "make a texture");
        _texture = texture;
    }

    public nint Handle => (nint)_texture;

    /// <summary>Draws a pattern, and leaves the image as a target of drawing.</summary>
    /// <returns>The same picture as the processor sees it; the caller's.</returns>
    public Frame Draw(Direct3D12Queue queue, int seed)
    {
        bool isBgra = _format is Format.FormatB8G8R8A8Unorm or Format.FormatB8G8R8A8UnormSrgb;
        Frame frame = TestFrames.Random(_width, _height, isBgra ? PixelFormat.Bgra8 : PixelFormat.Rgba8, seed);
        int stride = ImageCopy.StrideOf(_width);
        for (int y = 0; y < _height; y++)
            frame.Row(y).CopyTo(_pattern.Memory[(y * stride)..]);
        using var recorder = new CommandRecorder(_device, queue);
        ID3D12GraphicsCommandList* list = recorder.Begin();
        Barriers.Transition(list, _texture, ResourceStates.RenderTarget, ResourceStates.CopyDest);
        TextureCopyLocation source = Direct3D12Texture.InBuffer(_pattern.Native, _width, _height, stride);
        source.Anonymous.PlacedFootprint.Footprint.Format = _format;
        TextureCopyLocation target = new() { PResource = _texture, Type = TextureCopyType.SubresourceIndex };
        list->CopyTextureRegion(&target, 0, 0, 0, &source, null);
        Barriers.Transition(list, _texture, ResourceStates.CopyDest, ResourceStates.RenderTarget);
        queue.Wait(recorder.Submit()); // its commands go with the recorder
        return frame;
    }

    public void Dispose()
    {
        _texture->Release();
        _pattern.Dispose();
    }
}
