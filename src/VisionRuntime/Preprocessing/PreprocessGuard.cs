namespace RealtimeCnn;

/// <summary>The checks that every preprocessor makes before it touches memory.</summary>
internal static class PreprocessGuard
{
    public static void Check(PreprocessSpec spec, Frame frame, ReadOnlySpan<byte> tensor)
    {
        Check(frame);
        if (tensor.Length != spec.ByteCount)
        {
            throw new ArgumentException(
                $"The tensor has {tensor.Length} bytes; {spec.Width} x {spec.Height} needs {spec.ByteCount}.", nameof(tensor));
        }
    }

    public static void Check(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Width < 1 || frame.Height < 1)
            throw new ArgumentException("The frame has no size yet: reshape and fill it first.", nameof(frame));
    }
}
