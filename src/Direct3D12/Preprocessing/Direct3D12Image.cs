using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;
using Silk.NET.DXGI;

namespace RealtimeCnn.Direct3D12;

/// <summary>An image of the program's as it hands it in: what it is, and what it is waited for and told by.</summary>
internal readonly unsafe struct Direct3D12Image
{
    /// <summary>Looks at a texture and checks what can be told from here.</summary>
    /// <param name="device">The device that it must be on.</param>
    /// <param name="texture">An <c>ID3D12Resource</c>; borrowed.</param>
    /// <param name="state">Its <c>D3D12_RESOURCE_STATES</c>.</param>
    /// <param name="wait">What the copy waits for; 0 for none.</param>
    /// <param name="signal">What is signalled when the copy is done; the same.</param>
    /// <exception cref="ArgumentException">It cannot be read; the message says why.</exception>
    public Direct3D12Image(
        Direct3D12Device device, nint texture, int state, (nint Fence, ulong Value) wait, (nint Fence, ulong Value) signal)
    {
        if (texture == 0)
            throw new ArgumentException("The ID3D12Resource is null.", nameof(texture));
        Texture = (ID3D12Resource*)texture;
        (State, Wait, Signal) = ((ResourceStates)state, wait, signal);
        IUnknown* owner;
        if (Texture->GetDevice(SilkMarshal.GuidPtrOf<IUnknown>(), (void**)&owner) < 0)
            throw new ArgumentException("The ID3D12Resource does not tell its device.", nameof(texture));
        owner->Release();
        if ((nint)owner != device.Identity)
            throw new ArgumentException("The ID3D12Resource is on another device than the one that was told.", nameof(texture));
        ResourceDesc desc = Texture->GetDesc();
        if (desc.Dimension != ResourceDimension.Texture2D || desc.SampleDesc.Count != 1)
        {
            throw new ArgumentException(
                $"The ID3D12Resource is no texture of two dimensions and one sample, but {desc.Dimension} of {desc.SampleDesc.Count}.",
                nameof(texture));
        }
        if (desc.Width > Frame.MaxDimension || desc.Height > Frame.MaxDimension)
        {
            throw new ArgumentException(
                $"A texture of {desc.Width} x {desc.Height} pixels is larger than a frame can be, {Frame.MaxDimension}.", nameof(texture));
        }
        (Width, Height, Format) = ((int)desc.Width, (int)desc.Height, desc.Format);
        if (PixelFormat == 0)
        {
            throw new ArgumentException(
                $"DXGI_FORMAT {(int)Format} ({Format}) is not read; R8G8B8A8 and B8G8R8A8, as UNORM and UNORM_SRGB, are.", nameof(texture));
        }
        if (wait is { Fence: 0, Value: not 0 })
            throw new ArgumentException($"There is a value to wait for, {wait.Value}, but no fence.", nameof(wait));
        if (signal is { Fence: 0, Value: not 0 })
            throw new ArgumentException($"There is a value to signal, {signal.Value}, but no fence.", nameof(signal));
    }

    /// <summary>The texture: borrowed.</summary>
    public ID3D12Resource* Texture { get; }

    /// <summary>The state that it is in, and is in again afterwards.</summary>
    public ResourceStates State { get; }

    public (nint Fence, ulong Value) Wait { get; }

    public (nint Fence, ulong Value) Signal { get; }

    public int Width { get; }

    public int Height { get; }

    public Format Format { get; }

    /// <summary>How a pixel lies in memory; 0 if it is not read.</summary>
    public PixelFormat PixelFormat => Format switch
    {
        Format.FormatR8G8B8A8Unorm or Format.FormatR8G8B8A8UnormSrgb => PixelFormat.Rgba8,
        Format.FormatB8G8R8A8Unorm or Format.FormatB8G8R8A8UnormSrgb => PixelFormat.Bgra8,
        _ => 0,
    };
}
