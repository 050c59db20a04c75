using Spectre.Console;

namespace RealtimeCnn.DemoApp;

/// <summary>Standard output for tables.</summary>
internal static class TableConsole
{
    private const int WidthOfAFile = 10_000;

    /// <summary>What is no terminal gets long lines: tables must not be cut to 80 columns in a file or a pipe.</summary>
    public static IAnsiConsole Create() => Console.IsOutputRedirected
        ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new FixedWidth(Console.Out, WidthOfAFile) })
        : AnsiConsole.Console;

    private sealed class FixedWidth(TextWriter writer, int width) : IAnsiConsoleOutput
    {
        private readonly AnsiConsoleOutput _output = new(writer);

        public TextWriter Writer => _output.Writer;

        public bool IsTerminal => false;

        public int Width => width;

        public int Height => _output.Height;

        public void SetEncoding(System.Text.Encoding encoding) => _output.SetEncoding(encoding);
    }
}
