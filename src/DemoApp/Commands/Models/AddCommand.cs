using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models add</c>: puts an ONNX classifier of the user's into the catalogue.</summary>
internal static partial class AddCommand
{
    public static Command Create(ModelsContext context)
    {
        Argument<string> file = new("file")
        {
            Description = "An ONNX classifier. It is copied, with its weights, and not needed afterwards.",
            HelpName = "file.onnx",
        };
        Option<string?> id = new("--id") { Description = "Its name on the command line. Default: as the file.", HelpName = "ID" };
        Option<string?> name = new("--name") { Description = "Its name where it is shown. Default: as the file.", HelpName = "NAME" };
        Option<string?> labels = Options.Labels();
        Option<string[]> preprocess = new("--preprocess")
        {
            Description = "What it was trained with, where that is not the usual: key=value (resizeTo, policy, filter, channels, mean, "
                + "std, padValue), or the id of a model that takes the same. Repeatable.",
            HelpName = "KEY=VALUE|ID",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        preprocess.Validators.Add(result => Check(context, result));
        ScoreOptions scores = new();
        Command command = new("add", "Put an ONNX classifier of yours into the catalogue, for every command and the window.")
        {
            file, id, name, labels, preprocess, scores.Output, scores.Kind,
        };
        command.SetAction(parsed =>
        {
            try
            {
                ModelDefinition given = scores.Apply(parsed, ModelDefinition.FromFile(parsed.GetValue(file)!, parsed.GetValue(labels)));
                given = given with { Id = parsed.GetValue(id) ?? IdOf(given.Id), Name = parsed.GetValue(name) ?? given.Name };
                RequireFree(context, given.Id);
                (ModelDefinition checkedOne, IReadOnlyList<string> notes) = Try(
                    given, PreprocessWords.Parse(parsed.GetValue(preprocess)!, context.Catalogue));
                bool isAsUsual = parsed.GetValue(preprocess) is [];
                Report(context, context.Store.Add(checkedOne), isAsUsual, [.. given.LabelNotes, .. notes]);
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

    private static void Check(ModelsContext context, OptionResult result)
    {
        try
        {
            PreprocessWords.Parse(result.Tokens.Select(token => token.Value), context.Catalogue);
        }
        catch (VisionException e)
        {
            result.AddError($"--preprocess: {e.Message}");
        }
    }

    private static void RequireFree(ModelsContext context, string id)
    {
        if (context.Catalogue.Models.Any(model => model.Id.Equals(id, StringComparison.OrdinalIgnoreCase)))
            throw new VisionException($"There is a model '{id}' already; --id gives this one another name.");
    }

    // What runs is loaded here as later, so that what cannot be is never in the list; and the file tells its size, layout and cost.
    private static (ModelDefinition Model, IReadOnlyList<string> Notes) Try(
        ModelDefinition model, Func<PreprocessSpec, PreprocessSpec> said)
    {
        InferenceOptions cpu = Platform.Options with { Backend = "cpu", Preprocess = "cpu" };
        PreprocessSpec spec;
        using (LoadedModel first = LoadedModel.Load(model, cpu))
            spec = said(first.Spec);
        try
        {
            spec.Validate();
        }
        catch (ArgumentException e)
        {
            throw new VisionException($"--preprocess: {e.Message.TrimEnd('.')}.", e);
        }
        using LoadedModel loaded = LoadedModel.Load(model with { Preprocess = spec }, cpu);
        NetworkDiagram diagram = NetworkDiagram.Of(model);
        return (model with { Preprocess = spec, Parameters = diagram.Parameters, Macs = diagram.Macs }, loaded.Notes);
    }

    private static void Report(ModelsContext context, ModelDefinition added, bool isAsUsual, IEnumerable<string> notes)
    {
        string classes = added.Labels.Count > 0 ? $"{added.Labels.Count:N0} named classes, " : "";
        context.WriteLine($"{added.Id} is in the catalogue: {ModelText.Input(added.Preprocess!)}, {classes}"
            + $"{ModelText.Count(added.Parameters)} parameters, {ModelText.Count(added.Macs)} MACs.");
        context.WriteLine($"  Preprocessing{(isAsUsual ? " (the usual one; --preprocess says another)" : "")}: "
            + $"{ModelText.Preprocessing(added.Preprocess!)}.");
        foreach (string note in notes)
            context.WriteLine("  " + note);
        context.WriteLine($"  Run it with --model {added.Id}; {ProgramName.Typed} models remove {added.Id} takes it out again.");
    }

    private static string IdOf(string name) => Foreign().Replace(name.ToLowerInvariant(), "-").Trim('-', '_', '.');

    [GeneratedRegex("[^a-z0-9_.-]+")]
    private static partial Regex Foreign();
}
