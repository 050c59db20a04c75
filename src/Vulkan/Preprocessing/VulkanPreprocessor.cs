using System.Diagnostics;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Vulkan;

/// <summary>
/// Preprocessing on a GPU: the needed part of a frame goes there once, shaders/preprocess.hlsl makes the tensor, and ONNX Runtime reads it
/// where the GPU wrote it. Agrees with <see cref="ScalarPreprocessor"/> to 1e-3 after normalisation (2e-3 for 16-bit tensors).
/// </summary>
/// <remarks>
/// One thread at a time; several preprocessors may run on the same device at once. A run blocks until the GPU is done. The first frame of
/// a size sets up buffers and commands, the first of a format compiles the shader; every further one allocates nothing. After a
/// <see cref="VisionException"/> from a run dispose it: <see cref="IGpuPreprocessor"/>'s owner does that and goes on.
/// </remarks>
internal sealed unsafe class VulkanPreprocessor : IGpuPreprocessor
{
    private const MemoryPropertyFlags Cached = MemoryPropertyFlags.HostCachedBit;

    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(5);

    private readonly VulkanDevice _device;
    private readonly Action<VulkanDevice>? _return;
    private readonly VulkanPreprocessorOptions _options;
    private readonly PreprocessPipelines _pipelines;
    private readonly VulkanBuffer _output;
    private readonly InputTensor _tensor; // over that memory, or a copy of it where reading mapped memory would be slow

    private FrameResources? _resources;
    private bool _isDisposed;

    /// <summary>For a device of the caller's.</summary>
    /// <param name="device">Borrowed, unless given back.</param>
    /// <param name="spec">The model's.</param>
    /// <param name="options">Null for the usual ones.</param>
    /// <param name="giveBack">What to do with the device at the end, and if this fails.</param>
    internal VulkanPreprocessor(
        VulkanDevice device, PreprocessSpec spec, VulkanPreprocessorOptions? options = null, Action<VulkanDevice>? giveBack = null)
    {
        (_device, _options, _return, Spec) = (device, options ?? new VulkanPreprocessorOptions(), giveBack, spec);
        try
        {
            spec.Validate();
            CopiesFrame = _options.CopiesFrame || device.FindMemory(uint.MaxValue, VulkanBuffer.Upload[..1]) < 0;
            _pipelines = PreprocessPipelines.Create(device, spec);
            _output = VulkanBuffer.Create(
                device, (spec.ByteCount + 3) & ~3, BufferUsageFlags.StorageBufferBit, VulkanBuffer.Readable, "the tensor");
            IsZeroCopy = !_options.ReadsBack && (_output.Properties & Cached) != 0;
            _tensor = IsZeroCopy ? new InputTensor(spec, _output.Mapped) : new InputTensor(spec);
        }
        catch
        {
            _output?.Dispose();
            _pipelines?.Dispose();
            giveBack?.Invoke(device);
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name => "vulkan";

    /// <inheritdoc/>
    public PreprocessSpec Spec { get; }

    /// <summary>The GPU that does the work.</summary>
    public GpuInfo Device => _device.Info;

    /// <summary>Whether ONNX Runtime reads the memory that the GPU wrote; otherwise the tensor is copied once more.</summary>
    public bool IsZeroCopy { get; }

    /// <summary>
    /// Whether the GPU copies the frame into its own memory first; otherwise frames are packed straight into memory it reads fast.
    /// </summary>
    public bool CopiesFrame { get; }

    /// <inheritdoc/>
    public double? GpuMilliseconds { get; private set; }

    /// <summary>The part of <see cref="GpuMilliseconds"/> that copying the frame took; 0 unless <see cref="CopiesFrame"/>.</summary>
    public double? GpuCopyMilliseconds { get; private set; }

    /// <summary>How long the processor packed the last frame, or recorded who reads it on the GPU, in ms.</summary>
    public double PackMilliseconds { get; private set; }

    /// <inheritdoc/>
    public bool CanRead(Frame frame) =>
        frame is { IsOnGpu: false } || frame is { GpuPixels: ImageCopy { Device: { } device } } && device == _device;

    /// <inheritdoc/>
    /// <exception cref="DeviceLostException">The GPU is gone.</exception>
    /// <exception cref="VulkanException">It failed, or did not finish in 5 s.</exception>
    public InputTensor Run(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.ThrowIfEmpty();
        if (!CanRead(frame))
            throw new ArgumentException("The frame is in a GPU's memory, but of another device than this one.", nameof(frame));
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_resources is null || !_resources.Fits(frame))
            Rebuild(frame);
        FrameResources resources = _resources!;
        FrameSlot slot = resources.NextSlot(_options.Timeout) ?? throw TimedOut();

        long start = Stopwatch.GetTimestamp();
        resources.Bring(frame, slot);
        PackMilliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        slot.Submit();
        if (!slot.Wait(_options.Timeout))
        {
            (frame.GpuPixels as ImageCopy)?.Keep();
            throw TimedOut();
        }

        _output.Invalidate();
        if (!IsZeroCopy)
            new ReadOnlySpan<byte>(_output.Mapped, Spec.ByteCount).CopyTo(_tensor.Memory);
        (double Copy, double Passes)? times = slot.ReadTimes();
        (GpuCopyMilliseconds, GpuMilliseconds) = (times?.Copy, times?.Copy + times?.Passes);
        return _tensor;
    }

    /// <summary>Waits for the GPU and frees everything. The tensor may no longer be bound. Calling it twice does nothing.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _tensor.Dispose();
        // Memory that a hung GPU may still write is never freed, nor the device under it.
        if (!IsIdle())
            return;
        _resources?.Dispose();
        _output.Dispose();
        _pipelines.Dispose();
        _return?.Invoke(_device);
    }

    private void Rebuild(Frame frame)
    {
        if (!IsIdle())
            throw TimedOut();
        _resources?.Dispose();
        _resources = null; // unless the next line succeeds
        _resources = FrameResources.Create(_device, _pipelines, Spec, frame, _output, CopiesFrame);
    }

    private bool IsIdle()
    {
        try
        {
            return _resources?.WaitIdle(LastWait) ?? true;
        }
        catch (DeviceLostException)
        {
            return true; // a lost device works no more
        }
    }

    private VulkanException TimedOut() =>
        new($"Vulkan: {_device.Info.Name} did not finish a frame in {_options.Timeout.TotalSeconds:0.###} s; it is overloaded or hangs.");
}

/// <summary>What tests change.</summary>
internal sealed record VulkanPreprocessorOptions
{
    /// <summary>Time for one frame; the first one's includes the driver's compiler.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Copies frames even where the shader could read them in place.</summary>
    public bool CopiesFrame { get; init; }

    /// <summary>Copies the tensor even where ONNX Runtime could read it in place.</summary>
    public bool ReadsBack { get; init; }
}
