using System.CommandLine;
using System.CommandLine.Parsing;

namespace RealtimeCnn.DemoApp;

/// <summary>Ids on the command line, checked while it is parsed: a typing error is a misuse, not a failure.</summary>
internal static class ModelArguments
{
    public static Argument<string> Id(ModelsContext context, ArgumentArity? arity = null) =>
        Checked(
            context,
            new Argument<string>("id") { Description = "Id of the model.", Arity = arity ?? ArgumentArity.ExactlyOne },
            id => context.Catalogue.Get(id));

    /// <summary>An id of the catalogue, or a path to an ONNX file.</summary>
    public static Argument<string> IdOrFile(ModelsContext context) =>
        Checked(
            context,
            new Argument<string>("model") { Description = "Id of the model, or a path to an ONNX classifier.", HelpName = "id|file.onnx" },
            text => context.Catalogue.Resolve(text));

    /// <summary>Ids of the catalogue, or of models that the store still has though the catalogue dropped them.</summary>
    public static Argument<string[]> Stored(ModelsContext context, ArgumentArity arity, string description) =>
        Checked(context, new Argument<string[]>("id") { Description = description, Arity = arity }, id => IdOf(context, id));

    /// <summary>Ids, each with or without <c>@family</c>.</summary>
    public static Argument<string[]> WithFamilies(ModelsContext context) =>
        Checked(
            context,
            new Argument<string[]>("id")
            {
                Description = "Ids of the models, as in resnet50 or resnet50@torchvision-v2.",
                Arity = ArgumentArity.OneOrMore,
            },
            text => WeightPulls.Find(context.Catalogue, text));

    /// <summary>The id as it is spelt in store or catalogue.</summary>
    /// <exception cref="VisionException">Neither has it.</exception>
    public static string IdOf(ModelsContext context, string id) =>
        context.Store.Find(id) is { } stored ? stored.Id
        : context.Store.ListAdded().Any(added => added.Id == id) ? id
        : context.Catalogue.Get(id).Id;

    private static Argument<T> Checked<T>(ModelsContext context, Argument<T> argument, Action<string> check)
    {
        argument.HelpName ??= argument.Name; // else help would show every word that can be completed
        argument.CompletionSources.Add(_ => context.Catalogue.Models.Select(model => model.Id));
        argument.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
            {
                try
                {
                    check(token.Value);
                }
                catch (VisionException e)
                {
                    result.AddError(e.Message);
                }
            }
        });
        return argument;
    }
}
