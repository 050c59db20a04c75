using System.CommandLine;
using System.CommandLine.Parsing;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// What is wrong with a command line, in one sentence that names the place and, where there is one, the way out. The parser's own texts
/// do neither.
/// </summary>
internal static class WrongUse
{
    /// <summary>Null if nothing is wrong.</summary>
    public static string? Problem(ParseResult parsed)
    {
        CommandResult given = parsed.CommandResult;
        if (given.Command.Hidden)
            return null; // it takes whatever a shell asks it
        if ((MistypedOption(given) ?? Empty(given)) is { } plain)
            return plain;
        if (parsed.Errors.Count == 0)
            return null;
        string problem = parsed.Errors.FirstOrDefault(error => error.SymbolResult is null)?.Message // a file of arguments that is not there
            ?? Unknown(given, parsed.UnmatchedTokens) ?? NoCommand(given) ?? Option(given) ?? Missing(given) ?? parsed.Errors[0].Message;
        return problem.EndsWith('.') ? problem : problem + ".";
    }

    /// <summary>What shows the help for where the mistake was made.</summary>
    public static string Help(ParseResult parsed) => $"Try {ProgramName.Typed}{Path(parsed.CommandResult)} --help.";

    private static string? Unknown(CommandResult given, IReadOnlyList<string> unmatched)
    {
        if (unmatched is not [var word, ..])
            return null;
        Command command = given.Command;
        string path = Path(given).TrimStart();
        if (word is ['-', _, ..])
            return NoOption(given, word);
        if (command.Subcommands.Count == 0)
            return $"'{path}' takes no '{word}'{(command.Arguments.Count > 0 ? " behind what is named already" : "")}.";
        string[] names = [.. command.Subcommands.Where(known => !known.Hidden).Select(known => known.Name)];
        string suggestion = VisionException.Suggestion(word, names);
        return $"There is no command '{(path.Length > 0 ? $"{path} {word}" : word)}'"
            + (suggestion == "." ? $"; there are {string.Join(", ", names)}." : suggestion);
    }

    // The parser takes it for an image or another word where any number of them may stand. A file of that name can be named ./-x.
    private static string? MistypedOption(CommandResult given) =>
        given.Children.OfType<ArgumentResult>().SelectMany(result => result.Tokens).Select(token => token.Value)
            .FirstOrDefault(word => word is ['-', _, ..] && !System.IO.Path.Exists(word)) is { } word ? NoOption(given, word) : null;

    private static string NoOption(CommandResult given, string word)
    {
        IEnumerable<string> options = given.Command.Options.SelectMany(option => option.Aliases.Prepend(option.Name));
        string path = Path(given).TrimStart();
        string where = path.Length > 0 ? $"'{path}' has no option" : "There is no option";
        return $"{where} '{word}'{(word.StartsWith("--", StringComparison.Ordinal) ? VisionException.Suggestion(word, options) : ".")}";
    }

    private static string? NoCommand(CommandResult given) => given.Command is { Action: null, Subcommands: [_, ..] commands }
        ? $"A command is missing{(Path(given) is { Length: > 0 } path ? $" behind '{path.TrimStart()}'" : "")}: "
            + $"{string.Join(", ", commands.Where(command => !command.Hidden).Select(command => command.Name))}."
        : null;

    private static string? Option(CommandResult given)
    {
        foreach (OptionResult result in given.Children.OfType<OptionResult>().Where(result => !result.Implicit))
        {
            Option option = result.Option;
            string name = result.IdentifierToken?.Value ?? option.Name;
            if (result.Tokens.Count < option.Arity.MinimumNumberOfValues)
                return $"{name} needs a value: {name} {option.HelpName}.";
            if (result.Tokens.Count > option.Arity.MaximumNumberOfValues)
                return $"{name} is given {result.Tokens.Count} values; it takes one.";
        }
        return null;
    }

    private static string? Missing(CommandResult given)
    {
        string path = Path(given).TrimStart();
        foreach (Argument argument in given.Command.Arguments)
        {
            if ((given.GetResult(argument)?.Tokens.Count ?? 0) < argument.Arity.MinimumNumberOfValues)
                return $"'{path}' needs <{argument.HelpName ?? argument.Name}>: {argument.Description}";
        }
        Option? missing = given.Command.Options
            .FirstOrDefault(option => option.Required && given.GetResult(option) is null or { Implicit: true });
        return missing is null ? null : $"'{path}' needs {missing.Name} {missing.HelpName}: {missing.Description}";
    }

    private static string? Empty(CommandResult command) =>
        command.Children.FirstOrDefault(given => given.Tokens.Any(token => token.Value.Length == 0)) switch
        {
            OptionResult option => $"{option.Option.Name}: '' names nothing.",
            ArgumentResult argument => $"{argument.Argument.Name}: '' names nothing.",
            _ => null,
        };

    // The commands as they were typed, with a space before each.
    private static string Path(CommandResult given) =>
        given.Parent is CommandResult parent ? $"{Path(parent)} {given.Command.Name}" : "";
}
