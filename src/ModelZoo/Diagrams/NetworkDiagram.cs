using System.Globalization;
using Google.Protobuf;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// A network drawn from the very graph that runs, so that picture and network cannot differ: as boxes from input to output, each with
/// its share of the time, or written out as SVG, Graphviz or text. Immutable: any thread.
/// </summary>
public sealed class NetworkDiagram
{
    private const string Times = " × ";
    private const string ShareOfWork = "share of the multiply-adds; ";

    private readonly Diagram _diagram;

    private NetworkDiagram(Diagram diagram, IReadOnlyList<double> costs, string note)
    {
        _diagram = diagram;
        double sum = Math.Max(costs.Sum(), double.Epsilon);
        Boxes =
        [
            .. diagram.Nodes.Select((node, i) => (
                node.Count > 1 ? $"{node.Title} {Times}{node.Count}" : node.Title,
                node.OperationText == node.Title ? "" : node.OperationText,
                node.Output.Text(Times),
                uint.Parse(Palette.Of(node.Kind).Line.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture) | 0xFF000000,
                (float)(costs[i] / sum))),
        ];
        Cost total = diagram.Total;
        (Parameters, Macs) = (total.Parameters, total.Macs);
        Summary = $"{Cost.Short(total.Parameters)} parameters, {total.ShortMacs} multiply-adds, input {diagram.Input.Text(Times)}";
        Note = note;
    }

    /// <summary>Name of the network.</summary>
    public string Title => _diagram.Title;

    /// <summary>Size and cost in words.</summary>
    public string Summary { get; }

    /// <summary>Trained values that the graph holds.</summary>
    public long Parameters { get; }

    /// <summary>Multiply-accumulates of convolutions and dense layers for one picture; of those whose shapes are stated.</summary>
    public long Macs { get; }

    /// <summary>
    /// The boxes, from input to output; branches stand in the order in which they run. Title: kind of block, with how often it stands
    /// there in a row. Detail: its operations, if it is a single layer. Output: shape of what comes out, channels x height x width.
    /// Colour of its kind: 0xAARRGGBB. Share: its part of the whole network's time or work, 0..1.
    /// </summary>
    public IReadOnlyList<(string Title, string Detail, string Output, uint Colour, float Share)> Boxes { get; }

    /// <summary>What the shares are.</summary>
    public string Note { get; }

    /// <summary>
    /// Draws a model: the network of a catalogue entry, whose weights are not read, or the graph of an ONNX model. Shares are of the
    /// arithmetic until times are known.
    /// </summary>
    /// <param name="model">What to draw; <see cref="ModelDefinition.FromFile"/> describes a file.</param>
    /// <exception cref="VisionException">The file is missing, is no ONNX file, holds no graph, or one too large to draw.</exception>
    public static NetworkDiagram Of(ModelDefinition model)
    {
        ArgumentNullException.ThrowIfNull(model);
        try
        {
            var diagram = Diagram.Of(Graph(model), model.Name, model.Year);
            return new NetworkDiagram(diagram, Work(diagram), ShareOfWork + "measuring the time ...");
        }
        catch (VisionException e)
        {
            throw new VisionException($"'{model.File ?? model.Id}' cannot be drawn: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>The same diagram with shares of measured time.</summary>
    /// <param name="milliseconds">Time by name of the graph's nodes, as a profile of a run gives it.</param>
    public NetworkDiagram WithTimes(IReadOnlyDictionary<string, double> milliseconds)
    {
        ArgumentNullException.ThrowIfNull(milliseconds);
        double TimeOf(DiagramNode node) => node.OperationNames.Distinct().Sum(name => milliseconds.GetValueOrDefault(name));
        double[] costs = [.. _diagram.Nodes.Select(TimeOf)];
        return new NetworkDiagram(_diagram, costs, $"share of the time, measured: {Duration(costs.Sum())} in all on the CPU");
    }

    /// <summary>The same diagram, saying that the time could not be measured.</summary>
    /// <param name="why">The reason, for <see cref="Note"/>.</param>
    public NetworkDiagram WithoutTimes(string why) =>
        new(_diagram, Work(_diagram), $"{ShareOfWork}the time could not be measured: {why.TrimEnd('.')}");

    /// <summary>Draws a self-contained picture: no script, no font and no link.</summary>
    /// <param name="everyLayer">Every operation instead of the paper's building blocks.</param>
    public string ToSvg(bool everyLayer = false) => DiagramSvg.Draw(_diagram, Detail(everyLayer)).ToString();

    /// <summary>Writes a directed graph for Graphviz.</summary>
    /// <param name="everyLayer">Every operation instead of the paper's building blocks.</param>
    public string ToDot(bool everyLayer = false) => DiagramDot.Write(_diagram, Detail(everyLayer));

    /// <summary>Writes an aligned table for a terminal of 100 columns.</summary>
    /// <param name="everyLayer">Every operation, parallel branches as branches, instead of the paper's building blocks.</param>
    public string ToText(bool everyLayer = false) => DiagramText.Write(_diagram, Detail(everyLayer));

    private static DiagramDetail Detail(bool everyLayer) => everyLayer ? DiagramDetail.Layers : DiagramDetail.Blocks;

    private static string Duration(double ms) =>
        ms < 1 ? FormattableString.Invariant($"{ms * 1000:0} µs") : FormattableString.Invariant($"{ms:0.0} ms");

    private static double[] Work(Diagram diagram) => [.. diagram.Nodes.Select(node => (double)node.Cost.Macs)];

    private static ModelProto Graph(ModelDefinition model)
    {
        if (model.Architecture is { } id)
        {
            Architecture architecture = Architecture.Find(id) ?? throw new VisionException($"there is no architecture '{id}'");
            return architecture.Create(ShapesOnly.Initializer, model.Variant, model.Classes);
        }
        if (model.File is null && model.Content.IsEmpty)
            throw new VisionException("it names neither an architecture nor a file");
        try
        {
            if (model.File is not { } path)
                return ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(model.Content.Span);
            using FileStream stream = UntrustedFile.Regular(path, "Model file").OpenRead();
            if (stream.Length > int.MaxValue)
            {
                throw new VisionException(
                    $"it has {stream.Length:N0} bytes, and files up to 2 GiB are read: keep the weights as external data");
            }
            return ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(stream);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new VisionException("it is no ONNX file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VisionException(e.Message.TrimEnd('.'), e);
        }
    }
}
