using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models export</c>: writes a model as one ONNX file, for other programs.</summary>
internal static class ExportCommand
{
    public static Command Create(ModelsContext context)
    {
        Argument<string> model = ModelArguments.IdOrFile(context);
        Option<string?> output = Options.OutputFile("--output", "The ONNX file to write, with the weights inside.", ".onnx");
        output.Required = true;
        Command command = new("export", "Write a model as one ONNX file, graph and weights, which computes the same to the bit.")
        {
            model, output,
        };
        command.SetAction((parsed, cancellation) =>
        {
            ModelDefinition definition = context.Catalogue.Resolve(parsed.GetValue(model)!);
            string path = parsed.GetValue(output)!;
            long length = 0;
            OutputFile.Write(path, stream => length = definition.Export(stream, cancellation));
            string weights = !definition.IsTrained
                ? $"{Untrained.Words}; those that were published come with {ProgramName.Typed} models pull {definition.Id}"
                : $"its weights are {definition.WeightsName ?? "those of its file"}";
            string said = $"Wrote {path}: {definition.Id}, {ModelText.Size(length)}; {weights}.";
            if (OutputFile.IsStandardOutput(path))
                context.Error.WriteLine(said);
            else
                context.WriteLine(said);
            return Task.FromResult(0);
        });
        return command;
    }
}
