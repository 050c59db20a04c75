using System.CommandLine;
using Spectre.Console;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn models pull</c>: downloads published weights.</summary>
internal static class PullCommand
{
    public static Command Create(ModelsContext context)
    {
        Argument<string[]> ids = ModelArguments.WithFamilies(context);
        Option<bool> accept = new("--accept-licence")
        {
            Description = "Agree to licences that forbid commercial use, without being asked.",
        };
        Option<bool> offline = new("--offline") { Description = "Use no network: succeed only if the weights are here already." };
        Command command = new("pull", "Download weights, check and import them. What is cut off goes on next time.")
        {
            ids, accept, offline,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            ModelCatalogue catalogue = context.Catalogue;
            int failures = 0;
            foreach (string id in parsed.GetValue(ids)!)
            {
                (ModelDefinition model, WeightFamily family) = WeightPulls.Find(catalogue, id);
                try
                {
                    await PullAsync(context, model, family, parsed.GetValue(accept), parsed.GetValue(offline), cancellation);
                }
                catch (VisionException e)
                {
                    context.Fail(e.Message);
                    failures++;
                }
                catch (OperationCanceledException)
                {
                    context.Fail($"Stopped: '{model.Id}' is not complete; pull it again to go on.");
                    return ExitCode.Failed;
                }
            }
            return failures == 0 ? 0 : ExitCode.Failed;
        });
        return command;
    }

    private static async Task PullAsync(
        ModelsContext context, ModelDefinition model, WeightFamily family, bool accept, bool offline, CancellationToken cancellation)
    {
        string name = $"{model.Id}@{family.Name}";
        if (WeightPulls.IsHere(context.Store, model, family))
        {
            context.WriteLine($"{name} is here already.");
            return;
        }
        if (offline)
            throw new VisionException($"'{name}' is not on this machine, and --offline forbids the download.");
        if (family.NonCommercial && !accept)
            Ask(context, name, family);
        context.WriteLine($"{name}: {(family.Bytes is { } bytes ? ModelText.Size(bytes) : "size not stated")}, licence {family.Licence}");
        StoredModel added = await PullProgress.ShowAsync(
            context, model.Id, progress => context.Store.PullAsync(model, family, progress, cancellation));
        string hash = family.HashGap is null
            ? "SHA-256 as the catalogue states"
            : $"SHA-256 {added.Sha256}, which later downloads must have";
        context.WriteLine($"{name} is ready, {ModelText.Size(added.Bytes)}; {hash}.");
        foreach (string note in added.Notes)
            context.WriteLine("  " + note);
    }

    private static void Ask(ModelsContext context, string name, WeightFamily family)
    {
        if (!context.IsInteractive)
        {
            throw new VisionException(
                $"'{name}' may not be used commercially (licence: {family.Licence}); add --accept-licence if you agree.");
        }
        string terms = $"{Markup.Escape(name)} may not be used commercially (licence: {Markup.Escape(family.Licence)}).";
        ConfirmationPrompt question = new($"{terms} Download it?") { DefaultValue = false };
        if (!question.Show(context.Console))
            throw new VisionException($"'{name}' was not downloaded.");
    }
}
