namespace RealtimeCnn;

/// <summary>
/// A preprocessor that also owns a tensor, in memory where writing it costs no copy; a model binds that tensor instead of one of its own.
/// </summary>
/// <example>Rebinding only when the tensor changes, so that a frame allocates nothing:
/// <code>
/// InputTensor tensor = preprocessor.Run(frame);
/// if (!ReferenceEquals(tensor, bound))
///     binding.BindInput(name, (bound = tensor).Value);
/// session.RunWithBinding(options, binding);
/// </code></example>
/// <remarks>One thread at a time, as <see cref="IPreprocessor"/>.</remarks>
public interface IDirectPreprocessor : IPreprocessor
{
    /// <summary>
    /// Fills the preprocessor's own tensor from the frame. The same object comes back as long as nothing changes; another one when the
    /// work has moved to another processor, or back.
    /// </summary>
    /// <param name="frame">Any size from 1 x 1, any format.</param>
    /// <returns>Good until the next run; its memory until this preprocessor is disposed or returns another.</returns>
    /// <exception cref="VisionException">The device failed; see the implementation for what to do.</exception>
    InputTensor Run(Frame frame);

    /// <summary>How long the GPU took for the last frame, in ms by its own clock; null if it made none or cannot tell.</summary>
    double? GpuMilliseconds { get; }
}
