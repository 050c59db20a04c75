using Silk.NET.Vulkan;

namespace RealtimeCnn.OverlayRenderer.Vulkan;

/// <summary>
/// Draws the frame, its shape kept, and the overlay over it. First <see cref="Prepare"/>, which copies pixels to where the GPU takes them
/// from, then <see cref="Record"/>; the next preparation must wait until the GPU has done what was recorded.
/// </summary>
/// <remarks>One thread at a time. Allocates nothing unless the frame or the window changed their size.</remarks>
internal sealed unsafe class Compositor : IDisposable
{
    private const ShaderStageFlags ConstantStages = ShaderStageFlags.VertexBit | ShaderStageFlags.FragmentBit;

    private readonly VulkanDevice _device;
    private readonly CompositorPipelines _pipelines;
    private readonly TextureSlot _frame;
    private readonly TextureSlot _overlay;
    private readonly PictureUpload _upload;
    private DescriptorPool _pool;

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
            _frame = new TextureSlot(device, CreateSet());
            _overlay = new TextureSlot(device, CreateSet());
            _upload = new PictureUpload(_frame, _overlay);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>For framebuffers: both passes are compatible with it.</summary>
    public RenderPass Pass => _pipelines.OntoBlack;

    /// <inheritdoc cref="PictureUpload.Forget"/>
    public void Forget() => _upload.Forget();

    /// <summary>Copies what changed to the GPU's side. No work recorded before may still run.</summary>
    public void Prepare(in Picture picture) => _upload.Prepare(picture);

    /// <summary>Records the copies and the drawing.</summary>
    public void Record(CommandBuffer commands, Framebuffer target, int width, int height, in Picture picture)
    {
        if (_upload.FrameDamage is { IsEmpty: false } all)
            _frame.Texture!.RecordUpload(commands, all);
        if (_overlay.Texture is { } overlay && _upload.OverlayDamage(picture) is { IsEmpty: false } damage)
            overlay.RecordUpload(commands, damage);
        _upload.Recorded();

        PixelRect place = picture.Frame is { } frame && _frame.Texture is not null ? PixelRect.Fit(frame.Width, frame.Height, width, height) : default;
        Begin(commands, target, width, height, place.Width == width && place.Height == height);
        if (!place.IsEmpty)
            DrawFrame(commands, picture.Frame!, place, width, height, picture.IsMirrored);
        DrawOverlay(commands, picture.Overlay.Covered, width, height);
        _device.Api.CmdEndRenderPass(commands);
    }

    /// <summary>Frees everything. No recorded work may still run.</summary>
    public void Dispose()
    {
        _frame?.Dispose();
        _overlay?.Dispose();
        _device.Api.DestroyDescriptorPool(_device.Handle, _pool, null);
        _pipelines.Dispose();
        _upload?.Dispose();
    }

    private void Begin(CommandBuffer commands, Framebuffer target, int width, int height, bool covered)
    {
        Vk api = _device.Api;
        ClearValue black = new(new ClearColorValue(0, 0, 0, 1));
        Rect2D area = new(new Offset2D(0, 0), new Extent2D((uint)width, (uint)height));
        RenderPassBeginInfo info = new()
        {
            SType = StructureType.RenderPassBeginInfo, RenderPass = covered ? _pipelines.OverAll : _pipelines.OntoBlack, Framebuffer = target,
            RenderArea = area, ClearValueCount = 1, PClearValues = &black,
        };
        api.CmdBeginRenderPass(commands, &info, SubpassContents.Inline);
        Viewport viewport = new(0, 0, width, height, 0, 1);
        api.CmdSetViewport(commands, 0, 1, &viewport);
        api.CmdSetScissor(commands, 0, 1, &area);
    }

    private void DrawFrame(CommandBuffer commands, Frame frame, in PixelRect place, int width, int height, bool mirrored)
    {
        var constants = PlacementConstants.Of(frame.Width, frame.Height, place, width, height, mirrored);
        Pipeline pipeline = place.Width == frame.Width && place.Height == frame.Height ? _pipelines.Exact
            : constants is { TapsX: 1, TapsY: 1 } ? _pipelines.Filtered
            : _pipelines.Reduced;
        Bind(commands, pipeline, _frame.Set);
        Draw(commands, constants);
    }

    private void DrawOverlay(CommandBuffer commands, ReadOnlySpan<PixelRect> covered, int width, int height)
    {
        if (covered.IsEmpty)
            return;
        Bind(commands, _pipelines.Overlay, _overlay.Set);
        foreach (ref readonly PixelRect rect in covered)
            Draw(commands, PlacementConstants.Same(rect, width, height));
    }

    private void Bind(CommandBuffer commands, Pipeline pipeline, DescriptorSet set)
    {
        _device.Api.CmdBindPipeline(commands, PipelineBindPoint.Graphics, pipeline);
        _device.Api.CmdBindDescriptorSets(commands, PipelineBindPoint.Graphics, _pipelines.Layout, 0, 1, &set, 0, null);
    }

    private void Draw(CommandBuffer commands, PlacementConstants constants)
    {
        _device.Api.CmdPushConstants(commands, _pipelines.Layout, ConstantStages, 0, PlacementConstants.Size, &constants);
        _device.Api.CmdDraw(commands, 4, 1, 0, 0);
    }

    private void CreatePool()
    {
        const uint Sets = 2;
        DescriptorPoolSize* sizes = stackalloc DescriptorPoolSize[2];
        sizes[0] = new DescriptorPoolSize(DescriptorType.SampledImage, Sets);
        sizes[1] = new DescriptorPoolSize(DescriptorType.Sampler, Sets);
        DescriptorPoolCreateInfo info = new() { SType = StructureType.DescriptorPoolCreateInfo, MaxSets = Sets, PoolSizeCount = 2, PPoolSizes = sizes };
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

    /// <summary>A texture that is replaced when its picture changes size, and the descriptor set through which shaders see it.</summary>
    private sealed class TextureSlot(VulkanDevice device, DescriptorSet set) : IPictureTexture, IDisposable
    {
        public VulkanTexture? Texture { get; private set; }

        public byte* Pixels => Texture!.Pixels;

        public int Stride => Texture!.Stride;

        public DescriptorSet Set => set;

        public bool Fit(int width, int height)
        {
            if (Texture is { } fitting && fitting.Width == width && fitting.Height == height)
                return false;
            Texture?.Dispose();
            Texture = null;
            Texture = VulkanTexture.Create(device, width, height);
            DescriptorImageInfo image = new(imageView: Texture.View, imageLayout: ImageLayout.ShaderReadOnlyOptimal);
            WriteDescriptorSet write = new()
            {
                SType = StructureType.WriteDescriptorSet, DstSet = set, DstBinding = CompositorPipelines.PictureBinding, DescriptorCount = 1,
                DescriptorType = DescriptorType.SampledImage, PImageInfo = &image,
            };
            device.Api.UpdateDescriptorSets(device.Handle, 1, &write, 0, null);
            return true;
        }

        public void Dispose()
        {
            Texture?.Dispose();
            Texture = null;
        }
    }
}
