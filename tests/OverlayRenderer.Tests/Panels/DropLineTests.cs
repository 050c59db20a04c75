using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

internal sealed class DropLineTests
{
    // Nothing is cut off on the way, so what fits is all there.
    [Test]
    public void EveryNumberFits(
        [Values(0, 7, 11_952, 999_949, long.MaxValue / 4)] long busy, [Values(0, 3, 123_456)] long repeated,
        [Values(0, 1, 11_952)] long corrupt, [Values(176, 200, 224)] float room)
    {
        using var pen = new Pen();
        Assert.That(DropLine.Draw(pen, new DropCounts(busy, repeated, corrupt), 0, 0, room), Is.InRange(1, room));
    }

    [Test]
    public void CausesThatLostNone_AreLeftOut()
    {
        using var pen = new Pen();
        float busy = DropLine.Draw(pen, new DropCounts(12, 0, 0), 0, 0, 224);
        Assert.That(DropLine.Draw(pen, new DropCounts(12, 3, 0), 0, 0, 224), Is.GreaterThan(busy + 20));
        Assert.That(DropLine.Draw(pen, default, 0, 0, 224), Is.LessThan(busy));
    }
}
