using System.Numerics.Tensors;

namespace RealtimeCnn;

/// <summary>How far one network's scores for one picture are apart on two processors.</summary>
/// <param name="Worst">The largest difference of a class; not finite if a side has no number there, or the classes are not as many.</param>
/// <param name="Spread">Standard deviation of the expected scores over the classes.</param>
/// <param name="Allowed">The largest difference that rounding explains.</param>
/// <param name="Expected">The class with the best expected score.</param>
/// <param name="Actual">The class with the best score that came.</param>
internal readonly record struct ScoreGap(double Worst, double Spread, double Allowed, int Expected, int Actual)
{
    // Of the spread. Measured on DirectML (tests/wine/WindowsTests/NetworkTests.cs): with float32 up to 1.1e-5 on all twelve networks, in
    // half precision, which other providers may use unasked, up to 2.7e-2 on four of them. Something else altogether is 1 away or more.
    private const double OfSpread = 0.1;

    // Of the largest score: where the scores hardly differ from class to class, their own rounding counts; that of halves is 4.9e-4.
    private const double OfLargest = 1e-4, OfLargestHalf = 2e-3;

    /// <summary>Whether rounding explains it.</summary>
    public bool IsRounding => Worst <= Allowed;

    /// <summary>Compares them.</summary>
    /// <param name="expected">The processor's; may hold minus infinities, the logarithm of nothing.</param>
    /// <param name="actual">The other's.</param>
    public static ScoreGap Between(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        if (expected.Length != actual.Length)
            return new ScoreGap(double.PositiveInfinity, 0, 0, 0, 0);
        // A share that is nothing on one side may be the least number there is on the other.
        double least = double.PositiveInfinity;
        foreach (float score in expected)
            least = float.IsFinite(score) ? Math.Min(least, score) : least;
        foreach (float score in actual)
            least = float.IsFinite(score) ? Math.Min(least, score) : least;
        double worst = 0, largest = 0, sum = 0, squares = 0;
        bool areHalves = true;
        for (int i = 0; i < expected.Length; i++)
        {
            double one = float.IsNegativeInfinity(expected[i]) ? least : expected[i];
            double other = float.IsNegativeInfinity(actual[i]) ? least : actual[i];
            worst = Math.Max(worst, Math.Abs(one - other)); // NaN stays
            largest = Math.Max(largest, Math.Abs(one));
            areHalves &= (float)(Half)expected[i] == expected[i];
            sum += one;
            squares += one * one;
        }
        double mean = sum / expected.Length, spread = Math.Sqrt(Math.Max(0, squares / expected.Length - mean * mean));
        double allowed = OfSpread * spread + (areHalves ? OfLargestHalf : OfLargest) * largest;
        return new ScoreGap(worst, spread, allowed, TensorPrimitives.IndexOfMax(expected), TensorPrimitives.IndexOfMax(actual));
    }

    /// <summary>The numbers, for a user.</summary>
    /// <param name="labels">Names of the classes.</param>
    public string InWords(IReadOnlyList<string> labels)
    {
        string best = Expected == Actual ? "" : $"; the best is '{labels[Actual]}' instead of '{labels[Expected]}'";
        return FormattableString.Invariant(
            $"scores differ by up to {Worst:G3}, their standard deviation being {Spread:G3} and {Allowed:G3} allowed{best}");
    }
}
