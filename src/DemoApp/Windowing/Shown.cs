namespace RealtimeCnn.DemoApp;

/// <summary>Names of files and words of others as the window shows them: in one line, which steers and hides nothing.</summary>
internal static class Shown
{
    private const int LongestName = 48;
    private const int MostNames = 3;

    /// <summary>A text in one line.</summary>
    public static string Line(string text) => Say.OneLine(text);

    /// <summary>A name, its middle left out if it is long: the beginning and the ending tell most.</summary>
    public static string Name(string name)
    {
        string line = Line(name);
        return line.Length <= LongestName ? line : $"{line[..(LongestName / 2)]}...{line[^(LongestName / 2 - 3)..]}";
    }

    /// <summary>The last part of a path.</summary>
    public static string FileName(string path)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        return Name(name.Length > 0 ? name : path);
    }

    /// <summary>The first few of a list, and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> names)
    {
        string list = string.Join(", ", names.Take(MostNames).Select(name => $"'{name}'"));
        return names.Count > MostNames ? $"{list} and {names.Count - MostNames} more" : list;
    }
}
