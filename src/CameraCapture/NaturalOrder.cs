namespace RealtimeCnn.CameraCapture;

/// <summary>Orders file names as people count: image2 before image10, upper case like lower.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static readonly NaturalOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> a = x, b = y;
        while (a.Length > 0 && b.Length > 0)
        {
            if (char.IsAsciiDigit(a[0]) && char.IsAsciiDigit(b[0]))
            {
                ReadOnlySpan<char> numberA = TakeNumber(ref a), numberB = TakeNumber(ref b);
                int byValue = numberA.Length != numberB.Length ? numberA.Length.CompareTo(numberB.Length) : numberA.SequenceCompareTo(numberB);
                if (byValue != 0)
                    return byValue;
                continue;
            }
            int byCharacter = char.ToLowerInvariant(a[0]).CompareTo(char.ToLowerInvariant(b[0]));
            if (byCharacter != 0)
                return byCharacter;
            a = a[1..];
            b = b[1..];
        }
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(x, y);
    }

    // Cuts the digits off the front, without leading zeros.
    private static ReadOnlySpan<char> TakeNumber(ref ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> number = end < 0 ? text : text[..end];
        text = text[number.Length..];
        return number.TrimStart('0');
    }
}
