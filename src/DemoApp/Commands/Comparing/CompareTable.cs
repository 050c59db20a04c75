using Spectre.Console;

namespace RealtimeCnn.DemoApp;

/// <summary>A comparison as text: a table for each set of classes, and the pictures for which networks differ.</summary>
internal static class CompareTable
{
    private const int MostPictures = 20;

    public static void Write(IAnsiConsole console, Comparison comparison)
    {
        foreach (ComparedGroup group in comparison.Groups)
        {
            Line($"{group.Labels.Name}");
            console.Write(TableOf(group));
            if (group.Models.Any(model => !model.Model.IsTrained))
                Line(Untrained.Words);
            WriteDiffering(group);
        }
        foreach (ModelResult failed in comparison.NotLoaded)
            Line($"{failed.Model.Id}: {failed.Error}");
        string judged = comparison.Truth.Count == 0 ? "" : $", {comparison.Truth.Count} of them judged by {TruthSource(comparison)}";
        string broken = comparison.Broken.Count == 0 ? "" : $"; {comparison.Broken.Count} could not be read, or not to the end";
        Line($"{comparison.Seen} pictures{judged}{broken}.");

        void WriteDiffering(ComparedGroup group)
        {
            if (group.Models.Count < 2)
                return;
            Line($"They differ on {group.Differing.Count} of {comparison.Seen} pictures{(group.Differing.Count > 0 ? ":" : ".")}");
            foreach (ComparedPicture picture in group.Differing.Take(MostPictures))
            {
                string truth = group.TruthOf(picture) is { } shown ? $" ({LabelSet.Short(group.LabelOf(shown))})" : "";
                Line($"  {picture.Name}{truth}: {string.Join("; ", group.Answers(picture).Select(answer => Text(group, answer)))}");
            }
            if (group.Differing.Count > MostPictures)
                Line($"  and {group.Differing.Count - MostPictures} more, which --json and --html have");
        }

        void Line(string text) => console.Profile.Out.Writer.WriteLine(Indented(text));
    }

    /// <summary>Where it is known from what pictures show, in words.</summary>
    public static string TruthSource(Comparison comparison) =>
        comparison.Truth.File is { } file ? $"'{file}'" : "the names of their folders";

    /// <summary>A share in percent; a dash if there is none.</summary>
    public static string Percent(double share) => double.IsFinite(share) ? $"{share:0.0%}" : "-";

    /// <summary>A time; a dash if there is none.</summary>
    public static string Time(double ms) => double.IsFinite(ms) ? ms < 9.995 ? $"{ms:0.00}" : ms < 99.95 ? $"{ms:0.0}" : $"{ms:0}" : "-";

    private static string Indented(string text) => (text.StartsWith("  ", StringComparison.Ordinal) ? "  " : "") + Say.OneLine(text);

    private static string Text(ComparedGroup group, (int ClassId, IReadOnlyList<ModelResult> Models) answer) =>
        $"{LabelSet.Short(group.LabelOf(answer.ClassId))} ({string.Join(", ", answer.Models.Select(model => model.Model.Id))})";

    private static Table TableOf(ComparedGroup group)
    {
        Table table = new Table().Border(TableBorder.Horizontal).BorderColor(Color.Grey);
        table.AddColumn(Column("model"));
        foreach (string title in (string[])["top-1", "agreement", "ms p50", "ms p95", "weights", "in memory"])
            table.AddColumn(Column(title).RightAligned());
        foreach (ModelResult model in group.Models)
        {
            (int right, int of) = group.Accuracy(model);
            string state = (model.Model.IsTrained ? "" : " (untrained)") + (model.Error is null ? "" : " (gave up)");
            string name = VisionException.Plain(model.Model.Id + state);
            table.AddRow(
                new Text(name, model.Model.IsTrained ? Color.Aqua : Color.Grey),
                new Text(of == 0 ? "-" : $"{right / (double)of:0.0%} ({right}/{of})"),
                new Text(Percent(group.Agreement(model))), new Text(Time(model.P50)), new Text(Time(model.P95)),
                new Text(ModelText.Size(model.Model.WeightBytes)), new Text(ModelText.Size(model.ProcessBytes)));
        }
        return table;
    }

    private static TableColumn Column(string title) => new TableColumn(new Text(title, new Style(decoration: Decoration.Bold))).NoWrap();
}
