namespace RealtimeCnn.ArchitectureTests.Fakes;

/// <summary>Below, and yet it knows what stands on it.</summary>
internal sealed class Brick
{
    public int Weight { get; init; }

    // Only inside a closure of the body: the hardest place to see it.
    public Func<int> Above() => () => new Wall().Height + Weight;
}
