using System.Diagnostics;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

[TestFixture]
internal sealed class FrameRateTests
{
    private static readonly long Second = Stopwatch.Frequency;

    private readonly FrameRate _rate = new();
    private long _now;

    [SetUp]
    public void SetUp()
    {
        _rate.Clear();
        _now = 5 * Second;
    }

    [Test]
    public void ASteadySource_HasItsRate_AtAnyMomentBetweenTwoFrames()
    {
        Add(frames: 100, perSecond: 25);
        Assert.That(_rate.At(_now), Is.EqualTo(25).Within(0.01));
        Assert.That(_rate.At(_now + Second / 50), Is.EqualTo(25).Within(0.01));
    }

    [Test]
    public void ASlowNetwork_HasARateToo()
    {
        Add(frames: 3, perSecond: 0.25);
        Assert.That(_rate.At(_now), Is.EqualTo(0.25).Within(0.001));
    }

    [Test]
    public void ASourceThatStalls_LosesItsRate()
    {
        Add(frames: 100, perSecond: 25);
        Assert.That(_rate.At(_now + Second), Is.InRange(10, 20));
        Assert.That(_rate.At(_now + 10 * Second), Is.LessThan(0.3));
    }

    [Test]
    public void Rests_AreLeftOut()
    {
        Add(frames: 50, perSecond: 25);
        _rate.Rest();
        Assert.That(_rate.At(_now + 60 * Second), Is.EqualTo(25).Within(0.01), "nothing is overdue");
        _now += 60 * Second;
        Add(frames: 2, perSecond: 25);
        Assert.That(_rate.At(_now), Is.EqualTo(25).Within(0.01));
    }

    private void Add(int frames, double perSecond)
    {
        for (int i = 0; i < frames; i++)
            _rate.Add(_now += (long)(Second / perSecond));
    }
}
