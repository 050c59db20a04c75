using System.Numerics;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Ten digits as a hand writes them: pen strokes through a few points each, smoothed by Catmull-Rom splines. Our own drawing.
/// Height 1, y downwards. Pure; any thread.
/// </summary>
internal static class DigitStrokes
{
    /// <summary>Distance between two points of a path, in digit heights.</summary>
    public const float Spacing = 0.01f;

    // A point given twice is a corner: the spline stops there and starts anew.
    private static readonly Vector2[][][] Digits =
    [
        [[new(0.36f, 0.00f), new(0.22f, 0.05f), new(0.08f, 0.22f), new(0.02f, 0.52f), new(0.10f, 0.86f), new(0.30f, 1.00f),
            new(0.52f, 0.86f), new(0.62f, 0.48f), new(0.54f, 0.14f), new(0.37f, 0.00f)]],
        [[new(0.40f, 0.00f), new(0.36f, 0.35f), new(0.32f, 0.70f), new(0.30f, 1.00f)]],
        [[new(0.05f, 0.26f), new(0.13f, 0.07f), new(0.33f, 0.00f), new(0.52f, 0.09f), new(0.54f, 0.29f), new(0.40f, 0.56f),
            new(0.20f, 0.80f), new(0.02f, 0.97f), new(0.02f, 0.97f), new(0.30f, 0.96f), new(0.64f, 0.98f)]],
        [[new(0.05f, 0.13f), new(0.24f, 0.00f), new(0.49f, 0.06f), new(0.53f, 0.24f), new(0.40f, 0.40f), new(0.20f, 0.47f),
            new(0.20f, 0.47f), new(0.46f, 0.52f), new(0.59f, 0.72f), new(0.47f, 0.93f), new(0.23f, 1.00f), new(0.02f, 0.89f)]],
        [[new(0.10f, 0.02f), new(0.06f, 0.28f), new(0.02f, 0.55f), new(0.02f, 0.55f), new(0.30f, 0.57f), new(0.66f, 0.52f)],
            [new(0.54f, 0.04f), new(0.50f, 0.40f), new(0.46f, 1.00f)]],
        [[new(0.12f, 0.03f), new(0.10f, 0.22f), new(0.07f, 0.44f), new(0.07f, 0.44f), new(0.30f, 0.38f), new(0.53f, 0.49f),
            new(0.58f, 0.71f), new(0.45f, 0.93f), new(0.22f, 1.00f), new(0.01f, 0.91f)],
            [new(0.12f, 0.03f), new(0.36f, 0.02f), new(0.61f, 0.00f)]],
        [[new(0.46f, 0.00f), new(0.24f, 0.17f), new(0.08f, 0.44f), new(0.03f, 0.72f), new(0.12f, 0.94f), new(0.33f, 1.00f),
            new(0.54f, 0.88f), new(0.56f, 0.67f), new(0.40f, 0.54f), new(0.20f, 0.60f), new(0.07f, 0.78f)]],
        [[new(0.02f, 0.04f), new(0.30f, 0.05f), new(0.60f, 0.02f), new(0.60f, 0.02f), new(0.46f, 0.34f), new(0.34f, 0.66f),
            new(0.26f, 1.00f)]],
        [[new(0.49f, 0.08f), new(0.33f, 0.00f), new(0.11f, 0.12f), new(0.13f, 0.33f), new(0.36f, 0.49f), new(0.58f, 0.70f),
            new(0.52f, 0.93f), new(0.30f, 1.00f), new(0.07f, 0.90f), new(0.07f, 0.69f), new(0.30f, 0.49f), new(0.51f, 0.34f),
            new(0.55f, 0.19f), new(0.47f, 0.07f)]],
        [[new(0.54f, 0.18f), new(0.36f, 0.01f), new(0.12f, 0.12f), new(0.07f, 0.33f), new(0.24f, 0.46f), new(0.46f, 0.36f),
            new(0.55f, 0.14f), new(0.55f, 0.14f), new(0.54f, 0.55f), new(0.48f, 1.00f)]],
    ];

    /// <summary>
    /// Writes one digit's path: evenly spaced pen positions, strokes one after the other, centred on (0, 0) and exactly 1 high.
    /// </summary>
    /// <param name="digit">0 to 9.</param>
    /// <param name="repetition">Slant, width and hand jitter depend on it, nothing else; 0 and up.</param>
    /// <param name="path">Receives the positions; emptied first.</param>
    public static void Write(int digit, int repetition, List<Vector2> path)
    {
        path.Clear();
        uint seed = (uint)(digit * 7919 + repetition * 104_729 + 17);
        float slant = Vary(ref seed, -0.02f, 0.16f);
        float width = Vary(ref seed, 0.94f, 1.10f);
        Span<Vector2> buffer = stackalloc Vector2[16];
        foreach (Vector2[] stroke in Digits[digit])
        {
            Span<Vector2> points = buffer[..stroke.Length];
            for (int i = 0; i < points.Length; i++)
            {
                bool isCorner = i > 0 && stroke[i] == stroke[i - 1];
                if (isCorner)
                {
                    points[i] = points[i - 1];
                    continue;
                }
                Vector2 jitter = new(Vary(ref seed, -0.012f, 0.012f), Vary(ref seed, -0.012f, 0.012f));
                Vector2 point = stroke[i] + jitter;
                points[i] = new(point.X * width + slant * (0.5f - point.Y), point.Y);
            }
            AddSpline(points, path);
        }
        Centre(path);
    }

    private static void AddSpline(ReadOnlySpan<Vector2> points, List<Vector2> path)
    {
        path.Add(points[0]);
        for (int i = 0; i + 1 < points.Length; i++)
        {
            Vector2 from = points[i], to = points[i + 1];
            if (from == to)
                continue;
            // At an end or a corner the neighbour is mirrored away: the curve leaves straight.
            Vector2 before = i > 0 && points[i - 1] != from ? points[i - 1] : from + (from - to) * 0.5f;
            Vector2 after = i + 2 < points.Length && points[i + 2] != to ? points[i + 2] : to + (to - from) * 0.5f;
            for (int step = 1; step <= 64; step++)
            {
                Vector2 at = CatmullRom(before, from, to, after, step / 64f);
                if (Vector2.Distance(at, path[^1]) >= Spacing)
                    path.Add(at);
            }
        }
    }

    private static Vector2 CatmullRom(Vector2 a, Vector2 b, Vector2 c, Vector2 d, float t) =>
        0.5f * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * (t * t) + (3 * (b - c) + d - a) * (t * t * t));

    private static void Centre(List<Vector2> path)
    {
        Vector2 least = path[0], most = path[0];
        foreach (Vector2 point in path)
            (least, most) = (Vector2.Min(least, point), Vector2.Max(most, point));
        Vector2 centre = (least + most) / 2;
        float scale = 1 / (most.Y - least.Y);
        for (int i = 0; i < path.Count; i++)
            path[i] = (path[i] - centre) * scale;
    }

    private static float Vary(ref uint seed, float least, float most)
    {
        seed = seed * 1_664_525 + 1_013_904_223;
        return least + (most - least) * ((seed >> 8) / (float)(1 << 24));
    }
}
