using System.Diagnostics;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

[TestFixture]
public class RateMeterTests
{
    [Test]
    public void TheRateIsThatOfTheLastHalfSecondOrMore()
    {
        long second = Stopwatch.Frequency;
        var meter = new RateMeter();
        meter.Count(10, 100 * second);
        Assert.That(meter.PerSecond, Is.Zero);
        meter.Count(20, 100 * second + second / 4);
        Assert.That(meter.PerSecond, Is.Zero, "too soon");
        meter.Count(40, 101 * second);
        Assert.That(meter.PerSecond, Is.EqualTo(30).Within(1e-9));
        meter.Count(40, 103 * second);
        Assert.That(meter.PerSecond, Is.Zero);
    }
}
