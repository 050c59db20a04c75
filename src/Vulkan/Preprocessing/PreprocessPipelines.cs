using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>The two passes for one frame format.</summary>
internal readonly record struct PassPair(Pipeline Rows, Pipeline Columns);

/// <summary>
/// The compiled shader of one model: layouts, and a pair of pipelines per frame format, made when the first frame of that format comes.
/// </summary>
/// <remarks>One thread at a time. Dispose when no work uses it.</remarks>
internal sealed unsafe class PreprocessPipelines : IDisposable
{
    /// <summary>Bindings of shaders/preprocess.hlsl after the shifts of scripts/build-shaders.sh.</summary>
    public const uint ParametersBinding = 0, FrameBinding = 10, TablesBinding = 11, FilteredRowsBinding = 12;
    public const uint RowsBinding = 20, TensorBinding = 21;

    private readonly VulkanDevice _device;
    private readonly PreprocessSpec _spec;
    private readonly Dictionary<PixelFormat, PassPair> _pairs = [];
    private ShaderModule _rows;
    private ShaderModule _columns;
    private DescriptorSetLayout _setLayout;
    private PipelineLayout _layout;

    private PreprocessPipelines(VulkanDevice device, PreprocessSpec spec) => (_device, _spec) = (device, spec);

    public DescriptorSetLayout SetLayout => _setLayout;

    public PipelineLayout Layout => _layout;

    /// <exception cref="VulkanException">The driver refuses.</exception>
    public static PreprocessPipelines Create(VulkanDevice device, PreprocessSpec spec)
    {
        var pipelines = new PreprocessPipelines(device, spec);
        try
        {
            pipelines.CreateLayouts();
            pipelines._rows = pipelines.CreateModule("preprocess.FilterRows.spv");
            pipelines._columns = pipelines.CreateModule("preprocess.FilterColumns.spv");
            return pipelines;
        }
        catch
        {
            pipelines.Dispose();
            throw;
        }
    }

    /// <summary>The passes for frames of a format.</summary>
    public PassPair For(PixelFormat format)
    {
        if (_pairs.TryGetValue(format, out PassPair pair))
            return pair;
        Pipeline rows = CreatePipeline(_rows, "FilterRows", format);
        try
        {
            pair = new PassPair(rows, CreatePipeline(_columns, "FilterColumns", format));
        }
        catch
        {
            _device.Api.DestroyPipeline(_device.Handle, rows, null);
            throw;
        }
        _pairs.Add(format, pair);
        return pair;
    }

    public void Dispose()
    {
        (Vk api, Device device) = (_device.Api, _device.Handle);
        foreach (PassPair pair in _pairs.Values)
        {
            api.DestroyPipeline(device, pair.Columns, null);
            api.DestroyPipeline(device, pair.Rows, null);
        }
        _pairs.Clear();
        api.DestroyShaderModule(device, _columns, null);
        api.DestroyShaderModule(device, _rows, null);
        api.DestroyPipelineLayout(device, _layout, null);
        api.DestroyDescriptorSetLayout(device, _setLayout, null);
        (_rows, _columns, _layout, _setLayout) = (default, default, default, default);
    }

    private void CreateLayouts()
    {
        const int Count = 6;
        DescriptorSetLayoutBinding* bindings = stackalloc DescriptorSetLayoutBinding[Count];
        bindings[0] = Binding(ParametersBinding, DescriptorType.UniformBuffer);
        bindings[1] = Binding(FrameBinding, DescriptorType.StorageBuffer);
        bindings[2] = Binding(TablesBinding, DescriptorType.StorageBuffer);
        bindings[3] = Binding(FilteredRowsBinding, DescriptorType.StorageBuffer);
        bindings[4] = Binding(RowsBinding, DescriptorType.StorageBuffer);
        bindings[5] = Binding(TensorBinding, DescriptorType.StorageBuffer);
        DescriptorSetLayoutCreateInfo setInfo = new()
        {
            SType = StructureType.DescriptorSetLayoutCreateInfo, BindingCount = Count, PBindings = bindings,
        };
        DescriptorSetLayout setLayout;
        _device.Check(_device.Api.CreateDescriptorSetLayout(_device.Handle, &setInfo, null, &setLayout), "vkCreateDescriptorSetLayout");
        _setLayout = setLayout;

        PipelineLayoutCreateInfo layoutInfo = new()
        {
            SType = StructureType.PipelineLayoutCreateInfo, SetLayoutCount = 1, PSetLayouts = &setLayout,
        };
        PipelineLayout layout;
        _device.Check(_device.Api.CreatePipelineLayout(_device.Handle, &layoutInfo, null, &layout), "vkCreatePipelineLayout");
        _layout = layout;

        static DescriptorSetLayoutBinding Binding(uint binding, DescriptorType type) => new()
        {
            Binding = binding, DescriptorType = type, DescriptorCount = 1, StageFlags = ShaderStageFlags.ComputeBit,
        };
    }

    private ShaderModule CreateModule(string name)
    {
        byte[] code = Shaders.Read(name);
        fixed (byte* bytes = code)
        {
            ShaderModuleCreateInfo info = new()
            {
                SType = StructureType.ShaderModuleCreateInfo, CodeSize = (nuint)code.Length, PCode = (uint*)bytes,
            };
            ShaderModule module;
            _device.Check(_device.Api.CreateShaderModule(_device.Handle, &info, null, &module), "vkCreateShaderModule");
            return module;
        }
    }

    // Five constants, numbered as in the shader.
    private Pipeline CreatePipeline(ShaderModule module, string entryPoint, PixelFormat format)
    {
        const int Count = 5;
        uint* values = stackalloc uint[Count];
        (values[0], values[1], bool clips, values[3], bool isInterleaved) = ShaderTables.Variant(_spec, format);
        (values[2], values[4]) = (clips ? 1u : 0, isInterleaved ? 1u : 0);
        SpecializationMapEntry* entries = stackalloc SpecializationMapEntry[Count];
        for (uint i = 0; i < Count; i++)
            entries[i] = new SpecializationMapEntry(i, i * sizeof(uint), sizeof(uint));
        SpecializationInfo constants = new(Count, entries, Count * sizeof(uint), values);

        byte* name = (byte*)SilkMarshal.StringToPtr(entryPoint);
        try
        {
            ComputePipelineCreateInfo info = new()
            {
                SType = StructureType.ComputePipelineCreateInfo,
                Layout = _layout,
                Stage = new PipelineShaderStageCreateInfo
                {
                    SType = StructureType.PipelineShaderStageCreateInfo, Stage = ShaderStageFlags.ComputeBit, Module = module, PName = name,
                    PSpecializationInfo = &constants,
                },
            };
            Pipeline pipeline;
            _device.Check(
                _device.Api.CreateComputePipelines(_device.Handle, default, 1, &info, null, &pipeline), "vkCreateComputePipelines");
            return pipeline;
        }
        finally
        {
            SilkMarshal.Free((nint)name);
        }
    }
}
