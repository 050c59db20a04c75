namespace RealtimeCnn;

/// <summary>Where one axis of the upright picture lies along an axis of a frame in memory. All in pixels.</summary>
/// <param name="Start">The lowest coordinate in memory that belongs to the picture.</param>
/// <param name="Length">Pixels of the picture.</param>
/// <param name="IsReversed">Whether the picture begins at the highest coordinate.</param>
internal readonly record struct MemoryAxis(int Start, int Length, bool IsReversed)
{
    /// <summary>Of a crop.</summary>
    /// <param name="full">Pixels of the whole frame along the axis.</param>
    /// <param name="first">First pixel of the crop in the picture.</param>
    /// <param name="length">Pixels of the crop; 0 for all.</param>
    /// <param name="isReversed">Whether the picture begins at the highest coordinate.</param>
    public static MemoryAxis Of(int full, int first, int length, bool isReversed)
    {
        if (length == 0)
            length = full;
        return new MemoryAxis(isReversed ? full - first - length : first, length, isReversed);
    }

    /// <summary>Coordinate behind the last that belongs to the picture.</summary>
    public int End => Start + Length;

    /// <summary>Where a pixel of the picture lies.</summary>
    public int At(int pixel) => IsReversed ? End - 1 - pixel : Start + pixel;

    /// <summary>The lowest coordinate of some neighbours.</summary>
    /// <param name="first">The first of them in the picture.</param>
    /// <param name="count">How many.</param>
    public int FirstOf(int first, int count) => IsReversed ? End - first - count : Start + first;
}
