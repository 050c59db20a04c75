namespace RealtimeCnn;

/// <summary>
/// Makes one model's input tensor on a GPU, in memory where writing it costs no copy; the model binds that tensor instead of one of its
/// own. Belongs to that model: tables are kept for the last frame size, so a change of size costs one rebuild and every further frame
/// allocates nothing.
/// </summary>
/// <remarks>One thread at a time.</remarks>
public interface IGpuPreprocessor : IDisposable
{
    /// <summary>Name of the API, as of <see cref="IGpuApi.Name"/>.</summary>
    string Name { get; }

    /// <summary>The description that this preprocessor follows.</summary>
    PreprocessSpec Spec { get; }

    /// <summary>How long the GPU took for the last frame, in ms by its own clock; null if it made none or cannot tell.</summary>
    double? GpuMilliseconds { get; }

    /// <summary>
    /// Whether it can read a frame where that lies: in the processor's memory any can; on a GPU (<see cref="Frame.GpuPixels"/>) those of
    /// the same device.
    /// </summary>
    bool CanRead(Frame frame) => frame is { IsOnGpu: false };

    /// <summary>Fills the tensor from the frame; every element is written.</summary>
    /// <param name="frame">
    /// Any size from 1 x 1, any format and transform: the tensor is that of the upright picture. One that it <see cref="CanRead"/>.
    /// </param>
    /// <returns>Always the same object; its content is good until the next run, its memory until this is disposed.</returns>
    /// <exception cref="DeviceLostException">The GPU is gone.</exception>
    /// <exception cref="VisionException">The GPU failed; this can only be disposed.</exception>
    InputTensor Run(Frame frame);
}
