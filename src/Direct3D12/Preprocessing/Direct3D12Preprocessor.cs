using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Silk.NET.Direct3D12;

namespace RealtimeCnn.Direct3D12;

/// <summary>
/// Preprocessing by <c>shaders/preprocess.hlsl</c> into a GPU buffer. <see cref="Submit"/> leaves the tensor there, for a network that runs
/// on the same queue; <see cref="Run(Frame)"/> brings it to the processor.
/// </summary>
/// <remarks>One thread at a time. The processor packs one frame while the GPU works on the one before.</remarks>
internal sealed unsafe class Direct3D12Preprocessor : IGpuPreprocessor
{
    /// <summary>Name of the API.</summary>
    public const string ApiName = "direct3d12";

    private const int Slots = 2;

    private readonly Direct3D12Device _device; // borrowed, as are the next two
    private readonly Direct3D12Queue _queue;
    private readonly Direct3D12Buffer _tensor;
    private readonly IDisposable[] _owned;
    private readonly Action? _giveBack;
    private readonly CommandRecorder[] _recorders = new CommandRecorder[Slots];
    private readonly Direct3D12Buffer?[] _uploads = new Direct3D12Buffer?[Slots];
    private ShaderTables? _tables;
    private readonly PreprocessShaders _shaders; // the device's
    private PreprocessPasses _passes;
    private Direct3D12Buffer? _parameterBuffer;
    private Direct3D12Buffer? _tableBuffer;
    private Direct3D12Buffer? _frame;
    private Direct3D12Buffer? _rows;
    private Direct3D12Buffer? _readback;
    private InputTensor? _readbackTensor;
    private int _slot;

    /// <summary>Makes a preprocessor that writes into a buffer of somebody else's.</summary>
    /// <param name="spec">The description.</param>
    /// <param name="device">The GPU.</param>
    /// <param name="queue">Where the work is submitted.</param>
    /// <param name="tensor">At least the tensor's bytes, rounded up to 4.</param>
    /// <exception cref="ArgumentException">The description is not valid.</exception>
    public Direct3D12Preprocessor(PreprocessSpec spec, Direct3D12Device device, Direct3D12Queue queue, Direct3D12Buffer tensor)
        : this(spec, device, queue, tensor, [], null)
    {
    }

    private Direct3D12Preprocessor(
        PreprocessSpec spec, Direct3D12Device device, Direct3D12Queue queue, Direct3D12Buffer tensor, IDisposable[] owned, Action? giveBack)
    {
        spec.Validate();
        (Spec, _device, _queue, _tensor, _owned) = (spec, device, queue, tensor, owned);
        _shaders = device.Shared(PreprocessShaders.Of);
        try
        {
            for (int i = 0; i < Slots; i++)
                _recorders[i] = new CommandRecorder(device, queue);
        }
        catch
        {
            Dispose();
            throw;
        }
        _giveBack = giveBack; // only what was made gives back
    }

    /// <inheritdoc/>
    public string Name => ApiName;

    /// <inheritdoc/>
    public PreprocessSpec Spec { get; }

    /// <inheritdoc/>
    public double? GpuMilliseconds => null;

