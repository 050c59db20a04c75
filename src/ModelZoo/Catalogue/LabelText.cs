using System.Text.RegularExpressions;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Class names out of a text, in the forms in which they are passed around: one per line; lines with ImageNet's synset or with the index
/// before or behind the name; YAML's dashes, CSV's quotes, a comment on top; JSON or Python. A form counts only if the
/// whole text has it; what was taken off the names is noted.
/// </summary>
internal static partial class LabelText
{
    private const int MaxLabels = 1 << 17;

    /// <summary>Reads the names.</summary>
    /// <exception cref="InvalidDataException">It begins like JSON or Python and is neither, or names a class twice.</exception>
    public static LabelList Parse(string text)
    {
        List<string> notes = [];
        text = LabelLiteral.WithoutAssignment(text.TrimStart('\uFEFF'), notes);
        string[] names = text.TrimStart() switch
        {
            ['{', ..] => LabelLiteral.Read(text, notes),
            ['[' or '(', ..] when LabelLiteral.IsList(text) => LabelLiteral.Read(text, notes),
            _ => Lines(text, notes),
        };
        if (names.Length == 0)
            throw new InvalidDataException("it holds no names");
        RequireFew(names.Length);
        names = WithoutSynsets(names, notes);
        int[] nameless = [.. names.Index().Where(name => name.Item.Length == 0).Select(name => name.Index)];
        if (nameless.Length > 0)
        {
            string list = Printable.FirstTen([.. nameless.Select(LabelList.Nameless)]);
            notes.Add($"The label file has no name for {nameless.Length} of its {names.Length} classes, called by number: {list}.");
        }
        return new LabelList([.. names.Select((name, i) => name.Length == 0 ? LabelList.Nameless(i) : Clean(name))], notes);
    }

    /// <summary>Puts names where their indices say.</summary>
    /// <exception cref="InvalidDataException">An index is there twice, or far beyond the number of names.</exception>
    public static string[] Place(IReadOnlyCollection<(long Index, string Name)> names)
    {
        const int Sparse = 4; // lists of 80 classes are numbered up to 90, but not up to a million
        long last = names.Count == 0 ? -1 : names.Max(name => name.Index);
        if (last >= Math.Min(MaxLabels, (long)names.Count * Sparse))
            throw new InvalidDataException($"it numbers {names.Count:N0} names up to {last:N0}");
        string[] placed = new string[last + 1];
        foreach ((long index, string name) in names)
        {
            if (placed[index] is not null)
                throw new InvalidDataException($"it names class {index} twice");
            placed[index] = name.Trim();
        }
        return Array.ConvertAll(placed, name => name ?? "");
    }

    private static void RequireFew(int count)
    {
        if (count > MaxLabels)
            throw new InvalidDataException($"it names {count:N0} classes, at most {MaxLabels:N0} are supported");
    }

