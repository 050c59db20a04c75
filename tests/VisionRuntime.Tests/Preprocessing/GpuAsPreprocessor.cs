namespace RealtimeCnn.Tests;

/// <summary>A GPU's preprocessor seen as one of the processor's, so that one suite measures all.</summary>
/// <param name="gpu">Taken over.</param>
internal sealed class GpuAsPreprocessor(IGpuPreprocessor gpu) : IPreprocessor
{
    public string Name => gpu.Name;

    public PreprocessSpec Spec => gpu.Spec;

    public void Run(Frame frame, Span<byte> tensor)
    {
        PreprocessGuard.Check(Spec, frame, tensor);
        gpu.Run(frame).Bytes.CopyTo(tensor);
    }

    public void Dispose() => gpu.Dispose();
}
