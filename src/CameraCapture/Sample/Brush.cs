using System.Numerics;

namespace RealtimeCnn.CameraCapture;

/// <summary>Draws strokes with a round soft tip onto a BGR frame; overlapping strokes do not darken each other. One thread.</summary>
internal sealed class Brush(int width, int height, float radius)
{
    private readonly byte[] _coverage = new byte[width * height];

    /// <summary>Forgets what was drawn.</summary>
    public void Clear() => Array.Clear(_coverage);

    /// <summary>Draws a straight piece of a stroke.</summary>
    /// <param name="canvas">The picture; its ground must be that of <paramref name="ground"/> where nothing was drawn.</param>
    /// <param name="ground">The picture without ink.</param>
    /// <param name="from">Start, in pixels.</param>
    /// <param name="to">End, in pixels.</param>
    /// <param name="ink">Blue, green and red of the ink.</param>
    public void Draw(Frame canvas, Frame ground, Vector2 from, Vector2 to, (byte B, byte G, byte R) ink)
    {
        int left = Math.Max(0, (int)(Math.Min(from.X, to.X) - radius - 1)), right = Math.Min(width - 1, (int)(Math.Max(from.X, to.X) + radius + 1));
        int top = Math.Max(0, (int)(Math.Min(from.Y, to.Y) - radius - 1)), bottom = Math.Min(height - 1, (int)(Math.Max(from.Y, to.Y) + radius + 1));
        Vector2 along = to - from;
        float length = Math.Max(along.LengthSquared(), 1e-6f);
        for (int y = top; y <= bottom; y++)
        {
            Span<byte> row = canvas.Row(y);
            ReadOnlySpan<byte> bare = ground.Row(y);
            for (int x = left; x <= right; x++)
            {
                var point = new Vector2(x, y);
                float t = Math.Clamp(Vector2.Dot(point - from, along) / length, 0, 1);
                float distance = Vector2.Distance(point, from + t * along);
                byte coverage = (byte)(255 * Math.Clamp(radius - distance + 0.5f, 0, 1));
                ref byte known = ref _coverage[y * width + x];
                if (coverage <= known)
                    continue;
                known = coverage;
                row[3 * x] = Blend(bare[3 * x], ink.B, coverage);
                row[3 * x + 1] = Blend(bare[3 * x + 1], ink.G, coverage);
                row[3 * x + 2] = Blend(bare[3 * x + 2], ink.R, coverage);
            }
        }
    }

    private static byte Blend(byte ground, byte ink, byte coverage) => (byte)((ground * (255 - coverage) + ink * coverage + 127) / 255);
}
