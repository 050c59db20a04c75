namespace RealtimeCnn;

/// <summary>The checks that every preprocessor makes before it touches memory.</summary>
internal static class PreprocessGuard
{
    public static void Check(PreprocessSpec spec, Frame frame, ReadOnlySpan<byte> tensor)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.ThrowIfEmpty();
        if (frame.IsOnGpu)
            throw new VisionException("The frame is in a GPU's memory, which no preprocessor on the processor can read.");
        if (tensor.Length != spec.ByteCount)
        {
            throw new ArgumentException(
                $"The tensor has {tensor.Length} bytes; {spec.Width} x {spec.Height} needs {spec.ByteCount}.", nameof(tensor));
        }
    }
}
