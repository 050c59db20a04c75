using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>
/// Everything that depends on the size, format and transform of frames, and on where they lie: the tables, the buffer between the passes,
/// the upload ring with its recorded commands, and the descriptors that tie them to the tensor.
/// </summary>
/// <remarks>One thread at a time. Dispose when no work uses it.</remarks>
internal sealed unsafe class FrameResources : IDisposable
{
    /// <summary>
    /// Length of the upload ring. A frame is waited for, so one slot would do while all goes well; after a time-out the next frames need
    /// memory that the late work does not read.
    /// </summary>
    private const int SlotCount = 3;

    private readonly VulkanDevice _device;
    private readonly PreprocessPipelines _pipelines;
    private readonly ShaderTables _tables;
    private readonly PassPair _passes;
    private readonly VulkanBuffer _tensor;
    private readonly FrameSlot?[] _slots = new FrameSlot?[SlotCount];
    private VulkanBuffer? _parameters;
    private VulkanBuffer? _tableBuffer;
    private VulkanBuffer? _rows;
    private DescriptorPool _descriptors;
    private CommandPool _commands;
    private int _next;

    private FrameResources(VulkanDevice device, PreprocessPipelines pipelines, PreprocessSpec spec, Frame frame, VulkanBuffer tensor)
    {
        (_device, _pipelines, _tensor) = (device, pipelines, tensor);
        (_tables, _passes) = (new ShaderTables(spec, frame), pipelines.For(frame.Format));
    }

    /// <summary>Makes all for frames like the given one.</summary>
    /// <param name="device">Borrowed.</param>
    /// <param name="pipelines">Borrowed.</param>
    /// <param name="spec">The model's.</param>
    /// <param name="frame">Only its size, format and transform count.</param>
    /// <param name="tensor">Borrowed; what the commands write.</param>
    /// <param name="copies">Upload memory is far from the GPU: copy before reading.</param>
    /// <exception cref="VulkanException">The frame is larger than the device takes, or memory is full.</exception>
    public static FrameResources Create(
        VulkanDevice device, PreprocessPipelines pipelines, PreprocessSpec spec, Frame frame, VulkanBuffer tensor, bool copies)
    {
        var resources = new FrameResources(device, pipelines, spec, frame, tensor);
        try
        {
            resources.CreateBuffers(copies);
            resources.CreatePools();
            foreach (FrameSlot? slot in resources._slots)
            {
                resources.Allocate(slot!);
                if (slot!.Source is { } source)
                    resources.Record(slot, source);
            }
            return resources;
        }
        catch
        {
            resources.Dispose();
            throw;
        }
    }

    public bool Fits(Frame frame) => _tables.Fits(frame);

    /// <summary>The slot whose turn it is, free to be written.</summary>
    /// <returns>Null if its earlier work does not end in the time given.</returns>
    public FrameSlot? NextSlot(TimeSpan timeout)
    {
        FrameSlot slot = _slots[_next]!;
        if (!slot.Wait(timeout))
            return null;
        _next = (_next + 1) % SlotCount;
        return slot;
    }

    /// <summary>
    /// Brings a frame that <see cref="Fits"/> into a slot: copies it, or, where it is on the GPU, records that it is read there.
    /// </summary>
    public void Bring(Frame frame, FrameSlot slot)
    {
        if (frame.GpuPixels is ImageCopy there)
            Record(slot, there.Buffer);
        else
            _tables.Pack(frame, slot.Upload);
    }

    /// <summary>Waits for all slots.</summary>
    /// <returns>False if one does not end in the time given.</returns>
    public bool WaitIdle(TimeSpan timeout) => _slots.All(slot => slot!.Wait(timeout));

    public void Dispose()
    {
        Vk api = _device.Api;
        api.DestroyCommandPool(_device.Handle, _commands, null);
        api.DestroyDescriptorPool(_device.Handle, _descriptors, null);
        (_commands, _descriptors) = (default, default);
        foreach (FrameSlot? slot in _slots)
            slot?.Dispose();
        _rows?.Dispose();
        _tableBuffer?.Dispose();
        _parameters?.Dispose();
    }

    private void CreateBuffers(bool copies)
    {
        const BufferUsageFlags Storage = BufferUsageFlags.StorageBufferBit;
        ReadOnlySpan<byte> parameters = _tables.ParameterBytes;
        _parameters = VulkanBuffer.Create(
            _device, parameters.Length, BufferUsageFlags.UniformBufferBit, VulkanBuffer.Upload, "parameters");
        parameters.CopyTo(new Span<byte>(_parameters.Mapped, parameters.Length));
        ReadOnlySpan<byte> tables = _tables.TableBytes;
        _tableBuffer = VulkanBuffer.Create(_device, tables.Length, Storage, VulkanBuffer.Upload, "the table of taps");
        tables.CopyTo(new Span<byte>(_tableBuffer.Mapped, tables.Length));
        _rows = VulkanBuffer.Create(_device, _tables.IntermediateBytes, Storage, VulkanBuffer.OnDevice, "the frame between the passes");
        for (int i = 0; i < SlotCount; i++)
            _slots[i] = FrameSlot.Create(_device, _tables.FrameBytes, copies);
    }

