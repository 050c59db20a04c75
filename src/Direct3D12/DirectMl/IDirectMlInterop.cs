using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn.Direct3D12;

/// <summary>
/// What a session needs beyond ONNX Runtime's managed API to run on a given device and queue and to read a given buffer. All of it is
/// here, so that Windows ML or ONNX Runtime's importer of external resources can take its place.
/// </summary>
internal interface IDirectMlInterop
{
    /// <summary>Makes sessions run on a DirectML device and submit to a queue. The session keeps references of its own to both.</summary>
    /// <param name="options">Options of a session to come.</param>
    /// <param name="directMlDevice">IDMLDevice.</param>
    /// <param name="commandQueue">ID3D12CommandQueue of the same Direct3D 12 device, direct or compute.</param>
    void AppendProvider(SessionOptions options, nint directMlDevice, nint commandQueue);

    /// <summary>Gives a buffer a handle that tensors can be made over.</summary>
    /// <param name="resource">ID3D12Resource: a buffer in GPU memory with unordered access. The handle keeps a reference.</param>
    /// <returns>A handle for <see cref="Release"/>, which must come after the last tensor over it.</returns>
    nint Import(nint resource);

    /// <summary>Gives up a handle.</summary>
    void Release(nint handle);

    /// <summary>Where ONNX Runtime is to believe such tensors lie. The caller disposes it.</summary>
    OrtMemoryInfo CreateMemoryInfo();
}
