namespace RealtimeCnn.ModelZoo;

/// <summary>Text from outside, made fit for a message.</summary>
internal static class Printable
{
    private const int MaxLength = 80;

    /// <summary>The name without control characters, shortened.</summary>
    public static string Name(string name)
    {
        string shown = name.Length <= MaxLength ? name : name[..MaxLength] + "...";
        return string.Concat(shown.Select(c => char.IsSurrogate(c) || Steers(c) ? '?' : c));
    }

    /// <summary>A text of any length without what steers a terminal or turns the direction of writing; it keeps its lines.</summary>
    public static string Text(string text) => text.Any(c => c != '\n' && Steers(c))
        ? string.Concat(text.Select(c => c switch { '\r' or '\n' => '\n', '\t' => ' ', _ => Steers(c) ? '?' : c }))
        : text;

    /// <summary>Whether a terminal obeys a character instead of showing it, or shows others in another order or nothing at all.</summary>
    public static bool Steers(char c) => char.IsControl(c) || IsInvisible(c);

    /// <summary>The first ten of a list, and how many more there are.</summary>
    public static string FirstTen(IReadOnlyCollection<string> names)
    {
        const int Shown = 10;
        string list = string.Join(", ", names.Take(Shown).Select(Name));
        return names.Count > Shown ? $"{list} and {names.Count - Shown} more" : list;
    }

    /// <summary>A number of things: <c>1 tensor</c>, <c>2,000 tensors</c>.</summary>
    public static string Count(long count, string one) => $"{count:N0} {one}{(count == 1 ? "" : one.EndsWith('s') ? "es" : "s")}";

    // Line separators and marks that turn the direction of writing.
    private static bool IsInvisible(char c) =>
        c is '\u061C' or (>= '\u200B' and <= '\u200F') or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF';
}
