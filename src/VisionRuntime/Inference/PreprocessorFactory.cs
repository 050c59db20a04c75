namespace RealtimeCnn;

/// <summary>Makes what fills a model's input, as its options ask.</summary>
internal static class PreprocessorFactory
{
    /// <summary>Makes the preprocessor of a model.</summary>
    /// <param name="spec">What the input is.</param>
    /// <param name="options">Which preprocessor is wanted.</param>
    /// <param name="session">The network's: it may have a place on its GPU for the input.</param>
    /// <returns>Null for the scalar reference, which is not switched.</returns>
    /// <exception cref="VisionException">What was asked for by name cannot be had.</exception>
    public static SwitchingPreprocessor? Create(PreprocessSpec spec, InferenceOptions options, ModelSession session)
    {
        if (options.NamesApi && session.InputApi is { } own && own != options.Preprocess)
        {
            throw new VisionException(
                $"preprocessing on {options.Preprocess} does not go with backend {options.Backend}; auto, {own} and cpu do.");
        }
        if (options.SwitchMode is not { } mode)
            return null;
        if (session.InputApi is not null)
            return new SwitchingPreprocessor(spec, session.OpenInput, mode, whyGpu: "as the network", gpuName: session.InputApi);
        if (mode == PreprocessMode.Gpu && options.GpuApi is null)
        {
            throw new VisionException(
                options.NamesApi
                    ? $"preprocessing on {options.Preprocess} is not part of this program."
                    : $"{GpuPreparation.NoGpu}.");
        }

        // Taken before the model that is replaced gives it back, the GPU stays open from swap to swap.
        IGpuApi? api = options.GpuApi;
        IGpuPreprocessor? open = mode == PreprocessMode.Auto ? api?.OpenPreprocessorIfInUse(spec, options.Gpu) : null;
        return api is null
            ? new SwitchingPreprocessor(spec, null, mode)
            : new SwitchingPreprocessor(spec, wanted => api.OpenPreprocessor(wanted, options.Gpu), mode, gpu: open, gpuName: api.Name);
    }
}
