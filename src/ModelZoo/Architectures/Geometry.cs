namespace RealtimeCnn.ModelZoo;

/// <summary>Size of a kernel, written <c>3</c> for 3 x 3 and <c>(1, 7)</c> for one row of seven.</summary>
internal readonly record struct Kernel(int Height, int Width)
{
    public static implicit operator Kernel(int side) => new(side, side);

    public static implicit operator Kernel((int Height, int Width) size) => new(size.Height, size.Width);
}

/// <summary>
/// Rows and columns added around a picture, written <c>1</c> for one on every side and <c>(0, 3)</c> for three at the left and at
/// the right.
/// </summary>
internal readonly record struct Padding(int Top, int Left, int Bottom, int Right)
{
    public static implicit operator Padding(int everySide) => new(everySide, everySide, everySide, everySide);

    public static implicit operator Padding((int Vertical, int Horizontal) sides) =>
        new(sides.Vertical, sides.Horizontal, sides.Vertical, sides.Horizontal);

    /// <summary>
    /// TensorFlow's "SAME": just enough for the output to have a pixel for every <paramref name="stride"/> pixels begun; an odd
    /// one goes to the bottom and the right.
    /// </summary>
    public static Padding Same(GraphValue x, int kernel, int stride)
    {
        int vertical = Missing(x.Height), horizontal = Missing(x.Width);
        return new(vertical / 2, horizontal / 2, vertical - (vertical / 2), horizontal - (horizontal / 2));

        int Missing(long size) => (int)Math.Max(((size - 1) / stride * stride) + kernel - size, 0);
    }
}
