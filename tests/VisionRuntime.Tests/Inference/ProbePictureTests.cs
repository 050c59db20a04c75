using System.Runtime.InteropServices;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What a backend is tried with.</summary>
[TestFixture]
public class ProbePictureTests
{
    private static readonly PreprocessSpec Rgb = new() { Width = 96, Height = 64, Mean = [0, 0, 0], Std = [1, 1, 1] };

    [Test]
    public void ItIsTheSameEachTime() => Assert.That(ProbePicture.As(Rgb), Is.EqualTo(ProbePicture.As(Rgb)));

    [Test]
    public void EachColour_HasAStructureOfItsOwn()
    {
        float[] tensor = MemoryMarshal.Cast<byte, float>(ProbePicture.As(Rgb)).ToArray();
        float[][] colours = [.. tensor.Chunk(Rgb.Width * Rgb.Height)];
        foreach (float[] colour in colours)
            Assert.That(Deviation(colour), Is.GreaterThan(0.1), "of 0..1");
        for (int i = 0; i < colours.Length; i++)
            Assert.That(Deviation([.. colours[i].Zip(colours[(i + 1) % 3], (a, b) => a - b)]), Is.GreaterThan(0.1));
    }

    [TestCase(1, 1)]
    [TestCase(331, 5)]
    public void ItFillsAnyInput(int width, int height) =>
        Assert.That(ProbePicture.As(Rgb with { Width = width, Height = height }), Has.Length.EqualTo(width * height * 3 * sizeof(float)));

    private static double Deviation(float[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
