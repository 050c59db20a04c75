namespace RealtimeCnn.Direct3D12;

/// <summary>
/// Direct3D 12 as a program uses it: preprocessing on a GPU for <see cref="InferenceOptions.Gpus"/>, and presenters for windows. One device
/// serves all who ask for the same GPU, DirectML among them. Needs Windows; elsewhere it says so.
/// </summary>
/// <remarks>Any thread.</remarks>
public sealed class Direct3D12Gpu : IGpuApi
{
    private Direct3D12Gpu()
    {
    }

    /// <summary>The one there is.</summary>
    public static Direct3D12Gpu Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => Direct3D12Preprocessor.ApiName;

    /// <inheritdoc/>
    public Choice<GpuInfo> Choose(string? wanted = null)
    {
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
        return OpenOn(Direct3D12Devices.Shared.Take(wanted), spec);
    }

    /// <inheritdoc/>
    public IGpuPreprocessor? OpenPreprocessorIfInUse(PreprocessSpec spec, string? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        try
        {
            return Direct3D12Devices.Shared.TakeIfOpen(wanted) is { } device ? OpenOn(device, spec) : null;
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

    private static IGpuPreprocessor OpenOn(Direct3D12Device device, PreprocessSpec spec)
    {
        try
        {
            return Direct3D12Preprocessor.Create(spec, device, () => Direct3D12Devices.Shared.Return(device));
        }
        catch
        {
            Direct3D12Devices.Shared.Return(device);
            throw;
        }
    }
}
