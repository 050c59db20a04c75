namespace RealtimeCnn.DemoApp;

/// <summary>A file that says what pictures show: <c>file,label</c> in each line.</summary>
internal static class TruthFile
{
    private const long MaxBytes = 64 << 20;

    /// <summary>Reads it.</summary>
    /// <param name="path">The file, in UTF-8, or in UTF-16 with its mark.</param>
    /// <param name="problems">Gets the lines that say nothing, each with its number and why.</param>
    /// <returns>Line, file and label of each other one.</returns>
    /// <exception cref="VisionException">It cannot be read.</exception>
    public static IReadOnlyList<(int Line, string File, string Label)> Read(string path, List<string> problems)
    {
        List<(int, string, string)> rows = [];
        int number = 0;
        foreach (string line in Lines(path))
        {
            number++;
            if (line.Trim().Length == 0 || (number == 1 && IsHeader(line)))
                continue;
            if (TrySplit(line, out string file, out string label))
                rows.Add((number, file, label));
            else
                problems.Add($"line {number} is not file,label: {Shown(line)}");
        }
        return rows;
    }

    /// <summary>A line as a message quotes it.</summary>
    public static string Shown(string text)
    {
        const int Most = 60;
        return $"'{Say.OneLine(text.Length > Most ? text[..Most] + "..." : text)}'";
    }

    private static string[] Lines(string path)
    {
        FileStatus status = FileStatus.Of(path);
        string? why = status.Is switch
        {
            FileStatus.Kind.Missing => "does not exist",
            FileStatus.Kind.Folder => "is a folder",
            FileStatus.Kind.Stream => "is a pipe or a device",
            _ => status.Length > MaxBytes ? $"has more than {MaxBytes >> 20} MiB" : null,
        };
        if (why is not null)
            throw new VisionException($"--labels: '{path}' {why}.");
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VisionException($"--labels: '{path}' cannot be read: {OutputFile.Reason(e)}.", e);
        }
    }

    private static bool IsHeader(string line) =>
        TrySplit(line, out string file, out string label)
        && file.ToUpperInvariant() is "FILE" or "FILENAME" or "IMAGE" or "PATH" && label.ToUpperInvariant() is "LABEL" or "CLASS";

    // Behind the first comma all is the label, as names of ImageNet's classes have commas; what is in quotation marks may hold any.
    private static bool TrySplit(string line, out string file, out string label)
    {
        file = label = "";
        line = line.Trim();
        int comma;
        if (line.StartsWith('"'))
        {
            int end = EndOfQuoted(line);
            comma = end < 0 ? -1 : line.AsSpan(end + 1).TrimStart() is [',', ..] ? line.IndexOf(',', end + 1) : -1;
        }
        else
            comma = line.IndexOf(',');
        if (comma < 0)
            return false;
        (file, label) = (Unquoted(line[..comma].Trim()), Unquoted(line[(comma + 1)..].Trim()));
        return file.Length > 0 && label.Length > 0;
    }

    private static int EndOfQuoted(string line)
    {
        for (int i = 1; i < line.Length; i++)
        {
            if (line[i] != '"')
                continue;
            if (i + 1 == line.Length || line[i + 1] != '"')
                return i;
            i++;
        }
        return -1;
    }

    private static string Unquoted(string field) =>
        field.Length >= 2 && field[0] == '"' && EndOfQuoted(field) == field.Length - 1 ? field[1..^1].Replace("\"\"", "\"") : field;
}
