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
            ModelDefinition model = context.Catalogue.Get(parsed.GetValue(id)!);
            IAnsiConsole console = context.Console;
            StoredModel? stored = context.Store.Find(model.Id);
            if (console.Profile.Out.IsTerminal)
                console.Write(new Rule(Markup.Escape(model.DisplayName)).LeftJustified());
            else
                console.WriteLine(model.DisplayName);
            bool isAdded = context.Store.ListAdded().Any(added => added.Id == model.Id);
            WriteFacts(console, Facts(model, stored?.BasedOn, isAdded));
            if (stored is not null)
            {
                Heading(console, "In the store");
                WriteFacts(console, Facts(stored));
            }
            foreach (WeightFamily family in model.PublishedWeights)
            {
                bool isDefault = model.PublishedWeights is [var first, _, ..] && family == first;
                Heading(console, $"Weights {model.Id}@{family.Name}{(isDefault ? " (default)" : "")}");
                WriteFacts(console, Facts(family));
            }
        });
        return command;
    }

    private static IEnumerable<(string, string?)> Facts(ModelDefinition model, string? basis, bool isAdded)
    {
        yield return ("id", model.Id);
        yield return ("based on", basis);
        yield return ("paper", model.Paper);
        yield return ("authors", model.Authors);
        yield return ("venue", model.Venue);
        yield return ("link", model.PaperUrl);
        yield return ("what was new", model.WhatWasNew);
        yield return ("differs", model.Differences);
        yield return ("parameters", model.Parameters == 0 ? null : $"{model.Parameters:N0}");
        yield return ("MACs", model.Macs == 0 ? null : $"{model.Macs:N0}");
        yield return ("input", ModelText.Input(model.Preprocess!));
        yield return ("preprocessing", ModelText.Preprocessing(model.Preprocess!));
        yield return ("output", model.Output);
        yield return ("scores", model.Scores);
        yield return ("classes", model.Labels.Count == 0
            ? null
            : $"{model.Labels.Count:N0}, from '{model.Labels[0]}' to '{model.Labels[^1]}'");
        yield return ("key in the demo", model.Key);
        yield return ("runs", isAdded ? "yours: a copy of the file that was added"
            : basis is not null ? $"fine-tuned, yours: {model.WeightsName}"
            : model.IsTrained ? $"trained: {model.WeightsName ?? "the file that ships with the program"}"
            : Untrained.Words);
        yield return ("file", model.Content.IsEmpty ? model.File : model.Origin);
    }

    private static IEnumerable<(string, string?)> Facts(StoredModel stored)
    {
        yield return ("problem", stored.Problem);
        yield return ("source", stored.Source);
        yield return ("input as", stored.Family);
        yield return ("variant", stored.Variant);
        yield return ("SHA-256", stored.Sha256);
        yield return ("licence", stored.Licence ?? (stored.BasedOn is null ? null : "yours, with that of the weights it began from"));
        yield return ("added", $"{stored.AddedAt:yyyy-MM-dd HH:mm} UTC");
        foreach (string note in stored.Notes)
            yield return ("note", note);
    }

    private static IEnumerable<(string, string?)> Facts(WeightFamily family)
    {
        yield return ("source", family.Url.AbsoluteUri);
        yield return ("format", family.FormatName);
        yield return ("size", family.Bytes is { } bytes ? $"{bytes:N0} bytes" : "not stated");
        yield return ("SHA-256", (family.Sha256, family.HashGap) switch
        {
            (var all, null) => all,
            (null, _) => "not stated: the first download counts",
            (var known, _) => $"{known}... ({known.Length} of 64 digits are stated): the first download counts",
        });
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
        (string Name, string? Value)[] given =
        [
            .. facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).Select(fact => (fact.Item1, VisionException.Plain(fact.Item2!))),
        ];
        if (!console.Profile.Out.IsTerminal) // a grid would break long values, and fill the lines of short ones
        {
            int width = given.Select(fact => fact.Name.Length).DefaultIfEmpty().Max();
            foreach ((string name, string? value) in given)
                console.Profile.Out.Writer.WriteLine($"{name.PadRight(width)}   {value}");
            return;
        }
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        foreach ((string name, string? value) in given)
            grid.AddRow(new Text(name, Color.Grey), new Text(value!));
        console.Write(grid);
    }
}
