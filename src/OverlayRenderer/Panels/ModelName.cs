namespace RealtimeCnn.OverlayRenderer;

/// <summary>A display name with the year in brackets at its end set apart.</summary>
internal readonly ref struct ModelName
{
    private ModelName(ReadOnlySpan<char> title, ReadOnlySpan<char> year)
    {
        Title = title;
        Year = year;
    }

    public ReadOnlySpan<char> Title { get; }

    public ReadOnlySpan<char> Year { get; }

    public static ModelName Of(ReadOnlySpan<char> displayName)
    {
        const int Suffix = 7; // " (1998)"
        if (displayName.Length <= Suffix || displayName[^1] != ')' || displayName[^6] != '(' || displayName[^7] != ' ')
            return new ModelName(displayName, default);
        ReadOnlySpan<char> year = displayName[^5..^1];
        foreach (char c in year)
        {
            if (!char.IsAsciiDigit(c))
                return new ModelName(displayName, default);
        }
        return new ModelName(displayName[..^Suffix], year);
    }
}
