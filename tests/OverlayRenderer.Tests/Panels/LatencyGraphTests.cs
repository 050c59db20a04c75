using NUnit.Framework;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

public sealed class LatencyGraphTests
{
    [TestCase(0, 1)]
    [TestCase(21, 40)]
    [TestCase(40, 40)]
    [TestCase(81, 100)]
    public void AxisEndsAtARoundNumber(float value, float expected) =>
        Assert.That(LatencyGraph.NiceMaximum(value), Is.EqualTo(expected).Within(1e-3));
}
