using System.CommandLine;
using Spectre.Console;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models list</c>: every model, and what it runs with.</summary>
internal static class ListCommand
{
    private const int RoomForNames = 104;

    public static Command Create(ModelsContext context)
    {
        Command command = new("list", "List every model and the weights it runs with.");
        command.SetAction(_ =>
        {
            bool wide = context.Console.Profile.Width >= RoomForNames;
            Table table = new Table().Border(TableBorder.Horizontal).BorderColor(Color.Grey);
            foreach (string title in (string[])["key", "id", .. wide ? ["name"] : Array.Empty<string>(), "year"])
                table.AddColumn(Column(title));
            table.AddColumn(Column("params").RightAligned()).AddColumn(Column("MACs").RightAligned())
                .AddColumn(Column("weights")).AddColumn(Column("on disk").RightAligned());
            ModelCatalogue catalogue = context.Catalogue;
            string[] added = [.. context.Store.ListAdded().Select(model => model.Id)];
            foreach (ModelDefinition model in catalogue.Models)
                table.AddRow(Row(model, context.Store.Find(model.Id), added.Contains(model.Id), wide));
            context.Console.Write(table);
            foreach (string problem in catalogue.Problems)
                context.Error.WriteLine(problem);
            context.WriteLine($"Weights are kept in {context.Store.ModelsFolder}");
            if (added.Length > 0)
                context.WriteLine($"Models that were added are kept in {context.Store.AddedFolder}");
        });
        return command;
    }

    private static TableColumn Column(string title) => new TableColumn(new Text(title, new Style(decoration: Decoration.Bold))).NoWrap();

    private static IEnumerable<Text> Row(ModelDefinition model, StoredModel? stored, bool isAdded, bool wide)
    {
        yield return new Text(model.Key ?? "");
        yield return new Text(model.Id, Color.Aqua);
        if (wide)
            yield return new Text(model.Name);
        yield return new Text(model.Year?.ToString() ?? "");
        yield return new Text(ModelText.Count(model.Parameters));
        yield return new Text(ModelText.Count(model.Macs));
        yield return isAdded ? new Text("yours", Color.Green) : Weights(model, stored, wide);
        yield return new Text(OnDisk(model, stored));
    }

    private static Text Weights(ModelDefinition model, StoredModel? stored, bool wide) =>
        stored?.Problem is not null ? new Text("damaged", Color.Red)
        : stored?.BasedOn is not null ? new Text("yours, " + stored.WeightsName, Color.Green)
        : !model.IsTrained ? new Text("untrained", Color.Grey)
        : new Text((wide ? "trained, " : "") + (model.WeightsName ?? "shipped"), Color.Green);

    private static string OnDisk(ModelDefinition model, StoredModel? stored) =>
        stored is not null ? ModelText.Size(stored.Bytes)
        : model.File is not null && File.Exists(model.File) ? ModelText.Size(new FileInfo(model.File).Length)
        : !model.Content.IsEmpty ? ModelText.Size(model.Content.Length)
        : "";
}
