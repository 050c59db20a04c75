namespace RealtimeCnn.LeNetTrainer;

/// <summary>What the runtime does to a grey picture in [0, 1] before the network sees it.</summary>
internal static class Preprocessing
{
    public const float Mean = 0.5f;
    public const float Std = 0.5f;

    /// <summary>With mean and deviation both a half, exchanging ink and ground is a change of sign.</summary>
    public static void Normalise(Span<float> picture)
    {
        foreach (ref float value in picture)
            value = (value - Mean) / Std;
    }
}
