using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models diagram</c>: draws a network from the graph that runs.</summary>
internal static class DiagramCommand
{
    private static readonly System.Text.UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static Command Create()
    {
        Argument<string> model = new("model")
        {
            Description = "An id of the catalogue, or a path to an ONNX file.",
            HelpName = "ID|FILE.onnx",
        };
        Option<DiagramFormat> format = new("--format")
        {
            Description = "text for a terminal, dot for Graphviz, svg for a browser.",
            DefaultValueFactory = _ => DiagramFormat.Text,
        };
        Option<DiagramDetail> detail = new("--detail")
        {
            Description = "blocks: the paper's building blocks; layers: every layer.",
            DefaultValueFactory = _ => DiagramDetail.Blocks,
        };
        format.AcceptOnlyFromAmong("text", "dot", "svg");
        detail.AcceptOnlyFromAmong("blocks", "layers");
        Option<string?> output = Options.OutputFile("--output", "File to write; standard output unless given.");
        Command command = new("diagram", "Draw a network.") { model, format, detail, output };
        command.SetAction(parsed =>
        {
            ModelDefinition definition = ModelCatalogue.Load().Resolve(parsed.GetValue(model)!);
            byte[] diagram = Utf8.GetBytes(ModelDiagram.Render(definition, parsed.GetValue(format), parsed.GetValue(detail)));
            if (parsed.GetValue(output) is { } path)
            {
                PartialFile.Write(path, stream => stream.Write(diagram));
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
}
