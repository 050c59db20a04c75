using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

public class MonitorChoiceTests
{
    // The primary one, one to its left that is higher, one below.
    private static readonly MonitorChoice.Area[] Monitors =
    [
        new(0, 0, 1920, 1080), new(-1080, -400, 1080, 1920), new(300, 1080, 1280, 1024),
    ];

    [TestCase(100, 100, 1280, 720, 0)]
    [TestCase(-1000, 0, 800, 600, 1)]
    [TestCase(400, 1200, 800, 600, 2)]
    [TestCase(-500, 100, 800, 600, 1, TestName = "more of it is on the left one")]
    [TestCase(-300, 100, 800, 600, 0, TestName = "more of it is on the primary one")]
    [TestCase(400, 900, 800, 600, 2, TestName = "more of it is on the lower one")]
    [TestCase(5000, 5000, 800, 600, 0, TestName = "on none, so the primary one")]
    public void TheMonitorIsTheOneThatShowsMostOfTheWindow(int x, int y, int width, int height, int expected) =>
        Assert.That(MonitorChoice.Of(new(x, y, width, height), Monitors), Is.EqualTo(expected));

    [Test]
    public void WithoutMonitors_ThereIsNone() => Assert.That(MonitorChoice.Of(new(0, 0, 10, 10), []), Is.EqualTo(-1));
}
