using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;
using Silk.NET.DXGI;

namespace RealtimeCnn.Direct3D12;

/// <summary>One GPU: makes buffers and queues on it, and tells whether it is still there.</summary>
/// <remarks>
/// Any thread. Dispose what was made on it first; what was made on a lost device can only be disposed.
/// </remarks>
internal sealed unsafe class Direct3D12Device : IDisposable
{
    private readonly Lock _sharing = new();
    private readonly List<IDisposable> _shared = [];
    private readonly AdapterMemory? _memory;
    private ID3D12Device* _device;
    private volatile bool _isLost;

    private Direct3D12Device(ID3D12Device* device, Choice<GpuInfo> gpus, AdapterMemory? memory)
    {
        _device = device;
        (Gpus, _memory) = (gpus, memory);
        IUnknown* identity;
        int result = device->QueryInterface(SilkMarshal.GuidPtrOf<IUnknown>(), (void**)&identity);
        if (result < 0)
        {
            device->Release();
            memory?.Dispose();
        }
        HResults.Check(result, "tell one device from another");
        identity->Release();
        Identity = (nint)identity;
    }

    /// <summary>The GPU, and why not another.</summary>
    public Choice<GpuInfo> Gpus { get; }

    /// <summary>Name of the GPU.</summary>
    public string Name => Gpus.Chosen!.Name;

    /// <summary>The same without what the driver adds.</summary>
    public string ShortName => Gpus.Chosen!.ShortName;

    /// <summary>As <see cref="AdapterMemory.Read"/>; null of the program's own device.</summary>
    public (long Used, long Granted)? Memory => _memory?.Read();

    /// <summary>Set for good once the device was found to be gone, or hangs.</summary>
    public bool IsLost => _isLost || _device->GetDeviceRemovedReason() < 0;

    /// <summary>The same for all who see the same device, which Windows opens once for a GPU in a program.</summary>
    public nint Identity { get; }

    /// <summary>The device itself: borrowed.</summary>
    public ID3D12Device* Native => _device;

    /// <summary>Something that is made once for the device and lives as long, such as compiled shaders.</summary>
    /// <param name="make">Makes it when it is first asked for.</param>
    public T Shared<T>(Func<Direct3D12Device, T> make) where T : class, IDisposable
    {
        lock (_sharing)
        {
            if (_shared.OfType<T>().FirstOrDefault() is { } there)
                return there;
            T made = make(this);
            _shared.Add(made);
            return made;
        }
    }

    /// <summary>Remembers that the device is of no use any more: it hangs.</summary>
    public void Lose() => _isLost = true;

    /// <summary>Opens a GPU.</summary>
    /// <exception cref="VisionException">Direct3D 12 is missing, or no GPU fits.</exception>
    public static Direct3D12Device Create(AdapterRequest request)
    {
        try
        {
            Choice<GpuInfo> gpus = AdapterChooser.CreateDevice(request, out ID3D12Device* device, out AdapterMemory? memory);
            return new Direct3D12Device(device, gpus, memory);
        }
        catch (FileNotFoundException e) // what Silk.NET throws for a missing library
        {
            throw new VisionException("Direct3D 12 is not installed on this machine; it needs Windows 10 or later.", e);
        }
    }

    /// <summary>Works on a device that the program has opened for itself; a reference to it is held.</summary>
    /// <param name="native">An <c>ID3D12Device</c>.</param>
    /// <exception cref="VisionException">It is none, or is lost.</exception>
    public static Direct3D12Device Adopt(nint native)
    {
        ID3D12Device* device;
        int result = ((IUnknown*)native)->QueryInterface(SilkMarshal.GuidPtrOf<ID3D12Device>(), (void**)&device);
        if (result < 0)
            throw new VisionException($"What was given is no ID3D12Device: {HResults.Describe(result)}.");
        GpuInfo gpu = new("program", "the program's own device", "other", "opened by the program");
        var adopted = new Direct3D12Device(device, new Choice<GpuInfo>(gpu, []), memory: null);
        try
        {
            adopted.ThrowIfLost();
            return adopted;
        }
        catch
        {
            adopted.Dispose();
            throw;
        }
    }

    /// <summary>Makes a buffer; its content is undefined except that no other program's shows.</summary>
    /// <param name="size">Bytes, at least 1; rounded up to 16, which DirectML asks for.</param>
    /// <param name="kind">Where it lies and who reads and writes it.</param>
    public Direct3D12Buffer CreateBuffer(long size, BufferKind kind)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        HeapProperties heap = new()
        {
            Type = kind switch { BufferKind.Upload => HeapType.Upload, BufferKind.Readback => HeapType.Readback, _ => HeapType.Default },
            CreationNodeMask = 1,
            VisibleNodeMask = 1,
        };
        ResourceDesc desc = new()
        {
            Dimension = ResourceDimension.Buffer,
            Width = ((ulong)size + 15) & ~15ul,
            Height = 1,
            DepthOrArraySize = 1,
            MipLevels = 1,
            SampleDesc = new SampleDesc(1, 0),
            Layout = TextureLayout.LayoutRowMajor,
            Flags = kind == BufferKind.Gpu ? ResourceFlags.AllowUnorderedAccess : ResourceFlags.None,
        };
        ResourceStates state = kind switch
        {
            BufferKind.Upload => ResourceStates.GenericRead,
            BufferKind.Readback => ResourceStates.CopyDest,
            _ => ResourceStates.Common,
        };
        ID3D12Resource* resource;
        HResults.Check(
            _device->CreateCommittedResource(
                &heap, HeapFlags.None, &desc, state, null, SilkMarshal.GuidPtrOf<ID3D12Resource>(), (void**)&resource),
            $"make a buffer of {size:N0} bytes on {Name}");
        return new Direct3D12Buffer(resource, size, kind);
    }

    /// <summary>Throws if the device is gone.</summary>
    /// <exception cref="DeviceLostException">It is; the message says why.</exception>
    public void ThrowIfLost()
    {
        int reason = _device->GetDeviceRemovedReason();
        if (reason >= 0)
            return;
        Lose();
        throw new DeviceLostException($"The GPU {Name} is lost: {HResults.Describe(reason)}.");
    }

    /// <summary>Gives up this reference to the device.</summary>
    public void Dispose()
    {
        if (_device is null)
            return;
        _shared.ForEach(shared => shared.Dispose());
        _shared.Clear();
        _device->Release();
        _device = null;
        _memory?.Dispose();
    }
}
