using System.Numerics;

namespace RealtimeCnn.CameraCapture;

/// <summary>How the ten digits are written: strokes as dense polylines in a box of height 1, y down, centred on the origin.</summary>
internal static class DigitStrokes
{
    private const int PointsPerSpan = 16;

    // Each stroke: whether its points are joined by curves, and the points as x, y pairs in 0..1.
    private static readonly (bool Curved, float[] Points)[][] Shapes =
    [
        [(true, [0.56f, 0.03f, 0.28f, 0.08f, 0.10f, 0.38f, 0.12f, 0.72f, 0.34f, 0.97f, 0.62f, 0.93f, 0.82f, 0.64f, 0.80f, 0.28f, 0.62f, 0.06f, 0.50f, 0.03f])],
        [(false, [0.54f, 0.0f, 0.46f, 1.0f])],
        [(true, [0.12f, 0.24f, 0.26f, 0.05f, 0.54f, 0.01f, 0.76f, 0.16f, 0.70f, 0.42f, 0.42f, 0.72f, 0.10f, 0.97f]), (false, [0.10f, 0.97f, 0.86f, 0.95f])],
        [
            (true, [0.14f, 0.12f, 0.40f, 0.0f, 0.70f, 0.10f, 0.70f, 0.32f, 0.36f, 0.47f]),
            (true, [0.36f, 0.47f, 0.70f, 0.56f, 0.80f, 0.78f, 0.54f, 0.98f, 0.12f, 0.90f]),
        ],
        [(false, [0.30f, 0.0f, 0.12f, 0.56f, 0.84f, 0.56f]), (false, [0.66f, 0.22f, 0.60f, 1.0f])],
        [
            (false, [0.26f, 0.02f, 0.20f, 0.44f]),
            (true, [0.20f, 0.44f, 0.50f, 0.38f, 0.78f, 0.58f, 0.70f, 0.88f, 0.40f, 1.0f, 0.12f, 0.90f]),
            (false, [0.26f, 0.02f, 0.78f, 0.02f]),
        ],
        [(true, [0.66f, 0.01f, 0.36f, 0.22f, 0.16f, 0.62f, 0.26f, 0.92f, 0.52f, 0.99f, 0.76f, 0.82f, 0.68f, 0.60f, 0.44f, 0.56f, 0.20f, 0.72f])],
        [(false, [0.12f, 0.04f, 0.82f, 0.04f, 0.40f, 1.0f])],
        [(true, [0.70f, 0.16f, 0.46f, 0.01f, 0.20f, 0.16f, 0.32f, 0.38f, 0.60f, 0.56f, 0.76f, 0.80f, 0.48f, 0.99f, 0.18f, 0.82f, 0.32f, 0.56f, 0.62f, 0.36f, 0.70f, 0.14f])],
        [(true, [0.76f, 0.22f, 0.52f, 0.02f, 0.22f, 0.16f, 0.24f, 0.42f, 0.50f, 0.50f, 0.74f, 0.32f]), (true, [0.76f, 0.18f, 0.74f, 0.56f, 0.62f, 1.0f])],
    ];

    /// <summary>Width of the box in units of its height.</summary>
    private const float Aspect = 0.78f;

    /// <summary>The strokes of a digit, 0 to 9, in the order in which they are written.</summary>
    public static Vector2[][] Of(int digit) => [.. Shapes[digit].Select(stroke => Polyline(stroke.Curved, stroke.Points))];

    private static Vector2[] Polyline(bool curved, float[] xy)
    {
        Vector2[] points = [.. Enumerable.Range(0, xy.Length / 2).Select(i => new Vector2((xy[2 * i] - 0.47f) * Aspect, xy[2 * i + 1] - 0.5f))];
        if (!curved)
            return points;
        var dense = new List<Vector2>();
        for (int i = 0; i < points.Length - 1; i++)
        {
            Vector2 before = points[Math.Max(0, i - 1)], after = points[Math.Min(points.Length - 1, i + 2)];
            for (int k = 0; k < PointsPerSpan; k++)
                dense.Add(CatmullRom(before, points[i], points[i + 1], after, k / (float)PointsPerSpan));
        }
        dense.Add(points[^1]);
        return [.. dense];
    }

    // Uniform Catmull-Rom spline (Catmull and Rom, 1974).
    private static Vector2 CatmullRom(Vector2 a, Vector2 b, Vector2 c, Vector2 d, float t) =>
        0.5f * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * (t * t) + (3 * b - a - 3 * c + d) * (t * t * t));
}
