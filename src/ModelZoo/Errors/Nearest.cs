namespace RealtimeCnn.ModelZoo;

/// <summary>Finds what a user probably meant.</summary>
internal static class Nearest
{
    /// <summary>" - did you mean 'x'?" if a candidate is close, else ".".</summary>
    public static string Suggestion(string word, IEnumerable<string> candidates)
    {
        string? nearest = candidates.MinBy(candidate => Distance(word, candidate));
        return nearest is not null && Distance(word, nearest) <= Math.Max(2, nearest.Length / 2) ? $" - did you mean '{nearest}'?" : ".";
    }

    // Levenshtein, case and separators ignored.
    private static int Distance(string a, string b)
    {
        (a, b) = (Plain(a), Plain(b));
        int[] row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }

    private static string Plain(string word) =>
        new(word[..Math.Min(word.Length, 64)].Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant).ToArray());
}
