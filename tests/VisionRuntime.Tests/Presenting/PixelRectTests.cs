using NUnit.Framework;

namespace RealtimeCnn.Tests;

public sealed class PixelRectTests
{
    [TestCase(1280, 720, 1280, 720, 0, 0, 1280, 720)]
    [TestCase(1280, 720, 640, 480, 0, 60, 640, 360)]
    [TestCase(640, 480, 1920, 1080, 240, 0, 1440, 1080)]
    [TestCase(1, 16384, 100, 100, 49, 0, 1, 100)]
    public void Fit_KeepsTheShape_InTheMiddle(
        int width, int height, int areaWidth, int areaHeight, int x, int y, int placedWidth, int placedHeight) =>
        Assert.That(PixelRect.Fit(width, height, areaWidth, areaHeight), Is.EqualTo(new PixelRect(x, y, placedWidth, placedHeight)));

    [Test]
    public void Fit_OfNothing_IsEmpty()
    {
        Assert.That(PixelRect.Fit(0, 10, 100, 100).IsEmpty, Is.True);
        Assert.That(PixelRect.Fit(10, 10, 0, 100).IsEmpty, Is.True);
    }

    [Test]
    public void With_TakesBothIn_AndIgnoresEmptyOnes()
    {
        var rect = new PixelRect(10, 10, 5, 5);
        Assert.Multiple(() =>
        {
            Assert.That(rect.With(new PixelRect(20, 0, 5, 5)), Is.EqualTo(new PixelRect(10, 0, 15, 15)));
            Assert.That(rect.With(default), Is.EqualTo(rect));
            Assert.That(default(PixelRect).With(rect), Is.EqualTo(rect));
        });
    }

    [Test]
    public void NeighboursDoNotOverlap()
    {
        var rect = new PixelRect(0, 0, 10, 10);
        Assert.That(rect.Overlaps(new PixelRect(10, 0, 10, 10)), Is.False);
        Assert.That(rect.Overlaps(new PixelRect(9, 9, 10, 10)), Is.True);
        Assert.That(rect.Contains(9, 9) && !rect.Contains(10, 9), Is.True);
    }
}
