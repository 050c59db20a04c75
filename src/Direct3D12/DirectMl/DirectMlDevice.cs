using System.Runtime.InteropServices;

namespace RealtimeCnn.Direct3D12;

/// <summary>DirectML on one Direct3D 12 device; all sessions on that device share it.</summary>
/// <remarks>Any thread.</remarks>
internal sealed unsafe class DirectMlDevice : IDisposable
{
    private const int FeatureLevel = 0x5000; // 5.0, which ONNX Runtime asks for
    private const int ReleaseSlot = 2, GetDeviceRemovedReasonSlot = 15; // DirectML.h, IDMLDevice
    private static readonly Guid Interface = new("6dbd6437-96fd-423f-a98c-ae5e7c2a573f"); // IDMLDevice

    private void*** _device;

    /// <summary>Makes one.</summary>
    /// <exception cref="VisionException">DirectML is missing, too old, or does not work with this GPU.</exception>
    public DirectMlDevice(Direct3D12Device device)
    {
        nint entry = NativeLibrary.TryGetExport(DirectMlLibraries.DirectMl, "DMLCreateDevice1", out nint export)
            ? export
            : throw new VisionException("DirectML.dll is too old: it has no DMLCreateDevice1.");
        Guid id = Interface;
        void*** created;
        int result = ((delegate* unmanaged[Stdcall]<void*, int, int, Guid*, void****, int>)entry)(
            device.Native, 0, FeatureLevel, &id, &created);
        if (HResults.IsDeviceLost(result))
            throw new DeviceLostException($"DirectML cannot start: {HResults.Describe(result)}.");
        if (result < 0)
            throw new VisionException($"DirectML (feature level 5.0) does not work with {device.Name}: {HResults.Describe(result)}.");
        _device = created;
    }

    /// <summary>The IDMLDevice: borrowed.</summary>
    public nint Native => (nint)_device;

    /// <summary>Throws if the device is gone; it can go alone, without the Direct3D 12 device.</summary>
    /// <exception cref="DeviceLostException">It is.</exception>
    public void ThrowIfLost()
    {
        int reason = ((delegate* unmanaged[Stdcall]<void*, int>)(*_device)[GetDeviceRemovedReasonSlot])(_device);
        if (reason < 0)
            throw new DeviceLostException($"DirectML's device is lost: {HResults.Describe(reason)}.");
    }

    public void Dispose()
    {
        if (_device is null)
            return;
        ((delegate* unmanaged[Stdcall]<void*, uint>)(*_device)[ReleaseSlot])(_device);
        _device = null;
    }
}
