using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>The compiled shaders of shaders/present.hlsl, made for one format of window: passes, layouts, sampler, pipelines.</summary>
/// <remarks>Immutable once made. Owned by the compositor; dispose when no work uses it.</remarks>
internal sealed unsafe class CompositorPipelines : IDisposable
{
    /// <summary>Bindings of shaders/present.hlsl after the shifts of scripts/build-shaders.sh.</summary>
    public const uint PictureBinding = 10, SamplerBinding = 30;

    private readonly VulkanDevice _device;
    private Sampler _sampler;

    private CompositorPipelines(VulkanDevice device) => _device = device;

    /// <summary>Draws onto black.</summary>
    public RenderPass OntoBlack { get; private set; }

    /// <summary>Draws over the whole window: what was there does not matter.</summary>
    public RenderPass OverAll { get; private set; }

    public DescriptorSetLayout SetLayout { get; private set; }

    public PipelineLayout Layout { get; private set; }

    /// <summary>The frame, pixel on pixel.</summary>
    public Pipeline Exact { get; private set; }

    /// <summary>The frame, enlarged, or reduced down to half.</summary>
    public Pipeline Filtered { get; private set; }

    /// <summary>The frame, reduced further.</summary>
    public Pipeline Reduced { get; private set; }

    /// <summary>The overlay, pixel on pixel, blended by its premultiplied alpha.</summary>
    public Pipeline Overlay { get; private set; }

