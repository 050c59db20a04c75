using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Each bound of LeNet-5's card refuses what it is there for, whatever the scores say.</summary>
[TestFixture]
internal sealed class SubjectRuleTests
{
    private const int Side = 32;

    private static readonly float[] Sure = [9, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly float[] Unsure = [9, 8.9f, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly SubjectRule _rule = ModelCatalogue.Embedded.Get("lenet5").Rule!;

    // The picture, and whether it may be a digit.
    private static IEnumerable<TestCaseData> Pictures()
    {
        yield return Case("a bright stroke on dark ground", true, (x, y) => IsStroke(x, y) ? 1 : 0);
        yield return Case("a dark stroke on bright ground", true, (x, y) => IsStroke(x, y) ? 0.1f : 0.9f);
        yield return Case("a stroke on a ground that is shaded from one side", true, (x, y) => IsStroke(x, y) ? 0.9f : 0.1f + 0.006f * x);
        yield return Case("nothing", false, (_, _) => 0.5f);
        yield return Case("a stroke that hardly shows", false, (x, y) => IsStroke(x, y) ? 0.55f : 0.5f);
        yield return Case("a dot", false, (x, y) => x is 15 or 16 && y is 15 or 16 ? 1 : 0);
        yield return Case("a disc", false, (x, y) => (x - 15.5) * (x - 15.5) + (y - 15.5) * (y - 15.5) < 100 ? 1 : 0);
        yield return Case("half and half", false, (x, _) => x < 16 ? 1 : 0);
        yield return Case("stripes to the border", false, (x, _) => x / 4 % 2);
        yield return Case("a checkerboard", false, (x, y) => (x / 4 + y / 4) % 2);
        yield return Case("many strokes apart", false, (x, y) => x % 8 is 3 or 4 && y is > 6 and < 26 ? 1 : 0);
        yield return Case("a gradient", false, (x, y) => (x + y) / 62f);
    }

    [TestCaseSource(nameof(Pictures))]
    public void WhatIsDrawn_Decides(float[] picture, bool expected) =>
        Assert.That(_rule.IsMet(picture, Side, 1, Sure), Is.EqualTo(expected), Drawing.Of(picture, Side).ToString());

    [Test]
    public void ScoresThatFavourNoClass_AreNoDigit()
    {
        float[] stroke = Picture((x, y) => IsStroke(x, y) ? 1 : 0);
        Assert.That(_rule.IsMet(stroke, Side, 1, Unsure), Is.False);
    }

    [Test]
    public void NothingIsAllocated()
    {
        float[] stroke = Picture((x, y) => IsStroke(x, y) ? 1 : 0);
        _rule.IsMet(stroke, Side, 1, Sure);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            _rule.IsMet(stroke, Side, 1, Sure);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void OnlyTheCardsOwnWeights_HaveARule()
    {
        Assert.That(ModelCatalogue.Embedded.Get("lenet5").Subject, Is.EqualTo("digit"));
        Assert.That(ModelCatalogue.Embedded.Get("resnet50").Subject, Is.Null);
        Assert.That(ModelCatalogue.Embedded.Get("resnet50").Shows([], []), Is.True, "it does not tell");
    }

    private static bool IsStroke(int x, int y) => x is >= 14 and <= 17 && y is >= 6 and <= 25;

    private static TestCaseData Case(string name, bool expected, Func<int, int, float> level) =>
        new TestCaseData(Picture(level), expected).SetArgDisplayNames(name, expected.ToString());

    private static float[] Picture(Func<int, int, float> level) =>
        [.. Enumerable.Range(0, Side * Side).Select(i => level(i % Side, i / Side))];
}
