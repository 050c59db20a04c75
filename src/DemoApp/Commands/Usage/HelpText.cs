using System.CommandLine;

namespace RealtimeCnn.DemoApp;

/// <summary>The parser's help, with the program called as the shell knows it.</summary>
internal static class HelpText
{
    /// <summary>Writes what <c>--help</c> asks for.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(ParseResult parsed)
    {
        using StringWriter text = new();
        int code = parsed.Invoke(new InvocationConfiguration { Output = text, EnableDefaultExceptionHandler = false });
        string name = parsed.RootCommandResult.Command.Name;
        string[] lines = text.ToString().ReplaceLineEndings("\n").Split('\n');
        for (int i = 1; i < lines.Length; i++)
        {
            string line = lines[i].TrimStart();
            if (lines[i - 1].StartsWith("Usage:", StringComparison.Ordinal) && line.StartsWith(name, StringComparison.Ordinal))
                lines[i] = $"  {ProgramName.Typed}{line[name.Length..]}";
        }
        Console.Out.Write(string.Join(Environment.NewLine, lines));
        return code;
    }
}
