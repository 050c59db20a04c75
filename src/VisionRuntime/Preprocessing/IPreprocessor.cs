namespace RealtimeCnn;

/// <summary>
/// Turns frames into one model's input tensor on the processor, following one <see cref="PreprocessSpec"/>. Belongs to that model: tables
/// are kept for the last frame size, so a change of size costs one rebuild and every further frame allocates nothing.
/// </summary>
/// <remarks>One thread at a time.</remarks>
internal interface IPreprocessor : IDisposable
{
    /// <summary>Short name for overlay and logs: "scalar", "cpu".</summary>
    string Name { get; }

    /// <summary>The description that this preprocessor follows.</summary>
    PreprocessSpec Spec { get; }

    /// <summary>Fills the tensor from the frame; every element is written.</summary>
    /// <param name="frame">Any size from 1 x 1, any format and transform.</param>
    /// <param name="tensor">
    /// <see cref="PreprocessSpec.ElementCount"/> elements of <see cref="PreprocessSpec.Type"/> as bytes, in the order of
    /// <see cref="PreprocessSpec.Shape"/>.
    /// </param>
    /// <exception cref="ArgumentException">The tensor has another size.</exception>
    void Run(Frame frame, Span<byte> tensor);
}
