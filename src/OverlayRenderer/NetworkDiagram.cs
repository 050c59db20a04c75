using System.Globalization;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>One box of a network's diagram.</summary>
/// <param name="Title">Kind of block, with how often it stands there in a row.</param>
/// <param name="Detail">Its operations, if it is a single layer.</param>
/// <param name="Output">Shape of what comes out: channels x height x width.</param>
/// <param name="Colour">Colour of its kind, 0xAARRGGBB.</param>
/// <param name="Share">Its part of the whole network's time or work, 0..1.</param>
public readonly record struct DiagramBox(string Title, string Detail, string Output, uint Colour, float Share);

/// <summary>A network as boxes from input to output, each with its share of the time. Immutable.</summary>
public sealed class NetworkDiagram
{
    private const string Times = "×";

    private readonly Diagram _diagram;

    private NetworkDiagram(Diagram diagram, IReadOnlyList<double> costs, string note)
    {
        _diagram = diagram;
        double sum = Math.Max(costs.Sum(), double.Epsilon);
        Boxes =
        [
            .. diagram.Nodes.Select((node, i) => new DiagramBox(
                node.Count > 1 ? $"{node.Title}  {Times} {node.Count}" : node.Title,
                node.OperationText == node.Title ? "" : node.OperationText,
                node.Output.Text(" " + Times + " "),
                uint.Parse(Palette.Of(node.Kind).Line.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture) | 0xFF000000,
                (float)(costs[i] / sum))),
        ];
        Cost total = diagram.Total;
        Summary = $"{Cost.Short(total.Parameters)} parameters, {total.ShortMacs} multiply-adds, input {diagram.Input.Text(" " + Times + " ")}";
        Note = note;
    }

    /// <summary>Name of the network.</summary>
    public string Title => _diagram.Title;

    /// <summary>Size and cost in words.</summary>
    public string Summary { get; }

    /// <summary>The boxes, from input to output; branches stand in the order in which they run.</summary>
    public IReadOnlyList<DiagramBox> Boxes { get; }

    /// <summary>What the shares are.</summary>
    public string Note { get; }

    /// <summary>Draws a model from its graph; shares are of the arithmetic until times are known.</summary>
    /// <exception cref="VisionException">The model has no graph that can be read.</exception>
    public static NetworkDiagram Of(ModelDefinition model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var diagram = Diagram.Of(ModelDiagram.Graph(model), model.Name, model.Year);
        return new NetworkDiagram(diagram, [.. diagram.Nodes.Select(node => (double)node.Cost.Macs)], "share of the multiply-adds; measuring the time ...");
    }

    /// <summary>The same diagram with shares of measured time.</summary>
    /// <param name="milliseconds">As from <see cref="ModelProfiler.Measure"/>.</param>
    public NetworkDiagram WithTimes(IReadOnlyDictionary<string, double> milliseconds)
    {
        ArgumentNullException.ThrowIfNull(milliseconds);
        double[] costs = [.. _diagram.Nodes.Select(node => node.OperationNames.Distinct().Sum(name => milliseconds.GetValueOrDefault(name)))];
        string text = string.Create(CultureInfo.InvariantCulture, $"share of the time, measured: {costs.Sum():0.0} ms in all on the CPU");
        return new NetworkDiagram(_diagram, costs, text);
    }

    /// <summary>The same diagram, saying that the time could not be measured.</summary>
    public NetworkDiagram WithoutTimes() =>
        new(_diagram, [.. _diagram.Nodes.Select(node => (double)node.Cost.Macs)], "share of the multiply-adds; the time could not be measured");
}
