using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models path</c>: where things are, for scripts.</summary>
internal static class PathCommand
{
    public static Command Create(ModelsContext context)
    {
        Argument<string> id = ModelArguments.Id(context, ArgumentArity.ZeroOrOne);
        Command command = new("path", "Print the ONNX file that a model runs, or the store's folder.") { id };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(id) is not { } name)
            {
                context.WriteLine(context.Store.ModelsFolder);
                return;
            }
            ModelDefinition model = context.Catalogue.Resolve(name);
            context.WriteLine(model.File ?? throw new VisionException(model.Content.IsEmpty
                ? $"'{model.Id}' has no file: it is built in memory until its weights are here ({Advice.Pull(model.Id)})."
                : $"'{model.Id}' has no file: it {model.Origin}."));
        });
        return command;
    }
}
