using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models</c>: the catalogue, and the weights on this machine.</summary>
internal static class ModelsCommand
{
    public static Command Create(ModelsContext? context = null)
    {
        context ??= new ModelsContext();
        return new Command("models", "List the models; get, check and remove their weights; add one of yours; export, run or draw one.")
        {
            ListCommand.Create(context),
            ShowCommand.Create(context),
            PullCommand.Create(context),
            ImportCommand.Create(context),
            AddCommand.Create(context),
            ExportCommand.Create(context),
            VerifyCommand.Create(context),
            RemoveCommand.Create(context),
            PathCommand.Create(context),
            RunCommand.Create(context),
            DiagramCommand.Create(context),
        };
    }
}