    /// <param name="device">Borrowed.</param>
    /// <param name="format">Format of the window's images.</param>
    /// <param name="finalLayout">Layout that they are to have afterwards.</param>
    /// <exception cref="VulkanException">The driver refuses.</exception>
    public static CompositorPipelines Create(VulkanDevice device, Format format, ImageLayout finalLayout)
    {
        var pipelines = new CompositorPipelines(device);
        try
        {
            pipelines.OntoBlack = pipelines.CreatePass(format, AttachmentLoadOp.Clear, finalLayout);
            pipelines.OverAll = pipelines.CreatePass(format, AttachmentLoadOp.DontCare, finalLayout);
            pipelines.CreateLayouts();
            pipelines.CreatePipelines();
            return pipelines;
        }
        catch
        {
            pipelines.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        (Vk api, Device device) = (_device.Api, _device.Handle);
        foreach (Pipeline pipeline in (ReadOnlySpan<Pipeline>)[Exact, Filtered, Reduced, Overlay])
            api.DestroyPipeline(device, pipeline, null);
        api.DestroyPipelineLayout(device, Layout, null);
        api.DestroyDescriptorSetLayout(device, SetLayout, null);
        api.DestroySampler(device, _sampler, null);
        api.DestroyRenderPass(device, OntoBlack, null);
        api.DestroyRenderPass(device, OverAll, null);
    }

    // Passes that differ in how they begin only may use the same pipelines and framebuffers.
    private RenderPass CreatePass(Format format, AttachmentLoadOp begin, ImageLayout finalLayout)
    {
        AttachmentDescription attachment = new()
        {
            Format = format, Samples = SampleCountFlags.Count1Bit, LoadOp = begin, StoreOp = AttachmentStoreOp.Store,
            StencilLoadOp = AttachmentLoadOp.DontCare, StencilStoreOp = AttachmentStoreOp.DontCare,
            InitialLayout = ImageLayout.Undefined, FinalLayout = finalLayout,
        };
        AttachmentReference reference = new(0, ImageLayout.ColorAttachmentOptimal);
        SubpassDescription subpass =
            new() { PipelineBindPoint = PipelineBindPoint.Graphics, ColorAttachmentCount = 1, PColorAttachments = &reference };
        // The image becomes free when the acquire semaphore is signalled, which is waited for at the same stage.
        SubpassDependency* dependencies = stackalloc SubpassDependency[2];
        dependencies[0] = new SubpassDependency
        {
            SrcSubpass = Vk.SubpassExternal, DstSubpass = 0, SrcStageMask = PipelineStageFlags.ColorAttachmentOutputBit,
            DstStageMask = PipelineStageFlags.ColorAttachmentOutputBit, DstAccessMask = AccessFlags.ColorAttachmentWriteBit,
        };
        dependencies[1] = new SubpassDependency
        {
            SrcSubpass = 0, DstSubpass = Vk.SubpassExternal, SrcStageMask = PipelineStageFlags.ColorAttachmentOutputBit,
            SrcAccessMask = AccessFlags.ColorAttachmentWriteBit, DstStageMask = PipelineStageFlags.TransferBit,
            DstAccessMask = AccessFlags.TransferReadBit,
        };
        RenderPassCreateInfo info = new()
        {
            SType = StructureType.RenderPassCreateInfo, AttachmentCount = 1, PAttachments = &attachment, SubpassCount = 1,
            PSubpasses = &subpass, DependencyCount = 2, PDependencies = dependencies,
        };
        RenderPass pass;
        _device.Check(_device.Api.CreateRenderPass(_device.Handle, &info, null, &pass), "vkCreateRenderPass");
        return pass;
    }

    private void CreateLayouts()
    {
        SamplerCreateInfo samplerInfo = new()
        {
            SType = StructureType.SamplerCreateInfo, MagFilter = Filter.Linear, MinFilter = Filter.Linear,
            MipmapMode = SamplerMipmapMode.Nearest, AddressModeU = SamplerAddressMode.ClampToEdge,
            AddressModeV = SamplerAddressMode.ClampToEdge, AddressModeW = SamplerAddressMode.ClampToEdge,
        };
        Sampler sampler;
        _device.Check(_device.Api.CreateSampler(_device.Handle, &samplerInfo, null, &sampler), "vkCreateSampler");
        _sampler = sampler;

        DescriptorSetLayoutBinding* bindings = stackalloc DescriptorSetLayoutBinding[2];
        bindings[0] = new DescriptorSetLayoutBinding(PictureBinding, DescriptorType.SampledImage, 1, ShaderStageFlags.FragmentBit);
        bindings[1] = new DescriptorSetLayoutBinding(SamplerBinding, DescriptorType.Sampler, 1, ShaderStageFlags.FragmentBit, &sampler);
        DescriptorSetLayoutCreateInfo setInfo =
            new() { SType = StructureType.DescriptorSetLayoutCreateInfo, BindingCount = 2, PBindings = bindings };
        DescriptorSetLayout setLayout;
        _device.Check(_device.Api.CreateDescriptorSetLayout(_device.Handle, &setInfo, null, &setLayout), "vkCreateDescriptorSetLayout");
        SetLayout = setLayout;

        PushConstantRange constants = new(ShaderStageFlags.VertexBit | ShaderStageFlags.FragmentBit, 0, PictureCompositor.ConstantBytes);
        PipelineLayoutCreateInfo layoutInfo = new()
        {
            SType = StructureType.PipelineLayoutCreateInfo, SetLayoutCount = 1, PSetLayouts = &setLayout,
            PushConstantRangeCount = 1, PPushConstantRanges = &constants,
        };
        PipelineLayout layout;
        _device.Check(_device.Api.CreatePipelineLayout(_device.Handle, &layoutInfo, null, &layout), "vkCreatePipelineLayout");
        Layout = layout;
    }

    private void CreatePipelines()
    {
        ShaderModule placeExactly = default, placeFiltered = default, exact = default, filtered = default, reduced = default;
        try
        {
            placeExactly = CreateModule("present.PlaceExactly.spv");
            placeFiltered = CreateModule("present.PlaceFiltered.spv");
            exact = CreateModule("present.ShowExactly.spv");
            filtered = CreateModule("present.ShowFiltered.spv");
            reduced = CreateModule("present.ShowReduced.spv");
            Exact = CreatePipeline(placeExactly, "PlaceExactly", exact, "ShowExactly", blends: false);
            Filtered = CreatePipeline(placeFiltered, "PlaceFiltered", filtered, "ShowFiltered", blends: false);
            Reduced = CreatePipeline(placeFiltered, "PlaceFiltered", reduced, "ShowReduced", blends: false);
            Overlay = CreatePipeline(placeExactly, "PlaceExactly", exact, "ShowExactly", blends: true);
        }
        finally
        {
            foreach (ShaderModule module in (ReadOnlySpan<ShaderModule>)[placeExactly, placeFiltered, exact, filtered, reduced])
                _device.Api.DestroyShaderModule(_device.Handle, module, null);
        }
    }

    private ShaderModule CreateModule(string name)
    {
        byte[] code = Shaders.Read(name);
        fixed (byte* bytes = code)
        {
            ShaderModuleCreateInfo info =
                new() { SType = StructureType.ShaderModuleCreateInfo, CodeSize = (nuint)code.Length, PCode = (uint*)bytes };
            ShaderModule module;
            _device.Check(_device.Api.CreateShaderModule(_device.Handle, &info, null, &module), "vkCreateShaderModule");
            return module;
        }
    }

    private Pipeline CreatePipeline(ShaderModule vertex, string vertexEntry, ShaderModule fragment, string fragmentEntry, bool blends)
    {
        byte* vertexName = (byte*)SilkMarshal.StringToPtr(vertexEntry);
        byte* fragmentName = (byte*)SilkMarshal.StringToPtr(fragmentEntry);
        try
        {
            PipelineShaderStageCreateInfo* stages = stackalloc PipelineShaderStageCreateInfo[2];
            stages[0] = new PipelineShaderStageCreateInfo
            {
                SType = StructureType.PipelineShaderStageCreateInfo, Stage = ShaderStageFlags.VertexBit, Module = vertex,
                PName = vertexName,
            };
            stages[1] = new PipelineShaderStageCreateInfo
            {
                SType = StructureType.PipelineShaderStageCreateInfo, Stage = ShaderStageFlags.FragmentBit, Module = fragment,
                PName = fragmentName,
            };
            PipelineVertexInputStateCreateInfo input = new() { SType = StructureType.PipelineVertexInputStateCreateInfo };
            PipelineInputAssemblyStateCreateInfo assembly = new()
            {
                SType = StructureType.PipelineInputAssemblyStateCreateInfo, Topology = PrimitiveTopology.TriangleStrip,
            };
            PipelineViewportStateCreateInfo viewport =
                new() { SType = StructureType.PipelineViewportStateCreateInfo, ViewportCount = 1, ScissorCount = 1 };
            PipelineRasterizationStateCreateInfo raster = new()
            {
                SType = StructureType.PipelineRasterizationStateCreateInfo, PolygonMode = PolygonMode.Fill, CullMode = CullModeFlags.None,
                LineWidth = 1,
            };
            PipelineMultisampleStateCreateInfo samples = new()
            {
                SType = StructureType.PipelineMultisampleStateCreateInfo, RasterizationSamples = SampleCountFlags.Count1Bit,
            };
            PipelineColorBlendAttachmentState blend = new()
            {
                BlendEnable = blends, SrcColorBlendFactor = BlendFactor.One, DstColorBlendFactor = BlendFactor.OneMinusSrcAlpha,
                ColorBlendOp = BlendOp.Add,
                SrcAlphaBlendFactor = BlendFactor.One, DstAlphaBlendFactor = BlendFactor.OneMinusSrcAlpha, AlphaBlendOp = BlendOp.Add,
                ColorWriteMask = ColorComponentFlags.RBit | ColorComponentFlags.GBit | ColorComponentFlags.BBit | ColorComponentFlags.ABit,
            };
            PipelineColorBlendStateCreateInfo blending = new()
            {
                SType = StructureType.PipelineColorBlendStateCreateInfo, AttachmentCount = 1, PAttachments = &blend,
            };
            DynamicState* dynamicStates = stackalloc DynamicState[2] { DynamicState.Viewport, DynamicState.Scissor };
            PipelineDynamicStateCreateInfo dynamics = new()
            {
                SType = StructureType.PipelineDynamicStateCreateInfo, DynamicStateCount = 2, PDynamicStates = dynamicStates,
            };
            GraphicsPipelineCreateInfo info = new()
            {
                SType = StructureType.GraphicsPipelineCreateInfo, StageCount = 2, PStages = stages, PVertexInputState = &input,
                PInputAssemblyState = &assembly, PViewportState = &viewport, PRasterizationState = &raster, PMultisampleState = &samples,
                PColorBlendState = &blending, PDynamicState = &dynamics, Layout = Layout, RenderPass = OntoBlack,
            };
            Pipeline pipeline;
            _device.Check(
                _device.Api.CreateGraphicsPipelines(_device.Handle, default, 1, &info, null, &pipeline), "vkCreateGraphicsPipelines");
            return pipeline;
        }
        finally
        {
            SilkMarshal.Free((nint)vertexName);
            SilkMarshal.Free((nint)fragmentName);
        }
    }
}
