using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

internal sealed class ShortLabelTests
{
    [TestCase("ashcan, trash can, garbage can", "ashcan")]
    [TestCase("espresso", "espresso")]
    [TestCase("1,5 litres", "1,5 litres")]
    [TestCase(", odd", ", odd")]
    [TestCase("", "")]
    [TestCase(null, "")]
    public void SynonymsAreLeftOut(string? label, string expected) =>
        Assert.That(ShortLabel.Of([new Prediction(0, label!, 1)], 0).ToString(), Is.EqualTo(expected));

    [Test]
    public void ClassesThatBeginAlike_KeepTheirNames()
    {
        Prediction[] top = [new(0, "maillot", 0.5f), new(1, "maillot, tank suit", 0.3f), new(2, "crane, bird", 0.1f)];
        string[] shown = [.. Enumerable.Range(0, 3).Select(i => ShortLabel.Of(top, i).ToString())];
        Assert.That(shown, Is.EqualTo(new[] { "maillot", "maillot, tank suit", "crane" }));
    }
}
