using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What counts as rounding.</summary>
[TestFixture]
public class ScoreGapTests
{
    private static readonly float[] Scores = [.. Enumerable.Range(0, 1000).Select(i => 10 + 3 * MathF.Sin(i * 2.7f))];

    [TestCase(1e-6f, true)]
    [TestCase(1e-3f, true)]
    [TestCase(0.05f, false)]
    public void AFactor(float more, bool isRounding) =>
        Assert.That(ScoreGap.Between(Scores, Changed(score => score * (1 + more))).IsRounding, Is.EqualTo(isRounding));

    [Test]
    public void OneClassThatIsOff_IsNone()
    {
        float[] actual = [.. Scores];
        actual[17] += 1;
        var gap = ScoreGap.Between(Scores, actual);
        Assert.That(gap.IsRounding, Is.False);
        Assert.That(gap.Worst, Is.EqualTo(1).Within(1e-6));
        Assert.That(gap.Spread, Is.EqualTo(3 / Math.Sqrt(2)).Within(0.01));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void NoNumber_IsNone(float score)
    {
        float[] actual = [.. Scores];
        actual[^1] = score;
        Assert.That(ScoreGap.Between(Scores, actual).IsRounding, Is.False);
    }

    [Test]
    public void AnotherNumberOfClasses_IsNone() => Assert.That(ScoreGap.Between(Scores, Scores.AsSpan(1)).IsRounding, Is.False);

    [Test]
    public void TheLogarithmOfNothing_IsThatOfNextToNothing()
    {
        float[] exact = [-1, -2, float.NegativeInfinity], near = [-1, -2, -103];
        Assert.That(ScoreGap.Between(exact, exact).IsRounding);
        Assert.That(ScoreGap.Between(exact, near).IsRounding);
        Assert.That(ScoreGap.Between(near, exact).IsRounding);
        Assert.That(ScoreGap.Between(exact, [float.NegativeInfinity, -2, -1]).IsRounding, Is.False);
    }

    [TestCase(1e-6f, true)]
    [TestCase(1e-2f, false)]
    public void OfScoresThatAreAllAlike_TheirOwnRoundingCounts(float more, bool isRounding)
    {
        float[] alike = [.. Enumerable.Repeat(0.001f, 1000)], actual = [.. alike];
        actual[3] *= 1 + more;
        Assert.That(ScoreGap.Between(alike, actual).IsRounding, Is.EqualTo(isRounding));
    }

    [Test]
    public void ScoresThatComeAsHalves_MayBeRoundedAsHalvesAre()
    {
        float[] alike = [.. Enumerable.Repeat((float)(Half)0.001f, 1000)], actual = [.. alike];
        actual[3] = (float)Half.BitIncrement((Half)alike[3]);
        Assert.That(ScoreGap.Between(alike, actual).IsRounding);
    }

    [Test]
    public void TheNumbersAndTheClasses_AreTold()
    {
        string words = ScoreGap.Between([0, 1, 0, 1.6f], [0, 2, 0, 1.6f]).InWords(["a", "b", "c", "d"]);
        Assert.That(words, Is.EqualTo(
            "scores differ by up to 1, their standard deviation being 0.684 and 0.0685 allowed; the best is 'b' instead of 'd'"));
    }

    private static float[] Changed(Func<float, float> change) => [.. Scores.Select(change)];
}
