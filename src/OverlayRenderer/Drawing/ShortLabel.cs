namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// A class's name up to the first comma, behind which ImageNet lists synonyms; the whole name where another one shown begins alike.
/// </summary>
internal static class ShortLabel
{
    /// <param name="top">The predictions shown together.</param>
    /// <param name="index">Which of them.</param>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<Prediction> top, int index)
    {
        ReadOnlySpan<char> whole = top[index].Label, first = FirstName(whole);
        for (int i = 0; i < top.Length && first.Length < whole.Length; i++)
        {
            if (i != index && FirstName(top[i].Label).SequenceEqual(first))
                return whole;
        }
        return first;
    }

    private static ReadOnlySpan<char> FirstName(ReadOnlySpan<char> label) =>
        label.IndexOf(", ") is > 0 and int comma ? label[..comma] : label;
}
