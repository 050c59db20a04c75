namespace RealtimeCnn.ModelZoo;

/// <summary>A small disc with a letter for an operation attached to a layer.</summary>
/// <param name="Letter">Stands for the operation within one diagram.</param>
/// <param name="Label">The operation, for the legend.</param>
/// <param name="Kind">Gives the colour.</param>
internal readonly record struct Badge(char Letter, string Label, OperationKind Kind)
{
    public const double Radius = 6.5, Pitch = 15;

    public void Draw(SvgCanvas canvas, double centreX, double centreY)
    {
        canvas.Dot(centreX, centreY, Radius, Palette.Of(Kind).Line);
        canvas.Text(centreX, centreY + 3.2, Letter.ToString(), new TextStyle(9, Bold: true, "#ffffff"), Anchor.Middle);
    }
}

/// <summary>The badges of one diagram: every attached operation gets a letter of its name that no other has.</summary>
internal sealed class Badges
{
    private readonly Dictionary<string, Badge> _byLabel = [];

    public Badges(Diagram diagram)
    {
        HashSet<char> taken = [];
        foreach (Operation operation in diagram.Layers.SelectMany(layer => layer.Attachments))
        {
            if (operation.Kind == OperationKind.Reshape || _byLabel.ContainsKey(operation.Label))
                continue;
            char letter = operation.Label.ToUpperInvariant().FirstOrDefault(c => char.IsAsciiLetter(c) && taken.Add(c), '\u2022');
            _byLabel[operation.Label] = new Badge(letter, operation.Label, operation.Kind);
        }
    }

    /// <summary>All of them, in the order they appear.</summary>
    public IEnumerable<Badge> All => _byLabel.Values;

    /// <summary>Those of one layer, in the order the operations run. Reshaping has none: it computes nothing.</summary>
    public IReadOnlyList<Badge> Of(Layer layer) =>
        [.. layer.Attachments.Where(operation => operation.Kind != OperationKind.Reshape).Select(operation => _byLabel[operation.Label])];
}
