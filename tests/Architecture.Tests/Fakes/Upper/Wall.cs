namespace RealtimeCnn.ArchitectureTests.Fakes;

/// <summary>Above, made of what is below.</summary>
internal sealed class Wall
{
    internal enum Bond
    {
        English,
        flemish,
        Sussex_garden,
    }

    private readonly List<Brick> _bricks = [];

    public int Height => _bricks.Count;
}
