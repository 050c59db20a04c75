using RealtimeCnn.Gpu.Direct3D12;
using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;
using Silk.NET.Maths;

namespace RealtimeCnn.OverlayRenderer.Direct3D12;

/// <summary>
/// Draws the frame, its shape kept, and the overlay over it. First <see cref="Prepare"/>, which copies pixels to where the GPU takes them
/// from, then <see cref="Record"/>; the next preparation must wait until the GPU has done what was recorded.
/// </summary>
/// <remarks>One thread at a time. Allocates nothing unless the frame or the window changed their size.</remarks>
internal sealed unsafe class Compositor : IDisposable
{
    private const int FrameView = 0, OverlayView = 1, Views = 2;

    private readonly CompositorPipelines _pipelines;
    private readonly DescriptorHeap _views;
    private readonly TextureSlot _frame;
    private readonly TextureSlot _overlay;
    private readonly PictureUpload _upload;

    /// <param name="device">Outlives the compositor.</param>
    /// <exception cref="VisionException">The driver refuses.</exception>
    public Compositor(Direct3D12Device device)
    {
        _pipelines = CompositorPipelines.Create(device);
        try
        {
            _views = new DescriptorHeap(device, DescriptorHeapType.CbvSrvUav, Views);
            _frame = new TextureSlot(device, _views.Cpu(FrameView));
            _overlay = new TextureSlot(device, _views.Cpu(OverlayView));
            _upload = new PictureUpload(_frame, _overlay);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="PictureUpload.Forget"/>
    public void Forget() => _upload.Forget();

    /// <summary>Copies what changed to the GPU's side. No work recorded before may still run.</summary>
    public void Prepare(in Picture picture) => _upload.Prepare(picture);

    /// <summary>Records the copies and the drawing.</summary>
    /// <param name="list">Open, of a direct queue.</param>
    /// <param name="target">View of what is drawn into, in the state of a render target.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="picture">The picture prepared.</param>
    public void Record(ID3D12GraphicsCommandList* list, CpuDescriptorHandle target, int width, int height, in Picture picture)
    {
        if (_upload.FrameDamage is { IsEmpty: false } all)
            _frame.Texture!.RecordUpload(list, all);
        if (_overlay.Texture is { } overlay && _upload.OverlayDamage(picture) is { IsEmpty: false } damage)
            overlay.RecordUpload(list, damage);
        _upload.Recorded();

        PixelRect place = picture.Frame is { } frame && _frame.Texture is not null ? PixelRect.Fit(frame.Width, frame.Height, width, height) : default;
        Begin(list, target, width, height, place.Width == width && place.Height == height);
        if (!place.IsEmpty)
            DrawFrame(list, picture.Frame!, place, width, height, picture.IsMirrored);
        DrawOverlay(list, picture.Overlay.Covered, width, height);
    }

    /// <summary>Frees everything. No recorded work may still run.</summary>
    public void Dispose()
    {
        _frame?.Dispose();
        _overlay?.Dispose();
        _views?.Dispose();
        _pipelines.Dispose();
        _upload?.Dispose();
    }

    private void Begin(ID3D12GraphicsCommandList* list, CpuDescriptorHandle target, int width, int height, bool covered)
    {
        ID3D12DescriptorHeap* views = _views.Native;
        list->SetDescriptorHeaps(1, &views);
        list->SetGraphicsRootSignature(_pipelines.RootSignature);
        list->IASetPrimitiveTopology(D3DPrimitiveTopology.D3DPrimitiveTopologyTrianglestrip);
        Viewport viewport = new() { Width = width, Height = height, MaxDepth = 1 };
        list->RSSetViewports(1, &viewport);
        Box2D<int> area = new(0, 0, width, height);
        list->RSSetScissorRects(1, &area);
        list->OMSetRenderTargets(1, &target, false, null);
        if (covered)
            return;
        float* black = stackalloc float[4] { 0, 0, 0, 1 };
        list->ClearRenderTargetView(target, black, 0, null);
    }

    private void DrawFrame(ID3D12GraphicsCommandList* list, Frame frame, in PixelRect place, int width, int height, bool mirrored)
    {
        var constants = PlacementConstants.Of(frame.Width, frame.Height, place, width, height, mirrored);
        ID3D12PipelineState* pipeline = place.Width == frame.Width && place.Height == frame.Height ? _pipelines.Exact
            : constants is { TapsX: 1, TapsY: 1 } ? _pipelines.Filtered
            : _pipelines.Reduced;
        Bind(list, pipeline, FrameView);
        Draw(list, constants);
    }

    private void DrawOverlay(ID3D12GraphicsCommandList* list, ReadOnlySpan<PixelRect> covered, int width, int height)
    {
        if (covered.IsEmpty)
            return;
        Bind(list, _pipelines.Overlay, OverlayView);
        foreach (ref readonly PixelRect rect in covered)
            Draw(list, PlacementConstants.Same(rect, width, height));
    }

    private void Bind(ID3D12GraphicsCommandList* list, ID3D12PipelineState* pipeline, int view)
    {
        list->SetPipelineState(pipeline);
        list->SetGraphicsRootDescriptorTable(CompositorPipelines.Picture, _views.Gpu(view));
    }

    private static void Draw(ID3D12GraphicsCommandList* list, PlacementConstants constants)
    {
        list->SetGraphicsRoot32BitConstants(CompositorPipelines.Placement, PlacementConstants.Size / sizeof(uint), &constants, 0);
        list->DrawInstanced(4, 1, 0, 0);
    }

    /// <summary>A texture that is replaced when its picture changes size, and the view through which shaders see it.</summary>
    private sealed class TextureSlot(Direct3D12Device device, CpuDescriptorHandle view) : IPictureTexture, IDisposable
    {
        public Direct3D12Texture? Texture { get; private set; }

        public byte* Pixels => Texture!.Pixels;

        public int Stride => Texture!.Stride;

        public bool Fit(int width, int height)
        {
            if (Texture is { } fitting && fitting.Width == width && fitting.Height == height)
                return false;
            Texture?.Dispose();
            Texture = null;
            Texture = Direct3D12Texture.Create(device, width, height);
            device.Native->CreateShaderResourceView(Texture.Native, null, view);
            return true;
        }

        public void Dispose()
        {
            Texture?.Dispose();
            Texture = null;
        }
    }
}
