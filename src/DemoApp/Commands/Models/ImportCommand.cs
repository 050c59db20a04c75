using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models import</c>: takes a weights file of the user's.</summary>
internal static class ImportCommand
{
    public static Command Create(ModelsContext context)
    {
        Argument<string> id = ModelArguments.Id(context);
        Argument<string> file = new("file")
        {
            Description = "A .safetensors, .pth, .caffemodel or .onnx file, or the .index.json of one in several parts.",
        };
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
        Option<string?> own = new("--as")
        {
            Description = "Keep the weights beside the catalogue's, as a model of yours with this id. "
                + "Default where the classes are others: one made of the network's and the file's name.",
            HelpName = "ID",
        };
        Option<string?> labels = Options.Labels();
        labels.Description = "Names of the classes, where they are not the catalogue's: as many as the weights tell apart.";
        Option<int> classes = Options.Whole("--classes", "How many classes the weights have to tell apart.", "N", 2, 131_072);
        Option<string?> key = new("--key")
        {
            Description = "Where in a checkpoint the weights stand, such as state_dict_ema, or the prefix of their names.",
            HelpName = "NAME",
        };
        Command command = new("import", "Take weights from a file, which is copied and not needed afterwards.")
        {
            id, file, own, labels, classes, key, family, variant,
        };
        command.SetAction(parsed =>
        {
            ModelDefinition model = context.Catalogue.Get(parsed.GetValue(id)!);
            try
            {
                RequireFree(context, parsed.GetValue(own));
                Report(context, context.Store.Import(
                    model,
                    parsed.GetValue(file)!,
                    parsed.GetValue(family),
                    parsed.GetValue(variant),
                    parsed.GetValue(key),
                    parsed.GetValue(own),
                    parsed.GetValue(labels),
                    parsed.GetValue(classes) is > 0 and var count ? count : null));
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

    // The store knows only what it holds.
    private static void RequireFree(ModelsContext context, string? id)
    {
        if (id is not null && context.Catalogue.Models.Any(model => model.Id == id && context.Store.Find(id)?.BasedOn is null))
            throw new VisionException($"--as {id}: that is a model of the catalogue; one of yours needs another id.");
    }

    private static void Report(ModelsContext context, StoredModel added)
    {
        context.WriteLine($"{added.Id} runs with {added.WeightsName} now, {ModelText.Size(added.Bytes)}.");
        if (added.BasedOn is { } basis)
        {
            int classes = context.Catalogue.Get(added.Id).Labels.Count;
            context.WriteLine($"  It is a model of yours: {basis} with {classes:N0} classes. Run it with --model {added.Id}; "
                + $"{basis} stays as it was.");
        }
        if (added.IsPublished)
            context.WriteLine($"  Its SHA-256 is that of {added.Family}; licence {added.Licence}.");
        else if (added.Family is not null)
            context.WriteLine($"  The catalogue does not know its SHA-256; it gets the input of {added.Family}.");
        foreach (string note in added.Notes)
            context.WriteLine("  " + note);
    }
}
