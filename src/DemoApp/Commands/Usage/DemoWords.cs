using System.CommandLine;
using System.CommandLine.Parsing;

namespace RealtimeCnn.DemoApp;

/// <summary>The words of <c>demo</c> without an option: a source, a model, or one of each. Which is which their look tells.</summary>
internal static class DemoWords
{
    private const string Sample = "sample";

    public static Argument<string[]> Create(Option<string?> source, Option<string?> model)
    {
        Argument<string[]> words = new("source|model")
        {
            Description = "What to look at (a picture, a video, a folder, as --source), which network (an id, a file.onnx, as --model), "
                + "or both.",
            HelpName = "source|model", // else help would show every word that can be completed
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [],
        };
        words.CompletionSources.Add(_ => ModelCatalogue.Load().Models.Select(known => known.Id).Append(Sample));
        words.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0)
                return;
            try
            {
                (string? at, string? network) = Sort([.. result.Tokens.Select(token => token.Value)], CommandsBeside(result));
                RequireOnce(at, result.GetResult(source), source.Name);
                RequireOnce(network, result.GetResult(model), model.Name);
                if (network is not null)
                    ModelCatalogue.Load().Resolve(network); // a file that is not there
            }
            catch (VisionException e)
            {
                result.AddError(e.Message);
            }
        });
        return words;
    }

    /// <summary>The options with what the words name.</summary>
    public static DemoOptions Apply(IReadOnlyList<string> words, DemoOptions options)
    {
        (string? source, string? model) = Sort(words);
        return options with { Source = source ?? options.Source, Model = model ?? options.Model };
    }

    /// <summary>Which of the words is the source, and which the model; null where none is.</summary>
    /// <param name="words">As they were typed.</param>
    /// <param name="commands">Names of the program's commands, which somebody may have meant.</param>
    /// <exception cref="VisionException">One is neither, or may be both, or there are two of a kind.</exception>
    public static (string? Source, string? Model) Sort(IReadOnlyList<string> words, params string[] commands)
    {
        if (words.Count == 0)
            return default;
        string[] ids = [.. ModelCatalogue.Load().Models.Select(model => model.Id)];
        ILookup<bool, string> sorted = words.ToLookup(word => IsModel(word, ids, commands));
        string[] models = [.. sorted[true]], sources = [.. sorted[false]];
        if (models.Length > 1)
        {
            throw new VisionException(
                $"'{models[0]}' and '{models[1]}' are both models; --swap-at 100={models[1]} swaps to the second one.");
        }
        if (sources.Length > 1)
        {
            throw new VisionException(
                $"'{sources[0]}' and '{sources[1]}' are both sources; several pictures are a folder, or a pattern in quotes ('*.jpg').");
        }
        return (sources.FirstOrDefault(), models.FirstOrDefault());
    }

    private static bool IsModel(string word, string[] ids, string[] commands)
    {
        bool isThere = Path.Exists(word);
        if (ids.Contains(word, StringComparer.OrdinalIgnoreCase))
        {
            return !isThere ? true : throw new VisionException(
                $"'{word}' is a model, and there is a file or folder of that name: say --model {word} or --source {word}.");
        }
        if (word.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            return true;
        bool isSource = isThere || word.Equals(Sample, StringComparison.OrdinalIgnoreCase)
            || word.AsSpan().IndexOfAny('*', '?') >= 0 || word.IndexOf(':') > 1; // camera:0, synthetic:..., rtsp://...; not C:\
        return isSource ? false : throw new VisionException(Unknown(word, ids, commands));
    }

    private static string Unknown(string word, string[] ids, string[] commands)
    {
        if (commands.Contains(word))
            return $"'{word}' is no source or model but a command of its own: {ProgramName.Typed} {word}.";
        string folder = Path.GetDirectoryName(word) is { Length: > 0 } named ? named : ".";
        string[] beside = Directory.Exists(folder) ? [.. Directory.EnumerateFileSystemEntries(folder).Take(1000)] : [];
        IEnumerable<string> files = beside.Select(path => folder == "." ? Path.GetFileName(path) : path);
        bool isPath = word.Contains('.') || word.Contains(Path.DirectorySeparatorChar);
        string suggestion = VisionException.Suggestion(word, isPath ? files : [.. ids, Sample, .. commands, .. files]);
        return isPath ? $"There is no file or folder '{word}'{suggestion}" : $"There is no file, folder or model '{word}'{suggestion}";
    }

    private static string[] CommandsBeside(ArgumentResult words) =>
        words.Parent?.Parent is CommandResult { Command: var root } ? [.. root.Subcommands.Select(command => command.Name)] : [];

    private static void RequireOnce(string? word, OptionResult? option, string name)
    {
        if (word is not null && option is { Implicit: false })
            throw new VisionException($"'{word}' is named beside {name}; one of them is enough.");
    }
}
