using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn.Direct3D12;

/// <summary>One GPU with DirectML on it: what all sessions on that GPU share. Lives until the GPU is lost or the program ends.</summary>
/// <remarks>Any thread. Sessions must be disposed first.</remarks>
internal sealed class DirectMlGpu : IDisposable
{
    private bool _isLost;

    private DirectMlGpu(Direct3D12Device device, DirectMlDevice directMl, IDirectMlInterop interop) =>
        (Device, DirectMl, Interop) = (device, directMl, interop);

    /// <summary>The GPU.</summary>
    public Direct3D12Device Device { get; }

    /// <summary>DirectML on it.</summary>
    public DirectMlDevice DirectMl { get; }

    /// <summary>The way into ONNX Runtime.</summary>
    public IDirectMlInterop Interop { get; }

    /// <summary>Loads the libraries and opens DirectML on the GPU that is shared with all others.</summary>
    /// <exception cref="VisionException">DirectML cannot be used here; the message says why.</exception>
    public static DirectMlGpu Create(string? gpu)
    {
        _ = DirectMlLibraries.OnnxRuntime; // before the interop, which finds it by name
        var interop = new OrtDirectMlInterop();
        Direct3D12Device device = Direct3D12Devices.Shared.Take(gpu);
        try
        {
            return new DirectMlGpu(device, new DirectMlDevice(device), interop);
        }
        catch
        {
            Direct3D12Devices.Shared.Return(device);
            throw;
        }
    }

    /// <summary>Whether a session has found either device gone, or hung, or another user of the GPU has.</summary>
    public bool IsLost => _isLost || Device.IsLost;

    /// <summary>Throws if either device is gone: one can go without the other.</summary>
    /// <exception cref="DeviceLostException">One is.</exception>
    public void ThrowIfLost()
    {
        try
        {
            Device.ThrowIfLost();
            DirectMl.ThrowIfLost();
        }
        catch (DeviceLostException)
        {
            _isLost = true;
            throw;
        }
    }

    /// <summary>Looks into what went wrong on this GPU: an error of ONNX Runtime says only in its text that the GPU is gone.</summary>
    /// <exception cref="DeviceLostException">That was the cause.</exception>
    public void Examine(Exception e)
    {
        if (e is DeviceLostException)
            _isLost = true;
        else if (e is OnnxRuntimeException)
            ThrowIfLost();
    }

    public void Dispose()
    {
        DirectMl.Dispose();
        Direct3D12Devices.Shared.Return(Device);
    }
}
