using System.Drawing;

namespace RealtimeCnn;

/// <summary>
/// How a frame's rows in memory become the upright picture that is shown and classified, in this order: rows that lie bottom-up are put
/// right, the picture is turned clockwise, mirrored, cropped. The default is a picture that is upright as it lies.
/// </summary>
/// <remarks>
/// No pixel is moved for it: preprocessors read the frame as it says. A change from one frame to the next costs what a change of size does:
/// tables are made anew, and a GPU is warmed and measured anew. An immutable value: any thread.
/// </remarks>
public readonly record struct FrameTransform
{
    /// <summary>The first row in memory is the lowest of the picture, as GPUs read back and bitmaps store it.</summary>
    public bool IsBottomUp { get; init; }

    /// <summary>Quarter turns clockwise that make the picture upright, 0..3; with 1 and 3 width and height change places.</summary>
    public int QuarterTurns { get; init; }

    /// <summary>Left and right change places, after the turn.</summary>
    public bool IsMirrored { get; init; }

    /// <summary>What of the picture counts, in pixels of it upright and mirrored; empty for all of it.</summary>
    public Rectangle Crop { get; init; }

    /// <summary>Whether width and height change places.</summary>
    internal bool IsTurned => (QuarterTurns & 1) != 0;

    /// <summary>Throws unless the transform suits frames of a size.</summary>
    /// <param name="width">Width of the frame in memory, in pixels.</param>
    /// <param name="height">Height of the frame in memory, in pixels.</param>
    /// <exception cref="ArgumentException">It does not; the message is one line that says why.</exception>
    public void Validate(int width, int height)
    {
        if (QuarterTurns is < 0 or > 3)
            throw new ArgumentException($"A picture is turned by 0 to 3 quarters, not {QuarterTurns}.");
        (int fullWidth, int fullHeight) = IsTurned ? (height, width) : (width, height);
        Rectangle crop = Crop;
        bool isInside = crop is { X: >= 0, Y: >= 0, Width: > 0, Height: > 0 }
            && crop.Width <= fullWidth - crop.X && crop.Height <= fullHeight - crop.Y;
        if (!crop.IsEmpty && !isInside)
        {
            throw new ArgumentException(
                $"A crop of {crop.Width} x {crop.Height} pixels at ({crop.X}, {crop.Y}) is not within the upright picture of "
                + $"{fullWidth} x {fullHeight}.");
        }
    }

    /// <summary>Where the picture's columns lie in memory: in columns, or in rows if <see cref="IsTurned"/>.</summary>
    internal MemoryAxis Columns(int width, int height) => MemoryAxis.Of(
        IsTurned ? height : width, Crop.X, Crop.Width,
        isReversed: IsMirrored ^ (QuarterTurns is 1 or 2) ^ (IsTurned && IsBottomUp));

    /// <summary>Where the picture's rows lie in memory: in rows, or in columns if <see cref="IsTurned"/>.</summary>
    internal MemoryAxis Rows(int width, int height) => MemoryAxis.Of(
        IsTurned ? width : height, Crop.Y, Crop.Height,
        isReversed: (QuarterTurns is 2 or 3) ^ (!IsTurned && IsBottomUp));
}
