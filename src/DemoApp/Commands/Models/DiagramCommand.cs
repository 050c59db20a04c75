using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models diagram</c>: draws a network from the graph that runs.</summary>
internal static class DiagramCommand
{
    private static readonly System.Text.UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private const string Layers = "layers";

    public static Command Create(ModelsContext context)
    {
        Argument<string> model = ModelArguments.IdOrFile(context);
        Option<string> format = Options.OneOf(
            "--format", "text for a terminal, dot for Graphviz, svg for a browser.", "text", "dot", "svg");
        Option<string> detail = Options.OneOf("--detail", "blocks: the paper's building blocks; layers: every layer.", "blocks", Layers);
        Option<string?> output = Options.OutputFile("--output", "File to write; standard output unless given.");
        Command command = new("diagram", "Draw a network.") { model, format, detail, output };
        command.SetAction(parsed =>
        {
            ModelDefinition definition = context.Catalogue.Resolve(parsed.GetValue(model)!);
            bool layers = parsed.GetValue(detail) == Layers;
            byte[] diagram = Utf8.GetBytes(Draw(NetworkDiagram.Of(definition), parsed.GetValue(format)!, layers));
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

    private static string Draw(NetworkDiagram diagram, string format, bool everyLayer) => format switch
    {
        "svg" => diagram.ToSvg(everyLayer),
        "dot" => diagram.ToDot(everyLayer),
        _ => diagram.ToText(everyLayer),
    };
}
