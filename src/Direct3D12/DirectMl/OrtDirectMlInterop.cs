using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn.Direct3D12;

/// <summary>The interop through the function table that ONNX Runtime's DirectML build hands out (dml_provider_factory.h).</summary>
/// <remarks>Any thread; the tables are static and never freed.</remarks>
internal sealed unsafe class OrtDirectMlInterop : IDirectMlInterop
{
    // Slots of OrtApi (onnxruntime_c_api.h). The table only grows, so they hold for every later version.
    private const int GetErrorMessage = 2, ReleaseStatus = 93, GetExecutionProviderApi = 195;
    private const uint ApiVersion = 17; // the oldest that has all of these

    // Slots of OrtDmlApi. It tells neither its size nor a version: no slot after these may be read.
    private const int AppendDml1 = 1, CreateAllocation = 2, FreeAllocation = 3;

    private readonly nint* _api;
    private readonly nint* _directMl;

    /// <summary>Finds the tables.</summary>
    /// <exception cref="VisionException">The library is another build of ONNX Runtime, or too old.</exception>
    public OrtDirectMlInterop()
    {
        nint getBase = NativeLibrary.GetExport(DirectMlLibraries.OnnxRuntime, "OrtGetApiBase");
        nint* apiBase = ((delegate* unmanaged[Stdcall]<nint*>)getBase)();
        _api = ((delegate* unmanaged[Stdcall]<uint, nint*>)apiBase[0])(ApiVersion);
        if (_api is null)
            throw new VisionException($"onnxruntime.dll is too old: it does not know API version {ApiVersion}.");
        nint* table;
        fixed (byte* name = "DML\0"u8)
        {
            Check(
                ((delegate* unmanaged[Stdcall]<byte*, uint, nint**, nint>)_api[GetExecutionProviderApi])(name, ApiVersion, &table),
                "this build carries ONNX Runtime without the DirectML provider");
        }
        _directMl = table;
    }

    /// <inheritdoc/>
    public void AppendProvider(SessionOptions options, nint directMlDevice, nint commandQueue) => Check(
        ((delegate* unmanaged[Stdcall]<nint, nint, nint, nint>)_directMl[AppendDml1])(
            options.DangerousGetHandle(), directMlDevice, commandQueue),
        "ONNX Runtime does not take the DirectML device");

    /// <inheritdoc/>
    public nint Import(nint resource)
    {
        nint handle;
        Check(
            ((delegate* unmanaged[Stdcall]<nint, nint*, nint>)_directMl[CreateAllocation])(resource, &handle),
            "ONNX Runtime does not take a GPU buffer");
        return handle;
    }

    /// <inheritdoc/>
    public void Release(nint handle) =>
        Check(((delegate* unmanaged[Stdcall]<nint, nint>)_directMl[FreeAllocation])(handle), "ONNX Runtime does not give up a GPU buffer");

    /// <inheritdoc/>
    public OrtMemoryInfo CreateMemoryInfo() => new("DML", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);

    private void Check(nint status, string problem)
    {
        if (status == 0)
            return;
        string? message = Marshal.PtrToStringUTF8(((delegate* unmanaged[Stdcall]<nint, nint>)_api[GetErrorMessage])(status));
        ((delegate* unmanaged[Stdcall]<nint, void>)_api[ReleaseStatus])(status);
        throw new VisionException($"{problem}: {message}");
    }
}
