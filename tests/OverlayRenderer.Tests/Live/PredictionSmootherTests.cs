using System.Diagnostics;
using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

public sealed class PredictionSmootherTests
{
    private readonly PredictionSmoother _smoother = new();
    private readonly FrameResult _smoothed = new();
    private long _now = Stopwatch.Frequency;

    [SetUp]
    public void SetUp() => _smoother.Clear();

    [Test]
    public void TheFirstFrame_IsTakenAsItIs()
    {
        Add(0.1, (3, 0.9f), (5, 0.1f));
        Assert.That(Smoothed(), Is.EqualTo(new[] { (3, 0.9f), (5, 0.1f) }));
    }

    [Test]
    public void AfterOneTimeConstant_63PercentOfAChangeAreFollowed()
    {
        Add(0.1, (3, 1f));
        Add(_smoother.Seconds, (5, 1f));
        (int Class, float Score)[] now = Smoothed();
        Assert.That(now.Select(p => p.Class), Is.EqualTo(new[] { 5, 3 }));
        Assert.That(now[0].Score, Is.EqualTo(1 - Math.Exp(-1)).Within(1e-5));
        Assert.That(now[1].Score, Is.EqualTo(Math.Exp(-1)).Within(1e-5));
    }

    [Test]
    public void OneOutlier_DoesNotChangeTheOrder_UntilItLasts()
    {
        for (int i = 0; i < 30; i++)
            Add(0.033, (3, 0.8f), (5, 0.2f));
        Add(0.033, (5, 0.99f), (3, 0.01f));
        Assert.That(Smoothed()[0].Class, Is.EqualTo(3));
        for (int i = 0; i < 30; i++)
            Add(0.033, (5, 0.99f), (3, 0.01f));
        Assert.That(Smoothed()[0].Class, Is.EqualTo(5));
    }

    [Test]
    public void AnotherModel_StartsAfresh()
    {
        Add(0.1, (3, 1f));
        Add(0.1, "other", (7, 0.5f));
        Assert.That(Smoothed(), Is.EqualTo(new[] { (7, 0.5f) }));
    }

    [Test]
    public void MoreClassesThanAreKept_FadeTheLeast_AndNothingBreaks()
    {
        for (int frame = 0; frame < 200; frame++)
            Add(0.033, [.. Enumerable.Range(0, 10).Select(i => (frame * 10 + i, 0.1f))]);
        Assert.That(Smoothed(), Has.Length.EqualTo(10));
        Assert.That(Smoothed().Select(p => p.Score), Is.Ordered.Descending);
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NaN)]
    public void ATimeConstantThatIsNone_IsRefused(double seconds) =>
        Assert.That(() => _smoother.Seconds = seconds, Throws.InstanceOf<ArgumentOutOfRangeException>());

    private void Add(double seconds, params (int Class, float Score)[] top) => Add(seconds, "model", top);

    private void Add(double seconds, string model, params (int Class, float Score)[] top)
    {
        _now += (long)(seconds * Stopwatch.Frequency);
        FrameResult result = new() { Model = model };
        result.Timings.CapturedAt = _now;
        result.SetTop([.. top.Select(p => new Prediction(p.Class, $"class {p.Class}", p.Score))]);
        _smoother.Add(result);
    }

    private (int Class, float Score)[] Smoothed()
    {
        _smoother.CopyTo(_smoothed);
        return [.. _smoothed.Top.ToArray().Select(p => (p.ClassId, p.Score))];
    }
}
