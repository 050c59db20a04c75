using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;
using Silk.NET.DXGI;

namespace RealtimeCnn.Direct3D12;

/// <summary>A BGRA picture that shaders read, with the memory through which the processor fills it.</summary>
/// <remarks>One thread at a time. Owned by whoever made it; dispose when no work uses it.</remarks>
internal sealed unsafe class Direct3D12Texture : IDisposable
{
    private const int RowAlignment = 256; // D3D12_TEXTURE_DATA_PITCH_ALIGNMENT
    private const int LargestSide = 16384; // D3D12_REQ_TEXTURE2D_U_OR_V_DIMENSION, of every device

    private Direct3D12Buffer? _staging;
    private ID3D12Resource* _texture;
    private bool _hasContent;

    private Direct3D12Texture(int width, int height) => (Width, Height) = (width, height);

    public int Width { get; }

    public int Height { get; }

    /// <summary>Bytes from one row to the next in <see cref="Pixels"/>.</summary>
    public int Stride => (Width * 4 + RowAlignment - 1) / RowAlignment * RowAlignment;

    /// <summary>Where the processor writes pixels; <see cref="RecordUpload"/> takes them from here.</summary>
    public byte* Pixels { get; private set; }

    /// <summary>The texture itself: borrowed.</summary>
    public ID3D12Resource* Native => _texture;

    /// <exception cref="VisionException">The device has no room, or takes no pictures of this size.</exception>
    public static Direct3D12Texture Create(Direct3D12Device device, int width, int height)
    {
        if (Math.Max(width, height) > LargestSide)
            throw new VisionException($"Direct3D 12 takes pictures of {LargestSide} pixels at most, not {width} x {height}.");
        var texture = new Direct3D12Texture(width, height);
        try
        {
            texture._staging = device.CreateBuffer((long)texture.Stride * height, BufferKind.Upload);
            fixed (byte* pixels = texture._staging.Memory) // mapped for as long as the buffer lives: it does not move
                texture.Pixels = pixels;
            texture._texture = CreateTexture(device, width, height, ResourceFlags.None, ResourceStates.CopyDest);
            return texture;
        }
        catch
        {
            texture.Dispose();
            throw;
        }
    }

    /// <summary>Makes a texture in the format of pictures; the caller releases it.</summary>
    public static ID3D12Resource* CreateTexture(Direct3D12Device device, int width, int height, ResourceFlags flags, ResourceStates state)
    {
        HeapProperties heap = new() { Type = HeapType.Default, CreationNodeMask = 1, VisibleNodeMask = 1 };
        ResourceDesc desc = new()
        {
            Dimension = ResourceDimension.Texture2D,
            Width = (ulong)width,
            Height = (uint)height,
            DepthOrArraySize = 1,
            MipLevels = 1,
            Format = Format.FormatB8G8R8A8Unorm,
            SampleDesc = new SampleDesc(1, 0),
            Layout = TextureLayout.LayoutUnknown,
            Flags = flags,
        };
        ID3D12Resource* texture;
        HResults.Check(
            device.Native->CreateCommittedResource(
                &heap, HeapFlags.None, &desc, state, null, SilkMarshal.GuidPtrOf<ID3D12Resource>(), (void**)&texture),
            $"make a picture of {width} x {height} on {device.Name}");
        return texture;
    }

    /// <summary>Records the copy of rectangles from <see cref="Pixels"/> to where shaders read.</summary>
    public void RecordUpload(ID3D12GraphicsCommandList* list, ReadOnlySpan<PixelRect> rects)
    {
        if (_hasContent)
            Barriers.Transition(list, _texture, ResourceStates.PixelShaderResource, ResourceStates.CopyDest);
        TextureCopyLocation source = InBuffer(_staging!.Native, Width, Height, Stride);
        TextureCopyLocation target = new() { PResource = _texture, Type = TextureCopyType.SubresourceIndex };
        foreach (ref readonly PixelRect rect in rects)
        {
            Box box = new()
            {
                Left = (uint)rect.X, Top = (uint)rect.Y, Front = 0,
                Right = (uint)rect.Right, Bottom = (uint)rect.Bottom, Back = 1,
            };
            list->CopyTextureRegion(&target, (uint)rect.X, (uint)rect.Y, 0, &source, &box);
        }
        Barriers.Transition(list, _texture, ResourceStates.CopyDest, ResourceStates.PixelShaderResource);
        _hasContent = true;
    }

    /// <summary>A picture in a buffer, for copies.</summary>
    public static TextureCopyLocation InBuffer(ID3D12Resource* buffer, int width, int height, int stride) => new()
    {
        PResource = buffer,
        Type = TextureCopyType.PlacedFootprint,
        Anonymous = new TextureCopyLocationUnion
        {
            PlacedFootprint = new PlacedSubresourceFootprint
            {
                Footprint = new SubresourceFootprint
                {
                    Format = Format.FormatB8G8R8A8Unorm, Width = (uint)width, Height = (uint)height, Depth = 1, RowPitch = (uint)stride,
                },
            },
        },
    };

    public void Dispose()
    {
        if (_texture is not null)
            _texture->Release();
        _texture = null;
        _staging?.Dispose();
        _staging = null;
        Pixels = null;
    }
}
