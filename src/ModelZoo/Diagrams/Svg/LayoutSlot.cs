namespace RealtimeCnn.ModelZoo;

/// <summary>An item in its rank, or the place where a long connection passes one.</summary>
internal sealed class LayoutSlot(double width, double height, int rank, bool isShortcut)
{
    public double Width { get; } = width;

    public double Height { get; } = height;

    public int Rank { get; } = rank;

    /// <summary>Whether a connection passes here that leaves a split and ends in a join, with nothing on its way.</summary>
    public bool IsShortcut { get; } = isShortcut;

    public List<LayoutSlot> Above { get; } = [];

    public List<LayoutSlot> Below { get; } = [];

    public int Position { get; set; }

    /// <summary>Middle.</summary>
    public double X { get; set; }
}
