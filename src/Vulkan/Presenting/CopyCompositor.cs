using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>
/// Puts frame and overlay together without shaders, for a GPU that is a program on the processor (lavapipe): where a frame fits the
/// window pixel on pixel, blending what the overlay covers and copying the rest is several times faster than drawing it.
/// </summary>
/// <remarks>One thread at a time, as <see cref="Compositor"/>. Allocates nothing unless the window changed its size.</remarks>
internal sealed unsafe class CopyCompositor(VulkanDevice device) : IDisposable
{
    private VulkanBuffer? _pixels;

    /// <summary>Whether a picture can be shown this way.</summary>
    public static bool Suits(in Picture picture, int width, int height) =>
        picture.Frame is { } frame && frame.UprightWidth == width && frame.UprightHeight == height && picture.FrameRoom.IsEmpty
        && picture.OverlayWidth == width && picture.OverlayHeight == height;

    /// <summary>Puts the picture together. No work recorded before may still run.</summary>
    public void Prepare(in Picture picture)
    {
        Frame frame = picture.Frame!;
        (int width, int height) = (frame.UprightWidth, frame.UprightHeight);
        int stride = width * 4;
        long size = (long)stride * height;
        if (_pixels is null || (long)_pixels.Size != size)
        {
            _pixels?.Dispose();
            _pixels = null;
            _pixels = VulkanBuffer.Create(device, size, BufferUsageFlags.TransferSrcBit, VulkanBuffer.Readable, "a picture");
        }
        byte* pixels = _pixels.Mapped;
        frame.CopyToBgra(pixels, stride);
        if (picture.IsMirrored)
        {
            for (int y = 0; y < height; y++)
                new Span<uint>(pixels + (nint)y * stride, width).Reverse();
        }
        foreach (ref readonly PixelRect rect in picture.Covered)
        {
            for (int y = rect.Y; y < rect.Bottom; y++)
            {
                var from = new ReadOnlySpan<uint>(picture.Overlay + (nint)y * picture.OverlayStride + (nint)rect.X * 4, rect.Width);
                Blend(from, new Span<uint>(pixels + (nint)y * stride + (nint)rect.X * 4, rect.Width));
            }
        }
    }

    /// <summary>Records the copy into an image of the window.</summary>
    public void Record(CommandBuffer commands, Image target, int width, int height)
    {
        Barrier(commands, target, ImageLayout.Undefined, 0, ImageLayout.TransferDstOptimal, AccessFlags.TransferWriteBit);
        BufferImageCopy region = new()
        {
            ImageSubresource = new ImageSubresourceLayers(ImageAspectFlags.ColorBit, 0, 0, 1),
            ImageExtent = new Extent3D((uint)width, (uint)height, 1),
        };
        device.Api.CmdCopyBufferToImage(commands, _pixels!.Handle, target, ImageLayout.TransferDstOptimal, 1, &region);
        Barrier(commands, target, ImageLayout.TransferDstOptimal, AccessFlags.TransferWriteBit, ImageLayout.PresentSrcKhr, 0);
    }

    /// <summary>Frees everything. No recorded work may still run.</summary>
    public void Dispose() => _pixels?.Dispose();

    /// <summary>Lays premultiplied pixels over opaque ones: <c>to = from + to (255 - alpha) / 255</c>, rounded.</summary>
    internal static void Blend(ReadOnlySpan<uint> from, Span<uint> to)
    {
        int x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<byte> alphas = Vector128.Create((byte)3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15);
            ref uint source = ref MemoryMarshal.GetReference(from);
            ref uint target = ref MemoryMarshal.GetReference(to);
            for (; x + 4 <= from.Length; x += 4)
            {
                Vector128<byte> over = Vector128.LoadUnsafe(ref source, (nuint)x).AsByte();
                Vector128<byte> under = Vector128.LoadUnsafe(ref target, (nuint)x).AsByte(), keep = ~Vector128.Shuffle(over, alphas);
                (Vector128<ushort> keepLow, Vector128<ushort> keepHigh) = Vector128.Widen(keep);
                (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(under);
                (over + Vector128.Narrow(Over255(low * keepLow), Over255(high * keepHigh))).AsUInt32().StoreUnsafe(ref target, (nuint)x);
            }
        }
        for (; x < from.Length; x++)
            to[x] = BlendOne(from[x], to[x]);
    }

    // v / 255, rounded, exact for v up to 255 * 255.
    private static Vector128<ushort> Over255(Vector128<ushort> value)
    {
        value += Vector128.Create((ushort)128);
        return (value + (value >> 8)) >> 8;
    }

    private static uint BlendOne(uint from, uint to)
    {
        uint keep = 255 - (from >> 24), result = 0;
        for (int shift = 0; shift < 32; shift += 8)
        {
            uint value = (to >> shift & 255) * keep + 128;
            result |= (from >> shift & 255) + (value + (value >> 8) >> 8) << shift;
        }
        return result;
    }

    private void Barrier(CommandBuffer commands, Image image, ImageLayout from, AccessFlags written, ImageLayout to, AccessFlags next)
    {
        ImageMemoryBarrier barrier = new()
        {
            SType = StructureType.ImageMemoryBarrier, OldLayout = from, NewLayout = to, SrcAccessMask = written, DstAccessMask = next,
            SrcQueueFamilyIndex = Vk.QueueFamilyIgnored, DstQueueFamilyIndex = Vk.QueueFamilyIgnored, Image = image,
            SubresourceRange = new ImageSubresourceRange(ImageAspectFlags.ColorBit, 0, 1, 0, 1),
        };
        device.Api.CmdPipelineBarrier(
            commands, PipelineStageFlags.TransferBit, PipelineStageFlags.TransferBit, 0, 0, null, 0, null, 1, &barrier);
    }
}