    /// <summary>Makes a preprocessor with a queue and a tensor of its own, for a network that runs on the processor.</summary>
    /// <param name="spec">The description.</param>
    /// <param name="device">The GPU.</param>
    /// <param name="giveBack">What to do with the GPU when the preprocessor is disposed; null to leave it alone.</param>
    public static Direct3D12Preprocessor Create(PreprocessSpec spec, Direct3D12Device device, Action? giveBack = null)
    {
        spec.Validate();
        var queue = new Direct3D12Queue(device);
        Direct3D12Buffer? tensor = null;
        try
        {
            tensor = device.CreateBuffer(spec.ByteCount, BufferKind.Gpu);
            return new Direct3D12Preprocessor(spec, device, queue, tensor, [tensor, queue], giveBack);
        }
        catch
        {
            tensor?.Dispose();
            queue.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool CanRead(Frame frame) =>
        frame is { IsOnGpu: false } || frame is { GpuPixels: ImageCopy { Device: { } device } } && device.Identity == _device.Identity;

    /// <summary>
    /// Submits the work for a frame and returns: the frame may be written again, the tensor is ready for what is submitted next.
    /// </summary>
    /// <exception cref="DeviceLostException">The GPU is gone.</exception>
    public void Submit(Frame frame)
    {
        Record(frame);
        SubmitRecorded(frame);
    }

    /// <summary>Fills the tensor and brings it to the processor.</summary>
    /// <exception cref="DeviceLostException">The GPU is gone.</exception>
    public InputTensor Run(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.ThrowIfEmpty();
        _readback ??= _device.CreateBuffer(Spec.ByteCount, BufferKind.Readback);
        _readbackTensor ??= new InputTensor(Spec, Unsafe.AsPointer(ref MemoryMarshal.GetReference(_readback.Memory)));
        ID3D12GraphicsCommandList* list = Record(frame);
        Barriers.Transition(list, _tensor, ResourceStates.UnorderedAccess, ResourceStates.CopySource);
        list->CopyBufferRegion(_readback.Native, 0, _tensor.Native, 0, (ulong)_readback.Size);
        _queue.Wait(SubmitRecorded(frame));
        return _readbackTensor;
    }

    /// <summary>Waits for the GPU, then frees what is its own.</summary>
    public void Dispose()
    {
        _queue.Drain();
        foreach (CommandRecorder? recorder in _recorders)
            recorder?.Dispose();
        FreeBuffers();
        _readbackTensor?.Dispose();
        _readback?.Dispose();
        _readback = null;
        foreach (IDisposable owned in _owned)
            owned.Dispose();
        _giveBack?.Invoke();
    }

    private ulong SubmitRecorded(Frame frame)
    {
        var image = frame.GpuPixels as ImageCopy;
        image?.BeginReading(_queue);
        ulong done = _recorders[_slot].Submit();
        image?.EndReading(_queue);
        _slot = (_slot + 1) % Slots;
        return done;
    }

    private ID3D12GraphicsCommandList* Record(Frame frame)
    {
        if (!CanRead(frame))
            throw new ArgumentException("The frame is in a GPU's memory, but of another device than this one.", nameof(frame));
        if (_tables is null || !_tables.Fits(frame))
            Reshape(frame);
        ID3D12GraphicsCommandList* list = _recorders[_slot].Begin(); // waits until the GPU has read this slot's upload
        ulong address = frame.GpuPixels is ImageCopy image ? image.Buffer.Address : Upload(frame, list);
        list->SetComputeRootSignature(_shaders.RootSignature);
        list->SetComputeRootConstantBufferView(PreprocessShaders.Parameters, _parameterBuffer!.Address);
        list->SetComputeRootShaderResourceView(PreprocessShaders.Frame, address);
        list->SetComputeRootShaderResourceView(PreprocessShaders.Tables, _tableBuffer!.Address);
        list->SetComputeRootUnorderedAccessView(PreprocessShaders.Rows, _rows!.Address);
        list->SetComputeRootUnorderedAccessView(PreprocessShaders.Tensor, _tensor.Address);
        list->SetPipelineState(_passes.FilterRows);
        list->Dispatch(_tables!.RowsGrid.X, _tables.RowsGrid.Y, 1);
        Barriers.Transition(list, _rows, ResourceStates.UnorderedAccess, ResourceStates.NonPixelShaderResource);
        list->SetComputeRootShaderResourceView(PreprocessShaders.FilteredRows, _rows.Address);
        list->SetPipelineState(_passes.FilterColumns);
        list->Dispatch(_tables.ColumnsGrid.X, _tables.ColumnsGrid.Y, 1);
        Barriers.AfterWrite(list, _tensor);
        return list;
    }

    private ulong Upload(Frame frame, ID3D12GraphicsCommandList* list)
    {
        Direct3D12Buffer upload = _uploads[_slot]!;
        fixed (byte* packed = upload.Memory)
            _tables!.Pack(frame, packed);
        list->CopyBufferRegion(_frame!.Native, 0, upload.Native, 0, (ulong)upload.Size);
        Barriers.Transition(list, _frame, ResourceStates.CopyDest, ResourceStates.NonPixelShaderResource);
        return _frame.Address;
    }

    private void Reshape(Frame frame)
    {
        var tables = new ShaderTables(Spec, frame);
        _passes = _shaders.Get(ShaderTables.Variant(Spec, frame.Format));
        _queue.Wait(_queue.Signal());
        FreeBuffers();
        _tables = null; // until all buffers are there
        _parameterBuffer = Filled(tables.ParameterBytes, ConstantBufferSize);
        _tableBuffer = Filled(tables.TableBytes, tables.TableBytes.Length);
        _rows = _device.CreateBuffer(tables.IntermediateBytes, BufferKind.Gpu);
        if (!frame.IsOnGpu)
            _frame = _device.CreateBuffer(tables.FrameBytes, BufferKind.Gpu);
        for (int i = 0; i < Slots && !frame.IsOnGpu; i++)
            _uploads[i] = _device.CreateBuffer(tables.FrameBytes, BufferKind.Upload);
        _tables = tables;
    }

    // Direct3D 12 wants constant buffers to be multiples of this.
    private const int ConstantBufferSize = 256;

    private Direct3D12Buffer Filled(ReadOnlySpan<byte> content, int size)
    {
        Direct3D12Buffer buffer = _device.CreateBuffer(size, BufferKind.Gpu);
        BufferTransfer.Write(_device, _queue, buffer, content);
        return buffer;
    }

    private void FreeBuffers()
    {
        foreach (Direct3D12Buffer? buffer in (Direct3D12Buffer?[])[_parameterBuffer, _tableBuffer, _rows, _frame, .. _uploads])
            buffer?.Dispose();
        (_parameterBuffer, _tableBuffer, _rows, _frame) = (null, null, null, null);
        Array.Clear(_uploads);
    }
}
