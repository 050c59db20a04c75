namespace RealtimeCnn.Native;

/// <summary>Room for text in structs, and how much is read: as in the header.</summary>
internal static class TextLimits
{
    public const int NameBytes = 128;
    public const int TextBytes = 1024;
    public const int KindBytes = 32;

    /// <summary>Longest id, path or name that is read.</summary>
    public const int LongestArgument = 4096;

    /// <summary>Longest list of class names that is read.</summary>
    public const int LongestLabels = 1 << 24;
}
