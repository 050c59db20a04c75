using NUnit.Framework;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

public sealed class TextTests
{
    [TestCase(0, "0.0 ms")]
    [TestCase(9.96, "10.0 ms")]
    [TestCase(99.949, "99.9 ms")]
    [TestCase(99.96, "100 ms")]
    [TestCase(1243, "1243 ms")]
    [TestCase(12_345, "12 s")]
    [TestCase(1e300, "> 999 s")]
    [TestCase(double.PositiveInfinity, "> 999 s")]
    [TestCase(double.NaN, "–")]
    [TestCase(-1, "–")]
    public void Milliseconds(double ms, string expected) =>
        Assert.That(NumberText.Milliseconds(ms, new char[NumberText.Length]).ToString(), Is.EqualTo(expected));

    [TestCase(0.734f, "73.4%")]
    [TestCase(7f, "100.0%")]
    [TestCase(-1f, "0.0%")]
    [TestCase(float.NaN, "–")]
    [TestCase(float.PositiveInfinity, "–")]
    public void Percent(float share, string expected) =>
        Assert.That(NumberText.Percent(share, new char[NumberText.Length]).ToString(), Is.EqualTo(expected));

    [TestCase(29.97, "30.0")]
    [TestCase(1234.5, "1235")]
    [TestCase(1e300, "> 99999")]
    [TestCase(double.NaN, "–")]
    public void Rate(double rate, string expected) =>
        Assert.That(NumberText.Rate(rate, new char[NumberText.Length]).ToString(), Is.EqualTo(expected));

    [TestCase(9_999, "9999")]
    [TestCase(11_952, "12.0 k")]
    [TestCase(999_949, "999.9 k")]
    [TestCase(999_999, "1.0 M")]
    [TestCase(1_234_567, "1.2 M")]
    [TestCase(999_949_999, "999.9 M")]
    [TestCase(long.MaxValue, "> 999 M")]
    [TestCase(-1, "–")]
    public void Count(long count, string expected) =>
        Assert.That(NumberText.Count(count, new char[NumberText.Length]).ToString(), Is.EqualTo(expected));

    [TestCase(0, "0 kB")]
    [TestCase(999_499, "999 kB")]
    [TestCase(999_500, "1.00 MB")]
    [TestCase(102_530_333, "103 MB")]
    [TestCase(43_149_000, "43.1 MB")]
    [TestCase(1.2e9, "1.20 GB")]
    [TestCase(1e300, "> 999 GB")]
    [TestCase(double.NaN, "–")]
    public void Bytes(double bytes, string expected) =>
        Assert.That(NumberText.Bytes(bytes, new char[NumberText.Length]).ToString(), Is.EqualTo(expected));

    [TestCase(246_824, false, "0.2")]
    [TestCase(102_530_333, false, "103")]
    [TestCase(170_719_264, true, "~171")]
    public void Megabytes(long bytes, bool isEstimate, string expected) =>
        Assert.That(NumberText.Megabytes(bytes, isEstimate, new char[NumberText.Length]).ToString(), Is.EqualTo(expected));

    [TestCase(0.999, "99%")] // all of it only at the end
    [TestCase(1, "100%")]
    [TestCase(double.NaN, "–")]
    public void WholePercent(double share, string expected) =>
        Assert.That(NumberText.WholePercent(share, new char[NumberText.Length]).ToString(), Is.EqualTo(expected));

    [Test]
    public void FiguresShareOneAdvance()
    {
        using var faces = new TypeFaces();
        foreach (FontStyle style in Enum.GetValues<FontStyle>())
            Assert.That(faces[style].Measure("1111"), Is.EqualTo(faces[style].Measure("8888")));
    }

    [Test]
    public void WordsBreakAtBlanks()
    {
        using var pen = new Pen();
        float width = pen.Measure(FontStyle.Body, "the quick");
        Assert.Multiple(() =>
        {
            Assert.That(pen.FitWords(FontStyle.Body, "the quick brown", width + 1), Is.EqualTo("the quick".Length));
            Assert.That(pen.FitWords(FontStyle.Body, "thequickbrown", width), Is.InRange(8, 10));
            Assert.That(pen.FitWords(FontStyle.Body, "the", 1000), Is.EqualTo(3));
            Assert.That(pen.FitWords(FontStyle.Body, "the", 0), Is.EqualTo(1));
        });
    }
}
