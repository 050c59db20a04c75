using System.CommandLine;
using Spectre.Console;

namespace RealtimeCnn.DemoApp.Commands.Models;

/// <summary><c>realtimecnn models list</c>: every model, and what it runs with.</summary>
internal static class ListCommand
{
    public static Command Create(ModelsContext context)
    {
        Command command = new("list", "List every model and the weights it runs with.");
        command.SetAction(_ =>
        {
            Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey)
                .AddColumn(Column("key").Centered()).AddColumn(Column("id")).AddColumn(Column("name")).AddColumn(Column("year"))
                .AddColumn(Column("parameters").RightAligned()).AddColumn(Column("MACs").RightAligned())
                .AddColumn(Column("weights")).AddColumn(Column("on disk").RightAligned());
            foreach (ModelDefinition model in context.Catalogue.Models)
            {
                StoredModel? stored = context.Store.Find(model.Id);
                table.AddRow(
                    new Text(model.Key ?? ""), new Text(model.Id, Color.Aqua), new Text(model.Name), new Text(model.Year?.ToString() ?? ""),
                    new Text(ModelText.Count(model.Parameters)), new Text(ModelText.Count(model.Macs)), Weights(model, stored), new Text(OnDisk(model, stored)));
            }
            context.Console.Write(table);
            context.WriteLine($"Weights are kept in {context.Store.ModelsFolder}");
        });
        return command;
    }

    private static TableColumn Column(string title) => new TableColumn(new Text(title, new Style(decoration: Decoration.Bold))).NoWrap();

    private static Text Weights(ModelDefinition model, StoredModel? stored) =>
        stored?.Problem is not null ? new Text("damaged: models verify " + model.Id, Color.Red)
        : model.Weights == WeightsStatus.Untrained ? new Text("untrained", Color.Grey)
        : new Text("trained: " + (model.WeightsName ?? "shipped"), Color.Green);

    private static string OnDisk(ModelDefinition model, StoredModel? stored) =>
        stored is not null ? ModelText.Size(stored.Bytes)
        : model.File is not null && File.Exists(model.File) ? ModelText.Size(new FileInfo(model.File).Length)
        : "";
}
