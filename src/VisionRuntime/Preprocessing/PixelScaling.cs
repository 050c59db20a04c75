namespace RealtimeCnn;

/// <summary>Normalisation of one plane as a multiply and an add on a value in 0..255: <c>(v / 255 - mean) / std</c>.</summary>
/// <param name="Factor"><c>1 / (255 std)</c>.</param>
/// <param name="Bias"><c>-mean / std</c>.</param>
internal readonly record struct PixelScaling(float Factor, float Bias)
{
    // ITU-R BT.601 luma.
    public const float RedLuma = 0.299f, GreenLuma = 0.587f, BlueLuma = 0.114f;

    /// <summary>One for each plane of the tensor, in its order.</summary>
    public static PixelScaling[] For(PreprocessSpec spec)
    {
        var scalings = new PixelScaling[spec.ChannelCount];
        for (int c = 0; c < scalings.Length; c++)
        {
            double mean = spec.Mean[spec.Mean.Count == 1 ? 0 : c], std = spec.Std[spec.Std.Count == 1 ? 0 : c];
            scalings[c] = new PixelScaling((float)(1 / (255 * std)), (float)(-mean / std));
        }
        return scalings;
    }

    public float Apply(float value) => value * Factor + Bias;
}
