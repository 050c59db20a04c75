namespace RealtimeCnn.ArchitectureTests.Fakes;

/// <summary>Above, made of what is below.</summary>
internal sealed class Wall
{
    private readonly List<Brick> _bricks = [];

    public int Height => _bricks.Count;
}
