using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary>The option <c>--pull</c> of a run, checked while it is parsed.</summary>
internal static class PullOption
{
    public static Option<string[]> Create() => new("--pull")
    {
        Description = "Download the weights of these models: before the run in a terminal, beside it in a window.",
        HelpName = "ID,ID",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
        CustomParser = result =>
        {
            string[] names =
            [
                .. result.Tokens.SelectMany(
                    token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
            ];
            foreach (string name in names)
            {
                if (Problem(name) is not { } problem)
                    continue;
                result.AddError($"--pull: {problem}");
                return [];
            }
            return names;
        },
    };

    // Whom a licence forbids something is asked by a command of its own: an option among others is no consent.
    private static string? Problem(string name)
    {
        try
        {
            (ModelDefinition model, WeightFamily family) = WeightPulls.Find(ModelCatalogue.Embedded, name);
            return family.NonCommercial
                ? $"'{name}' may not be used commercially (licence: {family.Licence}): {Advice.Pull(model.Id)} --accept-licence."
                : null;
        }
        catch (VisionException e)
        {
            return e.Message;
        }
    }
}
