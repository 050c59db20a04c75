namespace RealtimeCnn;

/// <summary>
/// The normalisation of one spec as one multiplication and one addition per value: <c>(v / 255 - mean) / std = v * Scale + Offset</c>.
/// </summary>
internal readonly struct Normalisation
{
    private Normalisation(float[] scale, float[] offset) => (Scale, Offset) = (scale, offset);

    /// <summary>Factor per plane, for values in 0..255.</summary>
    public float[] Scale { get; }

    /// <summary>Summand per plane.</summary>
    public float[] Offset { get; }

    public static Normalisation Of(PreprocessSpec spec)
    {
        float[] scale = new float[spec.ChannelCount], offset = new float[spec.ChannelCount];
        for (int plane = 0; plane < spec.ChannelCount; plane++)
        {
            double mean = Pick(spec.Mean, plane), std = Pick(spec.Std, plane);
            scale[plane] = (float)(1 / (255 * std));
            offset[plane] = (float)(-mean / std);
        }
        return new Normalisation(scale, offset);
    }

    /// <summary>The value for a plane; a list of one serves all planes.</summary>
    public static float Pick(IReadOnlyList<float> values, int plane) => values[values.Count == 1 ? 0 : plane];
}
