using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>Draws the frame, its shape kept, and the overlay over it.</summary>
/// <remarks>One thread at a time. Allocates nothing unless the frame or the window changed their size.</remarks>
internal sealed unsafe class Compositor : PictureCompositor
{
    private const ShaderStageFlags ConstantStages = ShaderStageFlags.VertexBit | ShaderStageFlags.FragmentBit;

    private readonly VulkanDevice _device;
    private readonly CompositorPipelines _pipelines;
    private readonly VulkanTexture?[] _textures = new VulkanTexture?[LayerCount];
    private readonly DescriptorSet[] _sets = new DescriptorSet[LayerCount];
    private DescriptorPool _pool;
    private CommandBuffer _commands; // of the picture being recorded
    private Framebuffer _target;

    /// <param name="device">Borrowed.</param>
    /// <param name="format">Format of the images to draw into.</param>
    /// <param name="finalLayout">Layout that they are to have afterwards.</param>
    /// <exception cref="VulkanException">The driver refuses.</exception>
    public Compositor(VulkanDevice device, Format format, ImageLayout finalLayout)
    {
        _device = device;
        _pipelines = CompositorPipelines.Create(device, format, finalLayout);
        try
        {
            CreatePool();
            for (int layer = 0; layer < LayerCount; layer++)
                _sets[layer] = CreateSet();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>For framebuffers: both passes are compatible with it.</summary>
    public RenderPass Pass => _pipelines.OntoBlack;

    /// <summary>Records the copies and the drawing.</summary>
    public void Record(CommandBuffer commands, Framebuffer target, int width, int height, in Picture picture)
    {
        (_commands, _target) = (commands, target);
        Compose(width, height, picture);
        _device.Api.CmdEndRenderPass(commands);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (ref VulkanTexture? texture in _textures.AsSpan())
        {
            texture?.Dispose();
            texture = null;
        }
        _device.Api.DestroyDescriptorPool(_device.Handle, _pool, null);
        _pool = default;
        _pipelines.Dispose();
    }

    /// <inheritdoc/>
    protected override bool Fit(int layer, int width, int height)
    {
        ref VulkanTexture? texture = ref _textures[layer];
        if (texture is not null && texture.Width == width && texture.Height == height)
            return false;
        texture?.Dispose();
        texture = null;
        texture = VulkanTexture.Create(_device, width, height);
        DescriptorImageInfo image = new(imageView: texture.View, imageLayout: ImageLayout.ShaderReadOnlyOptimal);
        WriteDescriptorSet write = new()
        {
            SType = StructureType.WriteDescriptorSet, DstSet = _sets[layer], DstBinding = CompositorPipelines.PictureBinding,
            DescriptorCount = 1, DescriptorType = DescriptorType.SampledImage, PImageInfo = &image,
        };
        _device.Api.UpdateDescriptorSets(_device.Handle, 1, &write, 0, null);
        return true;
    }

    /// <inheritdoc/>
    protected override byte* PixelsOf(int layer, out int stride)
    {
        VulkanTexture texture = _textures[layer]!;
        stride = texture.Stride;
        return texture.Pixels;
    }

    /// <inheritdoc/>
    protected override void Upload(int layer, ReadOnlySpan<PixelRect> rects) => _textures[layer]!.RecordUpload(_commands, rects);

    /// <inheritdoc/>
    protected override void Begin(int width, int height, bool covered)
    {
        Vk api = _device.Api;
        ClearValue black = new(new ClearColorValue(0, 0, 0, 1));
        Rect2D area = new(new Offset2D(0, 0), new Extent2D((uint)width, (uint)height));
        RenderPassBeginInfo info = new()
        {
            SType = StructureType.RenderPassBeginInfo, RenderPass = covered ? _pipelines.OverAll : _pipelines.OntoBlack,
            Framebuffer = _target,
            RenderArea = area, ClearValueCount = 1, PClearValues = &black,
        };
        api.CmdBeginRenderPass(_commands, &info, SubpassContents.Inline);
        Viewport viewport = new(0, 0, width, height, 0, 1);
        api.CmdSetViewport(_commands, 0, 1, &viewport);
        api.CmdSetScissor(_commands, 0, 1, &area);
    }

    /// <inheritdoc/>
    protected override void Bind(int layer, int pipeline)
    {
        DescriptorSet set = _sets[layer];
        _device.Api.CmdBindPipeline(_commands, PipelineBindPoint.Graphics, PipelineOf(pipeline));
        _device.Api.CmdBindDescriptorSets(_commands, PipelineBindPoint.Graphics, _pipelines.Layout, 0, 1, &set, 0, null);
    }

    /// <inheritdoc/>
    protected override void Draw(ReadOnlySpan<byte> constants)
    {
        fixed (byte* bytes = constants)
            _device.Api.CmdPushConstants(_commands, _pipelines.Layout, ConstantStages, 0, ConstantBytes, bytes);
        _device.Api.CmdDraw(_commands, 4, 1, 0, 0);
    }

    private Pipeline PipelineOf(int pipeline) => pipeline switch
    {
        ExactPipeline => _pipelines.Exact,
        FilteredPipeline => _pipelines.Filtered,
        ReducedPipeline => _pipelines.Reduced,
        _ => _pipelines.Overlay,
    };

    private void CreatePool()
    {
        const uint Sets = 2;
        DescriptorPoolSize* sizes = stackalloc DescriptorPoolSize[2];
        sizes[0] = new DescriptorPoolSize(DescriptorType.SampledImage, Sets);
        sizes[1] = new DescriptorPoolSize(DescriptorType.Sampler, Sets);
        DescriptorPoolCreateInfo info =
            new() { SType = StructureType.DescriptorPoolCreateInfo, MaxSets = Sets, PoolSizeCount = 2, PPoolSizes = sizes };
        DescriptorPool pool;
        _device.Check(_device.Api.CreateDescriptorPool(_device.Handle, &info, null, &pool), "vkCreateDescriptorPool");
        _pool = pool;
    }

    private DescriptorSet CreateSet()
    {
        DescriptorSetLayout layout = _pipelines.SetLayout;
        DescriptorSetAllocateInfo info = new()
        {
            SType = StructureType.DescriptorSetAllocateInfo, DescriptorPool = _pool, DescriptorSetCount = 1, PSetLayouts = &layout,
        };
        DescriptorSet set;
        _device.Check(_device.Api.AllocateDescriptorSets(_device.Handle, &info, &set), "vkAllocateDescriptorSets");
        return set;
    }
}