    private void CreatePools()
    {
        DescriptorPoolSize* sizes = stackalloc DescriptorPoolSize[2];
        sizes[0] = new DescriptorPoolSize(DescriptorType.UniformBuffer, SlotCount);
        sizes[1] = new DescriptorPoolSize(DescriptorType.StorageBuffer, 5 * SlotCount);
        DescriptorPoolCreateInfo descriptorInfo = new()
        {
            SType = StructureType.DescriptorPoolCreateInfo, MaxSets = SlotCount, PoolSizeCount = 2, PPoolSizes = sizes,
        };
        DescriptorPool descriptors;
        _device.Check(_device.Api.CreateDescriptorPool(_device.Handle, &descriptorInfo, null, &descriptors), "vkCreateDescriptorPool");
        _descriptors = descriptors;

        CommandPoolCreateInfo commandInfo = new()
        {
            SType = StructureType.CommandPoolCreateInfo, QueueFamilyIndex = _device.Compute.Family,
            Flags = CommandPoolCreateFlags.ResetCommandBufferBit,
        };
        CommandPool commands;
        _device.Check(_device.Api.CreateCommandPool(_device.Handle, &commandInfo, null, &commands), "vkCreateCommandPool");
        _commands = commands;
    }

    private void Allocate(FrameSlot slot)
    {
        CommandBufferAllocateInfo allocation = new()
        {
            SType = StructureType.CommandBufferAllocateInfo, CommandPool = _commands, Level = CommandBufferLevel.Primary,
            CommandBufferCount = 1,
        };
        CommandBuffer commands;
        _device.Check(_device.Api.AllocateCommandBuffers(_device.Handle, &allocation, &commands), "vkAllocateCommandBuffers");
        slot.Commands = commands;

        DescriptorSetLayout layout = _pipelines.SetLayout;
        DescriptorSetAllocateInfo setAllocation = new()
        {
            SType = StructureType.DescriptorSetAllocateInfo, DescriptorPool = _descriptors, DescriptorSetCount = 1, PSetLayouts = &layout,
        };
        DescriptorSet set;
        _device.Check(_device.Api.AllocateDescriptorSets(_device.Handle, &setAllocation, &set), "vkAllocateDescriptorSets");
        slot.Set = set;
    }

    // Nothing of the slot is under way.
    private void Record(FrameSlot slot, VulkanBuffer frame)
    {
        WriteSet(slot.Set, frame);
        (Vk api, CommandBuffer commands, DescriptorSet set) = (_device.Api, slot.Commands, slot.Set);
        CommandBufferBeginInfo begin = new() { SType = StructureType.CommandBufferBeginInfo };
        _device.Check(api.BeginCommandBuffer(commands, &begin), "vkBeginCommandBuffer");
        slot.RecordStart();
        api.CmdBindDescriptorSets(commands, PipelineBindPoint.Compute, _pipelines.Layout, 0, 1, &set, 0, null);
        api.CmdBindPipeline(commands, PipelineBindPoint.Compute, _passes.Rows);
        api.CmdDispatch(commands, _tables.RowsGrid.X, _tables.RowsGrid.Y, 1);
        slot.RecordBetween();
        api.CmdBindPipeline(commands, PipelineBindPoint.Compute, _passes.Columns);
        api.CmdDispatch(commands, _tables.ColumnsGrid.X, _tables.ColumnsGrid.Y, 1);
        slot.RecordEnd();
        _device.Check(api.EndCommandBuffer(commands), "vkEndCommandBuffer");
    }

    private void WriteSet(DescriptorSet set, VulkanBuffer frame)
    {
        const int Count = 6;
        DescriptorBufferInfo* buffers = stackalloc DescriptorBufferInfo[Count];
        buffers[0] = new DescriptorBufferInfo(_parameters!.Handle, 0, Vk.WholeSize);
        buffers[1] = new DescriptorBufferInfo(frame.Handle, 0, Vk.WholeSize);
        buffers[2] = new DescriptorBufferInfo(_tableBuffer!.Handle, 0, Vk.WholeSize);
        buffers[3] = new DescriptorBufferInfo(_rows!.Handle, 0, Vk.WholeSize);
        buffers[4] = buffers[3]; // written by the first pass, read by the second
        buffers[5] = new DescriptorBufferInfo(_tensor.Handle, 0, Vk.WholeSize);
        ReadOnlySpan<uint> bindings =
        [
            PreprocessPipelines.ParametersBinding, PreprocessPipelines.FrameBinding, PreprocessPipelines.TablesBinding,
            PreprocessPipelines.FilteredRowsBinding, PreprocessPipelines.RowsBinding, PreprocessPipelines.TensorBinding,
        ];
        WriteDescriptorSet* writes = stackalloc WriteDescriptorSet[Count];
        for (int i = 0; i < Count; i++)
        {
            writes[i] = new WriteDescriptorSet
            {
                SType = StructureType.WriteDescriptorSet, DstSet = set, DstBinding = bindings[i], DescriptorCount = 1,
                DescriptorType = i == 0 ? DescriptorType.UniformBuffer : DescriptorType.StorageBuffer, PBufferInfo = &buffers[i],
            };
        }
        _device.Api.UpdateDescriptorSets(_device.Handle, Count, writes, 0, null);
    }
}
