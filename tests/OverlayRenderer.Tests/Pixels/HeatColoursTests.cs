using NUnit.Framework;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

/// <summary>Equal steps of a value are equal steps to the eye.</summary>
public sealed class HeatColoursTests
{
    [Test]
    public void StepsAreEven_AndEachIsLighterThanTheOneBefore()
    {
        const int Steps = 32;
        (double L, double A, double B)[] seen =
            [.. Enumerable.Range(0, Steps + 1).Select(i => OkLab(HeatColours.Opaque((double)i / Steps)))];
        double[] distances = [.. seen.Zip(seen.Skip(1), (one, next) => Math.Sqrt(
            Math.Pow(next.L - one.L, 2) + Math.Pow(next.A - one.A, 2) + Math.Pow(next.B - one.B, 2)))];
        Assert.That(distances.Max() / distances.Min(), Is.LessThan(1.02));
        Assert.That(seen.Select(colour => colour.L), Is.Ordered.Ascending);
    }

    [Test]
    public void NothingIsTransparent_AndColoursArePremultiplied()
    {
        Assert.That(HeatColours.All[0], Is.Zero);
        foreach (uint colour in HeatColours.All)
        {
            foreach (int shift in new[] { 0, 8, 16 })
                Assert.That(colour >> shift & 0xFF, Is.LessThanOrEqualTo(colour >> 24));
        }
    }

    // The way back: sRGB's own transfer function, then Ottosson's matrices as published.
    private static (double L, double A, double B) OkLab((double Red, double Green, double Blue) colour)
    {
        (double r, double g, double b) = (Linear(colour.Red), Linear(colour.Green), Linear(colour.Blue));
        double l = Math.Cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        double m = Math.Cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        double s = Math.Cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return (
            0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);

        static double Linear(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }
}
