namespace RealtimeCnn.LeNetTrainer;

/// <summary>
/// A counter run through a mixing function. Any (seed, epoch, sample) names its own stream, so what happens to one
/// sample never depends on how many numbers another one drew.
/// </summary>
internal struct SplitMixRandom(ulong seed)
{
    private ulong _state = seed;

    public static SplitMixRandom For(ulong seed, ulong first, ulong second = 0) =>
        new(Mix(Mix(Mix(seed) + first) + second));

    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public float NextFloat() => (NextBits() >> 40) * (1f / (1 << 24));

    public float Between(float low, float high) => low + ((high - low) * NextFloat());

    public bool Chance(float probability) => NextFloat() < probability;

    public int Below(int limit) => (int)(((NextBits() >> 32) * (ulong)limit) >> 32);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
