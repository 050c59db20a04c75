namespace RealtimeCnn;

/// <summary>
/// One API through which GPUs preprocess: what the assemblies for Vulkan and Direct3D 12 hand to <see cref="InferenceOptions.Gpus"/>.
/// </summary>
/// <remarks>Any thread.</remarks>
public interface IGpuApi
{
    /// <summary>Short name for options, results and the overlay: "vulkan", "direct3d12".</summary>
    string Name { get; }

    /// <summary>All GPUs that it knows, which one is taken and why not the others.</summary>
    /// <param name="wanted">Which GPU, as <see cref="InferenceOptions.Gpu"/>; null for the best.</param>
    /// <returns>Never throws for a machine without GPU or driver: <see cref="Choice{T}.Problem"/> explains.</returns>
    Choice<GpuInfo> Choose(string? wanted = null);

    /// <summary>Opens a GPU for one model; models share it.</summary>
    /// <param name="spec">How frames become the model's input.</param>
    /// <param name="wanted">As for <see cref="Choose"/>.</param>
    /// <exception cref="ArgumentException">The description is not valid.</exception>
    /// <exception cref="VisionException">No such GPU, or it cannot be used; the message says why.</exception>
    IGpuPreprocessor OpenPreprocessor(PreprocessSpec spec, string? wanted = null);

    /// <summary>The same if the GPU is open already; null if it is not, or it fails: opening it says why.</summary>
    /// <param name="spec">How frames become the model's input.</param>
    /// <param name="wanted">As for <see cref="Choose"/>.</param>
    IGpuPreprocessor? OpenPreprocessorIfInUse(PreprocessSpec spec, string? wanted = null);
}
