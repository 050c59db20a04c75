using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;
using Silk.NET.Maths;

namespace RealtimeCnn.Direct3D12;

/// <summary>Draws the frame, its shape kept, and the overlay over it.</summary>
/// <remarks>One thread at a time. Allocates nothing unless the frame or the window changed their size.</remarks>
internal sealed unsafe class Compositor : PictureCompositor
{
    private readonly Direct3D12Device _device;
    private readonly CompositorPipelines _pipelines;
    private readonly DescriptorHeap _views;
    private readonly Direct3D12Texture?[] _textures = new Direct3D12Texture?[LayerCount];
    private ID3D12GraphicsCommandList* _list; // of the picture being recorded
    private CpuDescriptorHandle _target;

    /// <param name="device">Outlives the compositor.</param>
    /// <exception cref="VisionException">The driver refuses.</exception>
    public Compositor(Direct3D12Device device)
    {
        _device = device;
        _pipelines = CompositorPipelines.Create(device);
        try
        {
            _views = new DescriptorHeap(device, DescriptorHeapType.CbvSrvUav, LayerCount);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Records the copies and the drawing.</summary>
    /// <param name="list">Open, of a direct queue.</param>
    /// <param name="target">View of what is drawn into, in the state of a render target.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="picture">The picture prepared.</param>
    public void Record(ID3D12GraphicsCommandList* list, CpuDescriptorHandle target, int width, int height, in Picture picture)
    {
        _list = list;
        _target = target;
        Compose(width, height, picture);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (ref Direct3D12Texture? texture in _textures.AsSpan())
        {
            texture?.Dispose();
            texture = null;
        }
        _views?.Dispose();
        _pipelines.Dispose();
    }

    /// <inheritdoc/>
    protected override bool Fit(int layer, int width, int height)
    {
        ref Direct3D12Texture? texture = ref _textures[layer];
        if (texture is not null && texture.Width == width && texture.Height == height)
            return false;
        texture?.Dispose();
        texture = null;
        texture = Direct3D12Texture.Create(_device, width, height);
        _device.Native->CreateShaderResourceView(texture.Native, null, _views.Cpu(layer));
        return true;
    }

    /// <inheritdoc/>
    protected override byte* PixelsOf(int layer, out int stride)
    {
        Direct3D12Texture texture = _textures[layer]!;
        stride = texture.Stride;
        return texture.Pixels;
    }

    /// <inheritdoc/>
    protected override void Upload(int layer, ReadOnlySpan<PixelRect> rects) => _textures[layer]!.RecordUpload(_list, rects);

    /// <inheritdoc/>
    protected override void Begin(int width, int height, bool covered)
    {
        ID3D12DescriptorHeap* views = _views.Native;
        _list->SetDescriptorHeaps(1, &views);
        _list->SetGraphicsRootSignature(_pipelines.RootSignature);
        _list->IASetPrimitiveTopology(D3DPrimitiveTopology.D3DPrimitiveTopologyTrianglestrip);
        Viewport viewport = new() { Width = width, Height = height, MaxDepth = 1 };
        _list->RSSetViewports(1, &viewport);
        Box2D<int> area = new(0, 0, width, height);
        _list->RSSetScissorRects(1, &area);
        CpuDescriptorHandle target = _target;
        _list->OMSetRenderTargets(1, &target, false, null);
        if (covered)
            return;
        float* black = stackalloc float[4] { 0, 0, 0, 1 };
        _list->ClearRenderTargetView(target, black, 0, null);
    }

    /// <inheritdoc/>
    protected override void Bind(int layer, int pipeline)
    {
        _list->SetPipelineState(PipelineOf(pipeline));
        _list->SetGraphicsRootDescriptorTable(CompositorPipelines.Picture, _views.Gpu(layer));
    }

    /// <inheritdoc/>
    protected override void Draw(ReadOnlySpan<byte> constants)
    {
        fixed (byte* bytes = constants)
            _list->SetGraphicsRoot32BitConstants(CompositorPipelines.Placement, ConstantBytes / sizeof(uint), bytes, 0);
        _list->DrawInstanced(4, 1, 0, 0);
    }

    private ID3D12PipelineState* PipelineOf(int pipeline) => pipeline switch
    {
        ExactPipeline => _pipelines.Exact,
        FilteredPipeline => _pipelines.Filtered,
        ReducedPipeline => _pipelines.Reduced,
        _ => _pipelines.Overlay,
    };
}
