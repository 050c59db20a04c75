using System.Text.RegularExpressions;

namespace RealtimeCnn.DemoApp.Tests.Pages;

/// <summary>The commands that the pages show, as a reader would copy them.</summary>
internal static partial class PageCommands
{
    private static readonly string[] Pages = ["README.md", "CONTRIBUTING.md", "benchmarks/README.md", "models/lenet5.md"];

    /// <summary>Each once, and the page where it stands first.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Read();

    /// <summary>Root of the repository; null where only its programs are.</summary>
    public static string? Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RealtimeCnn.sln")))
            folder = folder.Parent;
        return folder?.FullName;
    }

    private static Dictionary<string, string> Read()
    {
        Dictionary<string, string> found = [];
        if (Root() is not { } root)
            return found;
        string[] pages = [.. Pages, .. Directory.GetFiles(Path.Combine(root, "docs"), "*.md").Order(StringComparer.Ordinal)];
        foreach (string page in pages)
        {
            string name = Path.GetRelativePath(root, Path.Combine(root, page));
            foreach (string command in Commands(File.ReadAllLines(Path.Combine(root, page))))
                found.TryAdd(command, name);
        }
        return found;
    }

    // Of blocks of code, indented or between fences of no language or of a shell's; and, where they are whole commands, of the text.
    private static IEnumerable<string> Commands(string[] lines)
    {
        string? fence = null;
        foreach (string line in lines)
        {
            string text = line.Trim();
            if (text.StartsWith("```", StringComparison.Ordinal))
            {
                fence = fence is null ? text[3..] : null;
                continue;
            }
            bool isCode = fence is not null ? fence is "" or "sh" : line.StartsWith("    ", StringComparison.Ordinal);
            if (isCode && Command().IsMatch(text))
                yield return Comment().Replace(text, "");
            else if (fence is null && !isCode)
            {
                foreach (Match inline in Inline().Matches(text))
                    yield return inline.Groups[1].Value;
            }
        }
    }

    [GeneratedRegex(@"^(source <\()?(\./|realtimecnn |dotnet |scripts/|tests/|benchmarks/|python3 |gcc |xvfb-run |[a-z]+\.cmd)")]
    private static partial Regex Command();

    [GeneratedRegex(@"\s+#\s.*$")]
    private static partial Regex Comment();

    // With an argument at least; `...` in one stands for something else.
    [GeneratedRegex(@"`((?:\./(?:demo|realtimecnn|test)|realtimecnn|dotnet run) (?:(?!\.\.\.)[^`])+)`")]
    private static partial Regex Inline();
}
