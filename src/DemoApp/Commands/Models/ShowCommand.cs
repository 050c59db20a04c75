using System.CommandLine;
using Spectre.Console;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models show</c>: all that is known of a model.</summary>
internal static class ShowCommand
{
    public static Command Create(ModelsContext context)
    {
        Argument<string> id = ModelArguments.Id(context);
        Command command = new("show", "Show a model's card: paper, numbers, weights, sources and licences.") { id };
        command.SetAction(parsed =>
        {
            ModelCatalogue catalogue = context.Catalogue;
            CatalogueEntry entry = catalogue.Entry(parsed.GetValue(id)!);
            ModelDefinition model = catalogue.Resolve(entry.Id);
            IAnsiConsole console = context.Console;
            console.Write(new Rule(Markup.Escape(entry.DisplayName)).LeftJustified());
            WriteFacts(console, Facts(entry, model));
            if (context.Store.Find(entry.Id) is { } stored)
            {
                Heading(console, "In the store");
                WriteFacts(console, Facts(stored));
            }
            foreach (WeightFamily family in entry.Weights)
            {
                bool isDefault = family == entry.Weights[0] && entry.Weights.Count > 1;
                Heading(console, $"Weights {entry.Id}@{family.Name}{(isDefault ? " (default)" : "")}");
                WriteFacts(console, Facts(family));
            }
        });
        return command;
    }

    private static IEnumerable<(string, string?)> Facts(CatalogueEntry entry, ModelDefinition model)
    {
        yield return ("id", entry.Id);
        yield return ("paper", entry.Paper);
        yield return ("authors", entry.Authors);
        yield return ("venue", entry.Venue);
        yield return ("link", entry.PaperUrl);
        yield return ("what was new", entry.WhatWasNew);
        yield return ("differs", entry.Differences);
        yield return ("parameters", entry.Parameters == 0 ? null : $"{entry.Parameters:N0}");
        yield return ("MACs", entry.Macs == 0 ? null : $"{entry.Macs:N0}");
        yield return ("input", ModelText.Input(model.Preprocess ?? entry.Preprocess));
        yield return ("preprocessing", ModelText.Preprocessing(model.Preprocess ?? entry.Preprocess));
        yield return ("classes", model.Labels.Count == 0
            ? null
            : $"{model.Labels.Count:N0}, from '{model.Labels[0]}' to '{model.Labels[^1]}'");
        yield return ("key in the demo", entry.Key);
        yield return ("runs", model.Weights == WeightsStatus.Untrained
            ? "untrained: stand-in weights, predictions are noise"
            : $"trained: {model.WeightsName ?? "the file that ships with the program"}");
        yield return ("file", model.File);
    }

    private static IEnumerable<(string, string?)> Facts(StoredModel stored)
    {
        Receipt receipt = stored.Receipt;
        yield return ("problem", stored.Problem);
        yield return ("source", receipt.Source);
        yield return ("input as", receipt.Family);
        yield return ("variant", receipt.Variant);
        yield return ("SHA-256", receipt.Original.Sha256);
        yield return ("licence", receipt.Licence);
        yield return ("added", $"{receipt.AddedAt:yyyy-MM-dd HH:mm} UTC");
        foreach (string note in receipt.Notes)
            yield return ("note", note);
    }

    private static IEnumerable<(string, string?)> Facts(WeightFamily family)
    {
        yield return ("source", family.Url.AbsoluteUri);
        yield return ("format", family.Format.ToString().ToLowerInvariant());
        yield return ("size", family.Bytes is { } bytes ? $"{bytes:N0} bytes" : "not stated");
        yield return ("SHA-256", family.Sha256 is { } hash ? hash + (hash.Length < 64 ? "..., the rest is not stated" : "") : "not stated");
        yield return ("licence", family.Licence);
        yield return ("variant", family.Variant);
        yield return ("classes", family.Classes is { } classes ? $"{classes:N0} in the file" : null);
        yield return ("preprocessing", family.Preprocess is { } spec ? ModelText.Preprocessing(spec) : null);
    }

    private static void Heading(IAnsiConsole console, string title)
    {
        console.WriteLine();
        console.Write(new Text(title + Environment.NewLine, new Style(decoration: Decoration.Bold)));
    }

    private static void WriteFacts(IAnsiConsole console, IEnumerable<(string Name, string? Value)> facts)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        foreach ((string name, string? value) in facts)
            if (!string.IsNullOrEmpty(value))
                grid.AddRow(new Text(name, Color.Grey), new Text(value));
        console.Write(grid);
    }
}