    private static string[] Lines(string text, List<string> notes)
    {
        // Blank lines in the middle are classes without a name; those at the end come from an editor.
        string[] lines = [.. text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())];
        int count = Array.FindLastIndex(lines, line => line.Length > 0) + 1;
        RequireFew(count); // before each line is looked at in several ways
        lines = Bare(lines[..count], notes);
        return Numbered(lines, notes) ?? WithoutQuotes(lines, notes);
    }

    // "0 tench", "0: tench", "0. tench", "0,tench", "tench,0", perhaps below a heading: all lines, and the indices are those of the
    // classes.
    private static string[]? Numbered(string[] lines, List<string> notes)
    {
        string[] filled = [.. lines.Where(line => line.Length > 0)];
        foreach ((Regex form, bool hasSeparator) in
            new[] { (IndexBefore(), true), (IndexBehind(), true), (IndexAndSpace(), false), (IndexAndMark(), true) })
        {
            int heading = hasSeparator && filled.Length > 2 && !form.IsMatch(filled[0]) && Heading().IsMatch(filled[0]) ? 1 : 0;
            Match[] matches = [.. filled.Skip(heading).Select(line => form.Match(line))];
            if (matches.Length < 2 || !matches.All(match => match.Success))
                continue;
            (long Index, string Name)[] rows =
                [.. matches.Select(match => (long.Parse(match.Groups["index"].ValueSpan), Unquoted(match.Groups["name"].Value)))];
            long first = rows.Min(row => row.Index);
            // From 1 only where a separator says that these are indices: "1 euro", "2 euros" are names. So are "1. FC A", "1. FC B".
            bool isCount = form != IndexAndMark()
                || rows.Select(row => row.Index).Order().SequenceEqual(Enumerable.Range(0, rows.Length).Select(i => first + i));
            if (!(first == 0 || (first == 1 && hasSeparator)) || !isCount)
            {
                notes.Add("The lines of the label file hold numbers that do not count its classes; they were taken as names, as they are.");
                return null;
            }
            RequireEachOnce([.. rows.Select(row => row.Index).Order()], first);
            notes.Add($"The index on each line of the label file was taken off the name{(first == 1 ? "; they count from 1" : "")}"
                + $"{(heading == 1 ? $", and '{Printable.Name(filled[0])}' for a heading" : "")}.");
            return Place([.. rows.Select(row => (row.Index - first, row.Name))]);
        }
        return null;
    }

    private static void RequireEachOnce(long[] sorted, long first)
    {
        for (int i = 0; i < sorted.Length; i++)
        {
            if (sorted[i] == first + i)
                continue;
            string problem = i > 0 && sorted[i] == sorted[i - 1]
                ? $"has the index {sorted[i]} on two lines"
                : $"has no line of index {first + i}";
            throw new InvalidDataException(
                $"it {problem}, but one on each; numbers that belong to the names are kept in a JSON list (['0 euro', ...])");
        }
    }

    // What stands around all names, or above them, in YAML, CSV and commented lists.
    private static string[] Bare(string[] lines, List<string> notes)
    {
        static bool IsComment(string line) => line is "#" or ['#', ' ' or '\t' or '#', ..];
        static bool IsItem(string line) => line is ['-', ' ' or '\t', ..];
        int comments = lines.Any(line => line.Length > 0 && line[0] != '#') ? lines.TakeWhile(IsComment).Count() : 0;
        if (comments > 0)
            notes.Add($"The comment at the top of the label file ({Printable.Count(comments, "line")}) was left out.");
        lines = lines[comments..];
        if (lines is [var key, _, ..] && YamlKey().IsMatch(key)
            && lines[1..].All(line => line.Length == 0 || IsItem(line) || YamlItem().IsMatch(line)))
        {
            notes.Add($"'{Printable.Name(key)}' at the top of the label file was taken for a heading.");
            lines = lines[1..];
        }
        if (lines.Any(line => line.Length > 0) && lines.All(line => line.Length == 0 || IsItem(line)))
        {
            notes.Add("The dash before each name of the label file was taken off.");
            lines = Array.ConvertAll(lines, line => line.Length == 0 ? "" : line[1..].Trim());
        }
        return lines;
    }

    private static string[] WithoutQuotes(string[] lines, List<string> notes)
    {
        if (!lines.Any(line => line.Length > 0) || !lines.All(line => line.Length == 0 || Quoted().IsMatch(line)))
            return lines;
        notes.Add("The quotes around each name of the label file were taken off.");
        return Array.ConvertAll(lines, line => line is ['\'', ..] ? line[1..^1].Replace("''", "'") : Unquoted(line));
    }

    private static string[] WithoutSynsets(string[] names, List<string> notes)
    {
        if (!names.Any(name => name.Length > 0) || !names.All(name => name.Length == 0 || Synset().IsMatch(name)))
            return names;
        notes.Add("The synset (n01440764) before each name of the label file was taken off.");
        return Array.ConvertAll(names, name => Synset().Replace(name, "", 1).Trim());
    }

    private static string Unquoted(string name) =>
        name is ['"', .., '"'] && name.Length > 1 ? name[1..^1].Replace("\"\"", "\"") : name;

    // Nothing that would move a terminal's cursor.
    private static string Clean(string name) =>
        name.Any(Printable.Steers) ? string.Concat(name.Select(c => Printable.Steers(c) ? ' ' : c)).Trim() : name;

    [GeneratedRegex(@"^(?<quote>""?)(?<index>[0-9]{1,9})\k<quote>\s*[,;:\t]\s*(?<name>\S.*)$")]
    private static partial Regex IndexBefore();

    // From the right: from the left a long line of tabs would be divided in all ways.
    [GeneratedRegex(@"^(?<name>.*\S)\s*[,;\t]\s*(""(?<index>[0-9]{1,9})""|(?<index>[0-9]{1,9}))$", RegexOptions.RightToLeft)]
    private static partial Regex IndexBehind();

    [GeneratedRegex(@"^(?<index>[0-9]{1,9}) +(?<name>\S.*)$")]
    private static partial Regex IndexAndSpace();

    [GeneratedRegex(@"^(?<index>[0-9]{1,9})[.)]\s+(?<name>\S.*)$")]
    private static partial Regex IndexAndMark();

    [GeneratedRegex(@"^(""[A-Za-z_ ]+""|[A-Za-z_ ]+)([,;\t]( *""[A-Za-z_ ]+""|[A-Za-z_ ]+))+$")]
    private static partial Regex Heading();

    [GeneratedRegex("^[A-Za-z_]+:$")]
    private static partial Regex YamlKey();

    [GeneratedRegex("^[0-9]{1,9}: ")]
    private static partial Regex YamlItem();

    [GeneratedRegex(@"^(""[^""]*(""""[^""]*)*""|'[^']*(''[^']*)*')$")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^n[0-9]{8}[\s,;:]+(?=\S)")]
    private static partial Regex Synset();
}
