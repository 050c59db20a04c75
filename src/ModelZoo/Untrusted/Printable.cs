namespace RealtimeCnn.ModelZoo;

/// <summary>Names from outside, made fit for one line of a message.</summary>
internal static class Printable
{
    private const int MaxLength = 80;

    /// <summary>The name without control characters, shortened.</summary>
    public static string Name(string name)
    {
        string shown = name.Length <= MaxLength ? name : name[..MaxLength] + "...";
        return string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) || IsInvisible(c) ? '?' : c));
    }

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
        c is (>= '\u200B' and <= '\u200F') or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF';
}
