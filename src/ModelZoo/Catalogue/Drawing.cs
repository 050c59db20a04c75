namespace RealtimeCnn.ModelZoo;

/// <summary>
/// A small grey picture taken for a drawing: ink on a ground, dark on bright or bright on dark. The ground may be shaded evenly, as by
/// light from one side: the plane through the border is taken off first. What is left is split where the two sides differ most (Otsu 1979);
/// the ground is what most of the border is.
/// </summary>
/// <param name="Contrast">Difference of ink and ground, in the pixels' unit.</param>
/// <param name="Ink">Share of the pixels that are ink.</param>
/// <param name="Separation">Share of the variance that the split explains.</param>
/// <param name="BorderInk">Share of the outermost pixels that are ink.</param>
/// <param name="Connected">Share of the ink in its largest part, corners connecting.</param>
/// <param name="Height">Height of that part, as a share of the picture's.</param>
/// <param name="Unevenness">Standard deviation of the ground, by the contrast.</param>
/// <param name="Stroke">How often the outermost pixels can be taken off the ink until none is left.</param>
internal readonly record struct Drawing(
    float Contrast, float Ink, float Separation, float BorderInk, float Connected, float Height, float Unevenness, int Stroke)
{
    private const int Levels = 64;

    /// <summary>Looks at a picture, row after row; of at most <see cref="SubjectRule.MostPixels"/> pixels, at least 3 each way.</summary>
    public static Drawing Of(ReadOnlySpan<float> pixels, int width)
    {
        Span<float> level = stackalloc float[pixels.Length];
        Span<bool> ink = stackalloc bool[pixels.Length];
        Flatten(pixels, width, level);
        (float threshold, float separation) = Split(level);

        int border = 0, bright = 0;
        for (int i = 0; i < level.Length; i++)
        {
            if (!IsBorder(i, width, level.Length))
                continue;
            border++;
            bright += level[i] >= threshold ? 1 : 0;
        }
        bool inkIsBright = 2 * bright <= border;
        int count = 0, borderInk = inkIsBright ? bright : border - bright;
        double inkSum = 0, groundSum = 0, groundSquares = 0;
        for (int i = 0; i < level.Length; i++)
        {
            ink[i] = level[i] >= threshold == inkIsBright;
            count += ink[i] ? 1 : 0;
            inkSum += ink[i] ? level[i] : 0;
            groundSum += ink[i] ? 0 : level[i];
            groundSquares += ink[i] ? 0 : level[i] * level[i];
        }
        if (count == 0 || count == level.Length)
            return default;
        double ground = groundSum / (level.Length - count), contrast = Math.Abs(inkSum / count - ground);
        double spread = Math.Sqrt(Math.Max(0, groundSquares / (level.Length - count) - ground * ground));
        (int largest, int height) = LargestPart(ink, width);
        return new Drawing(
            (float)contrast, count / (float)level.Length, separation, borderInk / (float)border, largest / (float)count,
            height / (float)(level.Length / width), (float)(spread / Math.Max(contrast, 1e-6)), Thin(ink, width));
    }

    private static bool IsBorder(int i, int width, int count) =>
        i < width || i >= count - width || i % width == 0 || i % width == width - 1;

    // The border is symmetric to the middle, so the three sums of its least squares do not meet.
    private static void Flatten(ReadOnlySpan<float> pixels, int width, Span<float> level)
    {
        float middleX = (width - 1) / 2f, middleY = (pixels.Length / width - 1) / 2f;
        double sum = 0, count = 0, alongX = 0, alongY = 0, squaresX = 0, squaresY = 0;
        for (int i = 0; i < pixels.Length; i++)
        {
            if (!IsBorder(i, width, pixels.Length))
                continue;
            float x = i % width - middleX, y = i / width - middleY;
            (sum, count, alongX, alongY) = (sum + pixels[i], count + 1, alongX + x * pixels[i], alongY + y * pixels[i]);
            (squaresX, squaresY) = (squaresX + x * x, squaresY + y * y);
        }
        float mean = (float)(sum / count), slopeX = (float)(alongX / squaresX), slopeY = (float)(alongY / squaresY);
        for (int i = 0; i < pixels.Length; i++)
            level[i] = pixels[i] - mean - slopeX * (i % width - middleX) - slopeY * (i / width - middleY);
    }

    private static (float Threshold, float Separation) Split(ReadOnlySpan<float> level)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float value in level)
            (low, high) = (MathF.Min(low, value), MathF.Max(high, value));
        float range = MathF.Max(high - low, 1e-6f);
        Span<int> counts = stackalloc int[Levels];
        counts.Clear();
        foreach (float value in level)
            counts[Math.Clamp((int)((value - low) / range * Levels), 0, Levels - 1)]++;
        double total = 0, squares = 0;
        for (int i = 0; i < Levels; i++)
            (total, squares) = (total + (double)i * counts[i], squares + (double)i * i * counts[i]);
        double variance = squares - total * total / level.Length, below = 0, belowSum = 0, best = 0;
        int cut = 0;
        for (int i = 0; i < Levels - 1; i++)
        {
            (below, belowSum) = (below + counts[i], belowSum + (double)i * counts[i]);
            double above = level.Length - below;
            if (below == 0 || above == 0)
                continue;
            double apart = belowSum / below - (total - belowSum) / above, between = below * above / level.Length * apart * apart;
            if (between > best)
                (best, cut) = (between, i);
        }
        return (low + range * (cut + 1) / Levels, variance > 0 ? (float)(best / variance) : 0);
    }

    private static (int Pixels, int Height) LargestPart(ReadOnlySpan<bool> ink, int width)
    {
        Span<bool> met = stackalloc bool[ink.Length];
        Span<int> open = stackalloc int[ink.Length];
        met.Clear();
        int largest = 0, height = 0;
        for (int start = 0; start < ink.Length; start++)
        {
            if (!ink[start] || met[start])
                continue;
            int waiting = 0, size = 0, top = int.MaxValue, bottom = 0;
            (met[start], open[waiting++]) = (true, start);
            while (waiting > 0)
            {
                int at = open[--waiting], x = at % width, y = at / width;
                (size, top, bottom) = (size + 1, Math.Min(top, y), Math.Max(bottom, y));
                for (int nextY = Math.Max(0, y - 1); nextY <= y + 1 && nextY * width < ink.Length; nextY++)
                {
                    for (int nextX = Math.Max(0, x - 1); nextX <= Math.Min(width - 1, x + 1); nextX++)
                    {
                        int next = nextY * width + nextX;
                        if (ink[next] && !met[next])
                            (met[next], open[waiting++]) = (true, next);
                    }
                }
            }
            if (size > largest)
                (largest, height) = (size, bottom - top + 1);
        }
        return (largest, height);
    }

    // Outside the picture counts as ink: a stroke that leaves it is no thinner there.
    private static int Thin(Span<bool> ink, int width)
    {
        Span<bool> inner = stackalloc bool[ink.Length];
        for (int times = 0; ; times++)
        {
            if (times == width || !ink.Contains(true))
                return times;
            for (int i = 0; i < ink.Length; i++)
                inner[i] = ink[i] && IsSurrounded(ink, width, i % width, i / width);
            inner.CopyTo(ink);
        }
    }

    private static bool IsSurrounded(ReadOnlySpan<bool> ink, int width, int x, int y)
    {
        int left = Math.Max(0, x - 1), columns = Math.Min(width - 1, x + 1) - left + 1;
        for (int row = Math.Max(0, y - 1); row <= y + 1 && row * width < ink.Length; row++)
        {
            if (ink.Slice(row * width + left, columns).Contains(false))
                return false;
        }
        return true;
    }
}
