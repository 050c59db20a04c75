using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models remove</c>: deletes weights from the store.</summary>
internal static class RemoveCommand
{
    public static Command Create(ModelsContext context)
    {
        Argument<string[]> ids = ModelArguments.Stored(context, ArgumentArity.OneOrMore, "Ids of the models.");
        Command command = new("remove", "Delete weights, with what is left of their downloads, or a model that was added.") { ids };
        command.SetAction(parsed =>
        {
            foreach (string id in parsed.GetValue(ids)!.Select(id => ModelArguments.IdOf(context, id)))
                context.WriteLine(context.Store.RemoveAdded(id) ? $"{id} is in the catalogue no longer."
                    : context.Store.Remove(id) ? $"{id}: its weights are removed." : $"{id}: there was nothing to remove.");
        });
        return command;
    }
}
