using System.CommandLine;
using System.Reflection;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn completion</c>: a script that lets a shell complete words; and what that script asks.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "pwsh"];

    public static Command Create()
    {
        Argument<string> shell = new("shell") { Description = $"One of {string.Join(", ", Shells)}.", HelpName = string.Join('|', Shells) };
        shell.CompletionSources.Add(Shells);
        shell.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !Shells.Contains(text))
                result.AddError($"'{text}' is not one of {string.Join(", ", Shells)}{VisionException.Suggestion(text, Shells)}");
        });
        Command command = new("completion", "Print a script for a shell that completes commands, options and ids.") { shell };
        command.SetAction(parsed =>
        {
            using StreamReader script = new(
                Assembly.GetExecutingAssembly().GetManifestResourceStream($"completion.{parsed.GetValue(shell)}")!);
            Console.Out.Write(script.ReadToEnd());
        });
        return command;
    }

    /// <summary>The hidden command that answers a shell: one word a line that the last of the words may become.</summary>
    /// <param name="root">What is completed.</param>
    public static Command CreateAnswer(RootCommand root)
    {
        Argument<string[]> words = new("word") { Arity = ArgumentArity.ZeroOrMore };
        Command command = new("complete") { words };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            foreach (string found in Find(root, parsed.GetValue(words) ?? []))
                Console.Out.WriteLine(found);
        });
        return command;
    }

    /// <summary>What the last word may become.</summary>
    internal static IEnumerable<string> Find(RootCommand root, IReadOnlyList<string> words)
    {
        string begun = words.Count > 0 ? words[^1] : "";
        string line = string.Join(' ', words.SkipLast(1).Select(word => word.Contains(' ') ? $"\"{word}\"" : word).Append(begun));
        return root.Parse(line).GetCompletions(line.Length).Select(item => item.InsertText ?? item.Label)
            .Where(word => word.StartsWith(begun, StringComparison.OrdinalIgnoreCase) && word is not ['/', ..] and not "-?")
            .Where(word => word is not ['-', ..] || begun is ['-', ..])
            .Distinct();
    }
}
