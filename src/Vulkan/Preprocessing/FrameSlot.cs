using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>
/// One place of the upload ring: memory that a frame is packed into, the commands that turn it into the tensor, and the fence that says
/// when the memory may be written again. Where frames are on the GPU already there is no memory, and commands are recorded for each.
/// </summary>
/// <remarks>Owned by <see cref="FrameResources"/>. One thread at a time.</remarks>
internal sealed unsafe class FrameSlot : IDisposable
{
    // Start, frame copied, tensor written.
    private const uint Timestamps = 3;

    private readonly VulkanDevice _device;
    private VulkanBuffer? _upload;
    private VulkanBuffer? _copy;
    private QueryPool _queries;
    private Fence _fence;

    private FrameSlot(VulkanDevice device) => _device = device;

    /// <summary>Submitted, and not seen to be done.</summary>
    public bool IsInFlight { get; private set; }

    /// <summary>Where a frame is packed.</summary>
    public byte* Upload => _upload!.Mapped;

    /// <summary>The frame as the shader sees it: the upload itself, or its copy in the GPU's memory; null if it is there already.</summary>
    public VulkanBuffer? Source => _copy ?? _upload;

    /// <summary>Recorded by <see cref="FrameResources"/>; freed with its pool.</summary>
    public CommandBuffer Commands { get; set; }

    /// <summary>What ties buffers to the shader; freed with its pool.</summary>
    public DescriptorSet Set { get; set; }

