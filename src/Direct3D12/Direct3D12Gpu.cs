namespace RealtimeCnn.Direct3D12;

/// <summary>
/// Direct3D 12 as a program uses it: preprocessing on a GPU for <see cref="InferenceOptions.Gpus"/>, and presenters for windows. One device
/// serves all who ask for the same GPU, DirectML among them. A program that draws with Direct3D 12 itself brings its own device,
/// <see cref="OnDevice"/>, and hands in the images that lie there. Needs Windows; elsewhere it says so.
/// </summary>
/// <remarks>Any thread.</remarks>
public sealed class Direct3D12Gpu : IGpuApi, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Direct3D12Device? _program; // null: devices of our own
    private readonly ImageCopies? _images;
    private int _users;
    private bool _isDisposed;

    private Direct3D12Gpu(Direct3D12Device? program)
    {
        if (program is not null)
            (_program, _images) = (program, new ImageCopies(program));
    }

    /// <summary>The one that opens devices of its own.</summary>
    public static Direct3D12Gpu Instance { get; } = new(null);

    /// <inheritdoc/>
    public string Name => Direct3D12Preprocessor.ApiName;

    /// <summary>
    /// Works on the program's own device, next to what the program does there, on queues of its own. Put it into
    /// <see cref="InferenceOptions.Gpus"/>, hand images in by <see cref="Submit"/>, and dispose it before the device is to go, after
    /// <see cref="VisionEngine.DisposeAsync"/> of each engine that has it. It is taken whatever <see cref="InferenceOptions.Gpu"/> says.
    /// </summary>
    /// <param name="device">
    /// The <c>ID3D12Device</c>, of feature level 11_0 or higher; a reference to it is held until this is disposed. DirectML reads images of
    /// it as well where it runs on the same GPU: Windows opens a GPU once for a program.
    /// </param>
    /// <exception cref="ArgumentException">It is null.</exception>
    /// <exception cref="VisionException">It is no such device, or is lost, or this system has no Direct3D 12.</exception>
    public static Direct3D12Gpu OnDevice(nint device)
    {
        if (device == 0)
            throw new ArgumentException("The ID3D12Device is null.", nameof(device));
        if (!OperatingSystem.IsWindows())
            throw new VisionException("Direct3D 12 needs Windows.");
        var program = Direct3D12Device.Adopt(device);
        try
        {
            return new Direct3D12Gpu(program);
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Hands an image of the program's device in to an engine; the newest wins. It is copied on the GPU: the commands are submitted within
    /// this call, and <paramref name="signal"/> is given when they are done, whatever becomes of the frame. Until then the image is not to
    /// be written. Waits for nothing, and allocates nothing once the size was seen three times. One thread at a time for each engine.
    /// </summary>
    /// <param name="engine">One without a source, whose <see cref="InferenceOptions.Gpus"/> begin with this.</param>
    /// <param name="texture">
    /// An <c>ID3D12Resource</c> of this device: a texture of two dimensions and one sample, R8G8B8A8 or B8G8R8A8, UNORM or UNORM_SRGB. Its
    /// first level and slice are read, bytes as they are stored: levels as they are to be shown.
    /// </param>
    /// <param name="state">The <c>D3D12_RESOURCE_STATES</c> that it is in when the copy begins, and is in again afterwards.</param>
    /// <param name="wait">An <c>ID3D12Fence</c> and the value that the copy waits for; none where what draws the image is done.</param>
    /// <param name="signal">An <c>ID3D12Fence</c> and the value that it gets when the image may be written; none if not needed.</param>
    /// <param name="transform">How its rows become the upright picture.</param>
    /// <param name="timestamp">When it was taken, in ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 for now.</param>
    /// <returns>False if this overtook a frame that nobody has looked at.</returns>
    /// <exception cref="ArgumentException">
    /// Texture, its device, size or format, fences or transform cannot be; the message says which. Nothing was submitted, as in all that
    /// follow.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// This has no device of the program's; another thread hands a frame in; or the engine has a source of its own.
    /// </exception>
    /// <exception cref="DeviceLostException">The device is lost.</exception>
    /// <exception cref="VisionException">The GPU is 16 images behind, or has no memory for a copy.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed, or this.</exception>
    public bool Submit(
        VisionEngine engine, nint texture, int state, (nint Fence, ulong Value) wait = default, (nint Fence, ulong Value) signal = default,
        FrameTransform transform = default, long timestamp = 0)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (_program is null)
            throw new InvalidOperationException("Images are handed in through Direct3D12Gpu.OnDevice, with the device that they are on.");
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var image = new Direct3D12Image(_program, texture, state, wait, signal);
        transform.Validate(image.Width, image.Height);
        return engine.Submit(
            (_images!, image, transform), static (one, frame) => one.Item1.Copy(one.image, one.transform, frame), timestamp);
    }

    /// <inheritdoc/>
    public Choice<GpuInfo> Choose(string? wanted = null)
    {
        if (_program is not null)
            return _program.Gpus;
        try
        {
            Direct3D12Device device = Direct3D12Devices.Shared.Take(wanted);
            Choice<GpuInfo> gpus = device.Gpus;
            Direct3D12Devices.Shared.Return(device);
            return gpus;
        }
        catch (VisionException e)
        {
            return new Choice<GpuInfo>(null, []) { Problem = e.Message };
        }
    }

    /// <inheritdoc/>
    public IGpuPreprocessor OpenPreprocessor(PreprocessSpec spec, string? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        return _program is not null
            ? OpenOn(TakeProgram(), spec, _ => ReturnProgram())
            : OpenOn(Direct3D12Devices.Shared.Take(wanted), spec, Direct3D12Devices.Shared.Return);
    }

    /// <inheritdoc/>
    public IGpuPreprocessor? OpenPreprocessorIfInUse(PreprocessSpec spec, string? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        try
        {
            if (_program is not null)
                return OpenPreprocessor(spec, wanted);
            return Direct3D12Devices.Shared.TakeIfOpen(wanted) is { } device
                ? OpenOn(device, spec, Direct3D12Devices.Shared.Return)
                : null;
        }
        catch (VisionException)
        {
            return null;
        }
    }

    /// <summary>Opens the GPU for a window. Everything for the window's thread.</summary>
    /// <param name="window">Its handle, an <c>HWND</c>, which stays the same for as long as the window is open.</param>
    /// <param name="size">Width and height of the client area in pixels; 0 while there is none.</param>
    /// <param name="wanted">Which GPU; null for the fastest, or a renderer without one where there is none.</param>
    /// <exception cref="VisionException">There is no GPU that can draw into the window; the message says why.</exception>
    public IPresenter OpenPresenter(nint window, Func<(int Width, int Height)> size, string? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(size);
        return new Direct3D12Presenter(window, size, wanted);
    }

    /// <summary>
    /// Frees what was made on the program's device, after the work that was submitted there is done. The second time, and for
    /// <see cref="Instance"/>, it does nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">An engine still works on the device: await its <c>DisposeAsync</c> first.</exception>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_program is null || _isDisposed)
                return;
            if (_users > 0 || _images!.Shown > 0)
            {
                throw new InvalidOperationException(
                    "An engine still works on the program's Direct3D 12 device: await VisionEngine.DisposeAsync before this.");
            }
            _isDisposed = true;
            _images.Dispose();
            _program.Dispose();
        }
    }

    /// <summary>For tests: the program's.</summary>
    internal Direct3D12Device? Device => _program;

    private static IGpuPreprocessor OpenOn(Direct3D12Device device, PreprocessSpec spec, Action<Direct3D12Device> giveBack)
    {
        try
        {
            return Direct3D12Preprocessor.Create(spec, device, () => giveBack(device));
        }
        catch
        {
            giveBack(device);
            throw;
        }
    }

    private Direct3D12Device TakeProgram()
    {
        lock (_lock)
        {
            if (_isDisposed)
                throw new VisionException("Direct3D 12: the program has given its device up.");
            _program!.ThrowIfLost();
            _users++;
            return _program;
        }
    }

    private void ReturnProgram()
    {
        lock (_lock)
            _users--;
    }
}
