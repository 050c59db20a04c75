namespace RealtimeCnn.DemoApp;

/// <summary>Which of several monitors a window is on.</summary>
internal static class MonitorChoice
{
    /// <summary>The one that shows most of it; the first of those that show as much, so of none if it is on none.</summary>
    /// <param name="window">Place and size, in the desktop's units.</param>
    /// <param name="monitors">The same of each monitor, the primary one first.</param>
    /// <returns>Its place among them; -1 if there are none.</returns>
    public static int Of(in Area window, ReadOnlySpan<Area> monitors)
    {
        (int best, long most) = (-1, -1);
        for (int i = 0; i < monitors.Length; i++)
        {
            long shared = window.Shared(monitors[i]);
            if (shared > most)
                (best, most) = (i, shared);
        }
        return best;
    }

    /// <summary>A rectangle of the desktop.</summary>
    internal readonly record struct Area(int X, int Y, int Width, int Height)
    {
        /// <summary>What both cover.</summary>
        public long Shared(in Area other)
        {
            long across = Math.Min(X + Width, other.X + other.Width) - Math.Max(X, other.X);
            long down = Math.Min(Y + Height, other.Y + other.Height) - Math.Max(Y, other.Y);
            return Math.Max(0, across) * Math.Max(0, down);
        }
    }
}
