using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;

namespace RealtimeCnn.Direct3D12;

/// <summary>
/// A copy of an image of the program's, in memory of the device: what a frame shows until it disposes it, which gives it back to
/// <see cref="ImageCopies"/>.
/// </summary>
/// <remarks>Written by one thread at a time, that of its owner, and read by one; <see cref="Dispose"/> on any.</remarks>
internal sealed unsafe class ImageCopy : IDisposable
{
    private readonly Direct3D12Queue _queue; // borrowed
    private readonly CommandRecorder _recorder;
    private ID3D12Fence* _read;
    private ulong _readValue;
    private ulong _writtenValue;
    private Direct3D12Buffer? _buffer;
    private volatile bool _isShown;

    /// <summary>Makes one without memory yet.</summary>
    /// <param name="device">Borrowed.</param>
    /// <param name="queue">Where images are copied; borrowed.</param>
    public ImageCopy(Direct3D12Device device, Direct3D12Queue queue)
    {
        (Device, _queue, _recorder) = (device, queue, new CommandRecorder(device, queue));
        ID3D12Fence* fence;
        int result = device.Native->CreateFence(0, FenceFlags.None, SilkMarshal.GuidPtrOf<ID3D12Fence>(), (void**)&fence);
        if (result < 0)
            _recorder.Dispose();
        HResults.Check(result, "make a fence");
        _read = fence;
    }

    /// <summary>Where it lies.</summary>
    public Direct3D12Device Device { get; }

    /// <summary>The pixels: rows of <see cref="StrideOf"/> bytes.</summary>
    public Direct3D12Buffer Buffer => _buffer!;

    /// <summary>Whether a frame shows it.</summary>
    public bool IsShown => _isShown;

    /// <summary>Whether the GPU is through with the copy, and with whoever read it.</summary>
    public bool IsDone => _queue.IsReached(_writtenValue) && _read->GetCompletedValue() >= _readValue;

    /// <summary>Bytes that it can hold.</summary>
    public long Capacity => _buffer?.Size ?? 0;

    /// <summary>Bytes from one row to the next: D3D12_TEXTURE_DATA_PITCH_ALIGNMENT.</summary>
    public static int StrideOf(int width) => width * 4 + 255 & ~255;

    /// <summary>Makes room. Nothing may use what was there.</summary>
    public void Reserve(long size)
    {
        if (Capacity >= size)
            return;
        _buffer?.Dispose();
        _buffer = null;
        _buffer = Device.CreateBuffer(size, BufferKind.Gpu);
    }

    /// <summary>Submits the copy, behind the fence that it waits for; another is signalled then. From here on a frame shows it.</summary>
    /// <exception cref="VisionException">The driver refuses.</exception>
    public void Submit(in Direct3D12Image image)
    {
        ID3D12GraphicsCommandList* list = _recorder.Begin();
        if (image.State != ResourceStates.CopySource)
            Barriers.Transition(list, image.Texture, image.State, ResourceStates.CopySource);
        TextureCopyLocation source = new() { PResource = image.Texture, Type = TextureCopyType.SubresourceIndex };
        TextureCopyLocation target = new()
        {
            PResource = _buffer!.Native,
            Type = TextureCopyType.PlacedFootprint,
            Anonymous = new TextureCopyLocationUnion
            {
                PlacedFootprint = new PlacedSubresourceFootprint
                {
                    Footprint = new SubresourceFootprint
                    {
                        Format = image.Format, Width = (uint)image.Width, Height = (uint)image.Height, Depth = 1,
                        RowPitch = (uint)StrideOf(image.Width),
                    },
                },
            },
        };
        Box first = new() { Right = (uint)image.Width, Bottom = (uint)image.Height, Back = 1 };
        list->CopyTextureRegion(&target, 0, 0, 0, &source, &first);
        if (image.State != ResourceStates.CopySource)
            Barriers.Transition(list, image.Texture, ResourceStates.CopySource, image.State);

        if (image.Wait.Fence != 0)
            HResults.Check(_queue.Native->Wait((ID3D12Fence*)image.Wait.Fence, image.Wait.Value), "wait for the program's fence");
        _writtenValue = _recorder.Submit();
        _isShown = true;
        if (image.Signal.Fence != 0)
            HResults.Check(_queue.Native->Signal((ID3D12Fence*)image.Signal.Fence, image.Signal.Value), "signal the program's fence");
    }

    /// <summary>What a queue does from here on comes after the copy.</summary>
    public void BeginReading(Direct3D12Queue reader) =>
        HResults.Check(reader.Native->Wait(_queue.Fence, _writtenValue), "wait for the copy of an image");

    /// <summary>What a queue was given so far reads the copy, which is not written before that is done.</summary>
    public void EndReading(Direct3D12Queue reader) => HResults.Check(reader.Native->Signal(_read, ++_readValue), "signal a fence");

    /// <summary>The frame shows it no more.</summary>
    public void Dispose() => _isShown = false;

    /// <summary>Frees everything. Nothing may use it.</summary>
    public void Destroy()
    {
        _recorder.Dispose();
        _buffer?.Dispose();
        _buffer = null;
        if (_read is not null)
            _read->Release();
        _read = null;
    }
}
