using NUnit.Framework;
using RealtimeCnn.Tests;

namespace RealtimeCnn.DemoApp.Tests.Output;

[TestFixture]
public class ByteRateTests
{
    [Test]
    public void ItIsThatOfTheLastSeconds_AndBeginsAnewWithTheBytes()
    {
        var rate = new ByteRate(new HastyTime()); // a second passes whenever it looks
        rate.Add(1_000_000);
        Assert.That(rate.PerSecond, Is.Zero, "what was there before did not come now");
        rate.Add(1_000_500);
        Assert.That(rate.PerSecond, Is.EqualTo(500));
        for (int i = 1; i <= 5; i++)
            rate.Add(1_000_500 + 100 * i);
        Assert.That(rate.PerSecond, Is.EqualTo(100));
        rate.Add(10);
        Assert.That(rate.PerSecond, Is.Zero);
    }
}
