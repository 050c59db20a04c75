using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models import</c>: takes a weights file of the user's.</summary>
internal static class ImportCommand
{
    public static Command Create(ModelsContext context)
    {
        Argument<string> id = ModelArguments.Id(context);
        Argument<string> file = new("file") { Description = "A .safetensors, .pth, .caffemodel or .onnx file." };
        Option<string?> family = new("--family")
        {
            Description = "Published weights whose input these expect, as in models show. "
                + "Default: those with the same SHA-256, else the first.",
            HelpName = "NAME",
        };
        Option<string?> variant = new("--variant")
        {
            Description = "Form of the network, such as transform_input. Default: as the family says.",
            HelpName = "NAME",
        };
        Command command = new("import", "Take weights from a file; it is linked, not copied, where that is possible.")
        {
            id, file, family, variant,
        };
        command.SetAction(parsed =>
        {
            ModelDefinition model = context.Catalogue.Get(parsed.GetValue(id)!);
            try
            {
                StoredModel added = context.Store.Import(model, parsed.GetValue(file)!, parsed.GetValue(family), parsed.GetValue(variant));
                Report(context, added);
                return 0;
            }
            catch (VisionException e)
            {
                context.Fail(e.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static void Report(ModelsContext context, StoredModel added)
    {
        context.WriteLine($"{added.Id} runs with {added.WeightsName} now, {ModelText.Size(added.Bytes)}.");
        if (added.IsPublished)
            context.WriteLine($"  Its SHA-256 is that of {added.Family}; licence {added.Licence}.");
        else if (added.Family is not null)
            context.WriteLine($"  The catalogue does not know its SHA-256; it gets the input of {added.Family}.");
        foreach (string note in added.Notes)
            context.WriteLine("  " + note);
    }
}
