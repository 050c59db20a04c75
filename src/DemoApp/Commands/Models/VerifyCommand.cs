using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models verify</c>: compares the store's files with their receipts.</summary>
internal static class VerifyCommand
{
    public static Command Create(ModelsContext context)
    {
        Argument<string[]> ids = ModelArguments.Stored(
            context, ArgumentArity.ZeroOrMore, "Ids of the models; none means all that are in the store.");
        Command command = new("verify", "Check the weights on this machine against the sizes and hashes they arrived with.") { ids };
        command.SetAction(parsed =>
        {
            string[] named = parsed.GetValue(ids) ?? [];
            string[] chosen = named.Length > 0
                ? [.. named.Select(id => ModelArguments.IdOf(context, id))]
                : [.. context.Store.List().Select(model => model.Id)];
            if (chosen.Length == 0)
                context.WriteLine($"There is nothing in {context.Store.ModelsFolder}");
            int failures = 0;
            foreach (string id in chosen)
            {
                try
                {
                    if (context.Store.Verify(id) is { } problem)
                        throw new VisionException($"{id} is damaged: {problem}. Pull or import it again, or remove it.");
                    context.WriteLine($"{id}: {context.Store.Find(id)!.WeightsName} is intact.");
                }
                catch (VisionException e)
                {
                    context.Fail(e.Message);
                    failures++;
                }
            }
            return failures == 0 ? 0 : ExitCode.Failed;
        });
        return command;
    }
}
