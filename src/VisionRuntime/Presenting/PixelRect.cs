namespace RealtimeCnn;

/// <summary>A rectangle of whole pixels; the origin is at the top left.</summary>
public readonly record struct PixelRect(int X, int Y, int Width, int Height)
{
    /// <summary>True if there is nothing in it.</summary>
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>First column behind it.</summary>
    public int Right => X + Width;

    /// <summary>First row below it.</summary>
    public int Bottom => Y + Height;

    /// <summary>Whether a pixel lies in it.</summary>
    public bool Contains(int x, int y) => x >= X && x < Right && y >= Y && y < Bottom;

    /// <summary>Whether the two share a pixel.</summary>
    public bool Overlaps(in PixelRect other) => X < other.Right && other.X < Right && Y < other.Bottom && other.Y < Bottom;

    /// <summary>The smallest rectangle around both; an empty one adds nothing.</summary>
    public PixelRect With(in PixelRect other)
    {
        if (IsEmpty)
            return other;
        if (other.IsEmpty)
            return this;
        int x = Math.Min(X, other.X), y = Math.Min(Y, other.Y);
        return new PixelRect(x, y, Math.Max(Right, other.Right) - x, Math.Max(Bottom, other.Bottom) - y);
    }

    /// <summary>The largest rectangle of a picture's shape within an area, in its middle.</summary>
    public static PixelRect Fit(int pictureWidth, int pictureHeight, int areaWidth, int areaHeight)
    {
        if (pictureWidth < 1 || pictureHeight < 1 || areaWidth < 1 || areaHeight < 1)
            return default;
        double scale = Math.Min((double)areaWidth / pictureWidth, (double)areaHeight / pictureHeight);
        int width = Math.Clamp((int)Math.Round(pictureWidth * scale), 1, areaWidth),
            height = Math.Clamp((int)Math.Round(pictureHeight * scale), 1, areaHeight);
        return new PixelRect((areaWidth - width) / 2, (areaHeight - height) / 2, width, height);
    }

    /// <summary>The same rectangle elsewhere.</summary>
    internal PixelRect Moved(int byX, int byY) => this with { X = X + byX, Y = Y + byY };

    /// <summary>
    /// Adds a rectangle to some that do not overlap, and keeps it so: those that would become one around both, which may reach others in
    /// turn.
    /// </summary>
    public static void AddApart(PixelRect[] rects, ref int count, PixelRect rect)
    {
        if (rect.IsEmpty)
            return;
        for (int i = 0; i < count;)
        {
            if (!rects[i].Overlaps(rect))
            {
                i++;
                continue;
            }
            rect = rect.With(rects[i]);
            rects[i] = rects[--count];
            i = 0;
        }
        rects[count++] = rect;
    }
}
