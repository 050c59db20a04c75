using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models diagram</c>: draws a network from the graph that runs.</summary>
internal static class DiagramCommand
{
    private static readonly System.Text.UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private enum Format
    {
        Text,
        Dot,
        Svg,
    }

    private enum Detail
    {
        Blocks,
        Layers,
    }

    public static Command Create()
    {
        Argument<string> model = new("model")
        {
            Description = "An id of the catalogue, or a path to an ONNX file.",
            HelpName = "ID|FILE.onnx",
        };
        Option<Format> format = new("--format")
        {
            Description = "text for a terminal, dot for Graphviz, svg for a browser.",
            DefaultValueFactory = _ => Format.Text,
        };
        Option<Detail> detail = new("--detail")
        {
            Description = "blocks: the paper's building blocks; layers: every layer.",
            DefaultValueFactory = _ => Detail.Blocks,
        };
        format.AcceptOnlyFromAmong("text", "dot", "svg");
        detail.AcceptOnlyFromAmong("blocks", "layers");
        Option<string?> output = Options.OutputFile("--output", "File to write; standard output unless given.");
        Command command = new("diagram", "Draw a network.") { model, format, detail, output };
        command.SetAction(parsed =>
        {
            ModelDefinition definition = ModelCatalogue.Load().Resolve(parsed.GetValue(model)!);
            bool layers = parsed.GetValue(detail) == Detail.Layers;
            byte[] diagram = Utf8.GetBytes(Draw(NetworkDiagram.Of(definition), parsed.GetValue(format), layers));
            if (parsed.GetValue(output) is { } path)
            {
                OutputFile.Write(path, stream => stream.Write(diagram));
            }
            else
            {
                // Bytes, not characters: the console's encoding must not turn a tree into question marks.
                using Stream standard = Console.OpenStandardOutput();
                standard.Write(diagram);
            }
        });
        return command;
    }

    private static string Draw(NetworkDiagram diagram, Format format, bool everyLayer) => format switch
    {
        Format.Svg => diagram.ToSvg(everyLayer),
        Format.Dot => diagram.ToDot(everyLayer),
        _ => diagram.ToText(everyLayer),
    };
}