    /// <summary>Makes one.</summary>
    /// <param name="device">Borrowed.</param>
    /// <param name="frameBytes">Of what is uploaded; 0 where frames are on the GPU already.</param>
    /// <param name="copies">Upload memory is far from the GPU: copy before reading.</param>
    public static FrameSlot Create(VulkanDevice device, long frameBytes, bool copies)
    {
        var slot = new FrameSlot(device);
        try
        {
            const string What = "the frame";
            if (frameBytes == 0)
            {
                slot.CreateSync();
                return slot;
            }
            BufferUsageFlags usage = copies ? BufferUsageFlags.TransferSrcBit : BufferUsageFlags.StorageBufferBit;
            slot._upload = VulkanBuffer.Create(device, frameBytes, usage, copies ? VulkanBuffer.Staging : VulkanBuffer.Upload, What);
            if (copies)
            {
                usage = BufferUsageFlags.TransferDstBit | BufferUsageFlags.StorageBufferBit;
                slot._copy = VulkanBuffer.Create(device, frameBytes, usage, VulkanBuffer.OnDevice, What);
            }
            slot.CreateSync();
            return slot;
        }
        catch
        {
            slot.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Records the start: earlier frames are through with the shared buffers, and this frame's pixels are where the shader reads them.
    /// </summary>
    public void RecordStart()
    {
        Vk api = _device.Api;
        if (_queries.Handle != 0)
            api.CmdResetQueryPool(Commands, _queries, 0, Timestamps);
        Barrier(PipelineStageFlags.ComputeShaderBit, AccessFlags.ShaderWriteBit, AccessFlags.ShaderReadBit | AccessFlags.ShaderWriteBit);
        WriteTimestamp(PipelineStageFlags.TopOfPipeBit, 0);
        if (_copy is not null)
        {
            BufferCopy region = new(0, 0, _upload!.Size);
            api.CmdCopyBuffer(Commands, _upload.Handle, _copy.Handle, 1, &region);
            Barrier(PipelineStageFlags.TransferBit, AccessFlags.TransferWriteBit, AccessFlags.ShaderReadBit);
        }
        WriteTimestamp(_copy is null ? PipelineStageFlags.TopOfPipeBit : PipelineStageFlags.TransferBit, 1);
    }

    /// <summary>Records that the second pass reads what the first wrote.</summary>
    public void RecordBetween() => Barrier(PipelineStageFlags.ComputeShaderBit, AccessFlags.ShaderWriteBit, AccessFlags.ShaderReadBit);

    /// <summary>Records the end: the processor sees the tensor once the fence is signalled.</summary>
    public void RecordEnd()
    {
        MemoryBarrier toHost = new()
        {
            SType = StructureType.MemoryBarrier, SrcAccessMask = AccessFlags.ShaderWriteBit, DstAccessMask = AccessFlags.HostReadBit,
        };
        _device.Api.CmdPipelineBarrier(
            Commands, PipelineStageFlags.ComputeShaderBit, PipelineStageFlags.HostBit, 0, 1, &toHost, 0, null, 0, null);
        WriteTimestamp(PipelineStageFlags.BottomOfPipeBit, 2);
    }

    /// <summary>Starts the work on what lies in <see cref="Upload"/>.</summary>
    public void Submit()
    {
        Fence fence = _fence;
        _device.Check(_device.Api.ResetFences(_device.Handle, 1, &fence), "vkResetFences");
        _device.Compute.Submit(Commands, fence);
        IsInFlight = true;
    }

    /// <summary>Waits until the work is done.</summary>
    /// <returns>False if it takes longer than the time given.</returns>
    /// <exception cref="DeviceLostException">It will never be done.</exception>
    public bool Wait(TimeSpan timeout)
    {
        if (!IsInFlight)
            return true;
        Fence fence = _fence;
        Result result = _device.Api.WaitForFences(_device.Handle, 1, &fence, true, (ulong)(timeout.TotalMilliseconds * 1e6));
        if (result == Result.Timeout)
            return false;
        if (result == Result.ErrorDeviceLost)
            IsInFlight = false;
        _device.Check(result, "vkWaitForFences");
        IsInFlight = false;
        return true;
    }

    /// <summary>What the last finished work took by the GPU's clock, in ms.</summary>
    /// <returns>Copying the frame, if the device needs a copy, and both passes; null if the device has no clock.</returns>
    public (double Copy, double Passes)? ReadTimes()
    {
        if (_queries.Handle == 0)
            return null;
        ulong* times = stackalloc ulong[(int)Timestamps];
        _device.Check(
            _device.Api.GetQueryPoolResults(
                _device.Handle, _queries, 0, Timestamps, Timestamps * sizeof(ulong), times, sizeof(ulong), QueryResultFlags.Result64Bit),
            "vkGetQueryPoolResults");
        return (Milliseconds(times[0], times[1]), Milliseconds(times[1], times[2]));
    }

    public void Dispose()
    {
        Vk api = _device.Api;
        api.DestroyFence(_device.Handle, _fence, null);
        api.DestroyQueryPool(_device.Handle, _queries, null);
        (_fence, _queries) = (default, default);
        _copy?.Dispose();
        _upload?.Dispose();
    }

    private double Milliseconds(ulong from, ulong to)
    {
        ulong mask = _device.TimestampBits >= 64 ? ulong.MaxValue : (1ul << (int)_device.TimestampBits) - 1;
        return ((to - from) & mask) * (double)_device.Limits.TimestampPeriod / 1e6;
    }

    private void CreateSync()
    {
        FenceCreateInfo fenceInfo = new() { SType = StructureType.FenceCreateInfo };
        Fence fence;
        _device.Check(_device.Api.CreateFence(_device.Handle, &fenceInfo, null, &fence), "vkCreateFence");
        _fence = fence;
        if (_device.TimestampBits == 0)
            return;
        QueryPoolCreateInfo queryInfo = new()
        {
            SType = StructureType.QueryPoolCreateInfo, QueryType = QueryType.Timestamp, QueryCount = Timestamps,
        };
        QueryPool queries;
        _device.Check(_device.Api.CreateQueryPool(_device.Handle, &queryInfo, null, &queries), "vkCreateQueryPool");
        _queries = queries;
    }

    // From a stage to the shader.
    private void Barrier(PipelineStageFlags from, AccessFlags written, AccessFlags next)
    {
        MemoryBarrier barrier = new() { SType = StructureType.MemoryBarrier, SrcAccessMask = written, DstAccessMask = next };
        _device.Api.CmdPipelineBarrier(Commands, from, PipelineStageFlags.ComputeShaderBit, 0, 1, &barrier, 0, null, 0, null);
    }

    private void WriteTimestamp(PipelineStageFlags stage, uint index)
    {
        if (_queries.Handle != 0)
            _device.Api.CmdWriteTimestamp(Commands, stage, _queries, index);
    }
}
