using System.Numerics.Tensors;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// Paints a map of where a network looks over the picture that it saw: enlarged to the part that it saw, by straight lines between the
/// places' centres. What speaks against the class, or least for it, leaves the picture as it is.
/// </summary>
internal static unsafe class AttentionPaint
{
    private const int MostColumns = 512;

    /// <summary>Paints it. Allocates nothing.</summary>
    /// <param name="map">Nothing is painted of an empty one, or one that is the same everywhere.</param>
    /// <param name="pixels">First byte of the upright picture's top row; opaque BGRA.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="width">Of the picture, in pixels.</param>
    /// <param name="height">The same.</param>
    public static void Draw(AttentionMap map, byte* pixels, int stride, int width, int height)
    {
        if (map.IsEmpty || map.Width > MostColumns || map.Right <= map.Left || map.Bottom <= map.Top)
            return;
        // Where all places speak for the class the least of them is the measure, otherwise 0.
        float least = MathF.Max(0, TensorPrimitives.Min(map.Values)), most = TensorPrimitives.Max(map.Values);
        float scale = (HeatColours.Count - 1) / (most - least);
        if (!float.IsFinite(scale) || scale <= 0)
            return;
        Span<float> levels = stackalloc float[map.Width + 1];
        float down = map.Height / (map.Bottom - map.Top), across = map.Width / (map.Right - map.Left);
        (int top, int bottom) = (Math.Max(0, (int)MathF.Floor(map.Top)), Math.Min(height, (int)MathF.Ceiling(map.Bottom)));
        (int left, int right) = (Math.Max(0, (int)MathF.Floor(map.Left)), Math.Min(width, (int)MathF.Ceiling(map.Right)));
        if (right <= left)
            return;
        for (int y = top; y < bottom; y++)
        {
            MixRows(map, (y + 0.5f - map.Top) * down - 0.5f, least, scale, levels);
            Blend(
                new Span<uint>(pixels + (nint)y * stride, width)[left..right], levels,
                (left + 0.5f - map.Left) * across - 0.5f, across);
        }
    }

    /// <summary>The same over a frame's upright picture, which becomes another frame.</summary>
    public static void Draw(AttentionMap map, Frame frame, Frame into)
    {
        into.Reshape(frame.UprightWidth, frame.UprightHeight, PixelFormat.Bgra8);
        frame.CopyToBgra(into.Data, into.Stride);
        Draw(map, into.Data, into.Stride, into.Width, into.Height);
    }

    // The levels of a line through the map, one per column and the last twice, so that each has a neighbour.
    private static void MixRows(AttentionMap map, float row, float least, float scale, Span<float> levels)
    {
        row = Math.Clamp(row, 0, map.Height - 1);
        int upper = (int)row, lower = Math.Min(upper + 1, map.Height - 1);
        float part = row - upper;
        ReadOnlySpan<float> above = map.Values.Slice(upper * map.Width, map.Width), below = map.Values.Slice(lower * map.Width, map.Width);
        for (int i = 0; i < above.Length; i++)
            levels[i] = Math.Clamp((above[i] + (below[i] - above[i]) * part - least) * scale, 0, HeatColours.Count - 1);
        levels[^1] = levels[^2];
    }

    private static void Blend(Span<uint> pixels, ReadOnlySpan<float> levels, float column, float step)
    {
        const uint RedAndBlue = 0x00FF00FF;
        ReadOnlySpan<uint> colours = HeatColours.All;
        int last = levels.Length - 2;
        for (int x = 0; x < pixels.Length; x++)
        {
            float at = Math.Clamp(column + x * step, 0, last);
            int i = (int)at;
            uint colour = colours[(int)(levels[i] + (levels[i + 1] - levels[i]) * (at - i) + 0.5f)];
            uint rest = 256 - (colour >> 24), below = pixels[x];
            uint redAndBlue = ((below & RedAndBlue) * rest >> 8) & RedAndBlue, green = ((below >> 8 & 0xFF) * rest) & 0xFF00;
            pixels[x] = 0xFF000000 | ((colour & 0x00FFFFFF) + (redAndBlue | green));
        }
    }
}
