namespace RealtimeCnn.LeNetTrainer.Tests;

/// <summary>
/// Digits as a marker draws them: strokes of one width with round caps, antialiased. Nothing of MNIST is in them, so they
/// tell whether the network learned digits or a dataset.
/// </summary>
internal static class MonolineDigits
{
    private const int Size = LeNetNetwork.InputSize;

    /// <param name="digit">0 to 9.</param>
    /// <param name="height">Height between the outermost stroke edges, in pixels of the 32x32 picture.</param>
    /// <param name="width">Stroke width in pixels.</param>
    /// <param name="shiftX">Offset of the digit's middle from the picture's, in pixels.</param>
    /// <param name="shiftY">As <paramref name="shiftX"/>, downwards.</param>
    /// <param name="ground">Grey level of paper or board; shaded a little from left to right.</param>
    /// <param name="ink">Grey level of the stroke.</param>
    public static float[] Draw(int digit, float height, float width, float shiftX, float shiftY, float ground, float ink)
    {
        float scale = height - width;
        float[] picture = new float[Size * Size];
        List<(float X, float Y)[]> strokes = Strokes(digit);
        for (int y = 0; y < Size; y++)
        for (int x = 0; x < Size; x++)
        {
            float px = ((x + 0.5f - (Size / 2f) - shiftX) / scale) + 0.3f;
            float py = ((y + 0.5f - (Size / 2f) - shiftY) / scale) + 0.5f;
            float distance = float.MaxValue;
            foreach ((float X, float Y)[] stroke in strokes)
            {
                for (int i = 1; i < stroke.Length; i++)
                    distance = Math.Min(distance, Distance(px, py, stroke[i - 1], stroke[i]));
            }

            float coverage = Math.Clamp((width / 2) - (distance * scale) + 0.5f, 0, 1);
            float shade = 0.08f * ((x / (float)Size) - 0.5f);
            picture[(y * Size) + x] = Math.Clamp(ground + shade + (coverage * (ink - ground)), 0, 1);
        }

        return picture;
    }

    /// <summary>Strokes in a box 0.6 wide and 1 high, y downwards.</summary>
    private static List<(float X, float Y)[]> Strokes(int digit) => digit switch
    {
        0 => [Arc(0.3f, 0.5f, 0.3f, 0.5f, 0, 360)],
        1 => [[(0.14f, 0.2f), (0.34f, 0), (0.34f, 1)]],
        2 => [[.. Arc(0.3f, 0.28f, 0.28f, 0.28f, -170, 35), (0.02f, 1), (0.6f, 1)]],
        3 => [[.. Arc(0.28f, 0.25f, 0.26f, 0.25f, -160, 90), .. Arc(0.28f, 0.74f, 0.3f, 0.26f, -90, 160)]],
        4 => [[(0.36f, 0), (0, 0.66f), (0.6f, 0.66f)], [(0.44f, 0.36f), (0.44f, 1)]],
        5 => [[(0.54f, 0), (0.1f, 0), (0.06f, 0.44f), .. Arc(0.27f, 0.68f, 0.3f, 0.31f, -115, 150)]],
        6 => [[(0.44f, 0), .. Arc(0.52f, 0.68f, 0.51f, 0.6f, -120, -180), .. Arc(0.3f, 0.7f, 0.29f, 0.3f, 180, -180)]],
        7 => [[(0, 0), (0.58f, 0), (0.2f, 1)]],
        8 => [Arc(0.3f, 0.24f, 0.24f, 0.24f, 0, 360), Arc(0.3f, 0.74f, 0.29f, 0.26f, 0, 360)],
        9 => [Arc(0.3f, 0.28f, 0.27f, 0.28f, 0, 360), [(0.57f, 0.28f), (0.55f, 0.6f), (0.46f, 1)]],
        _ => throw new ArgumentOutOfRangeException(nameof(digit)),
    };

    private static (float X, float Y)[] Arc(float x, float y, float radiusX, float radiusY, float from, float to)
    {
        const int Steps = 24;
        (float X, float Y)[] points = new (float X, float Y)[Steps + 1];
        for (int i = 0; i <= Steps; i++)
        {
            float angle = (from + ((to - from) * i / Steps)) * MathF.PI / 180;
            points[i] = (x + (radiusX * MathF.Cos(angle)), y + (radiusY * MathF.Sin(angle)));
        }

        return points;
    }

    private static float Distance(float x, float y, (float X, float Y) a, (float X, float Y) b)
    {
        float dx = b.X - a.X, dy = b.Y - a.Y;
        float t = Math.Clamp((((x - a.X) * dx) + ((y - a.Y) * dy)) / ((dx * dx) + (dy * dy)), 0, 1);
        float ex = x - a.X - (t * dx), ey = y - a.Y - (t * dy);
        return MathF.Sqrt((ex * ex) + (ey * ey));
    }
}
