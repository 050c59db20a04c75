using NUnit.Framework;

namespace RealtimeCnn.LeNetTrainer.Tests;

[TestFixture]
public class TrainingTests
{
    [Test]
    public void SameSeed_GivesTheSameWeights() =>
        Assert.That(Train(seed: 1, epochs: 2), Is.EqualTo(Train(seed: 1, epochs: 2)));

    [Test]
    public void AnotherSeed_GivesOtherWeights() =>
        Assert.That(Train(seed: 2, epochs: 1), Is.Not.EqualTo(Train(seed: 1, epochs: 1)));

    [Test]
    public void Training_LearnsToTellBarsFromBoxes()
    {
        List<double> losses = [];
        new TrainingRun(Options(seed: 1, epochs: 12), BarsAndBoxes()).Run((_, loss, _, _) => losses.Add(loss));
        Assert.That(losses[^1], Is.LessThan(0.5 * losses[0]));
    }

    [Test]
    public void Augmentation_StaysInRangeAndKeepsContrast()
    {
        MnistData data = BarsAndBoxes();
        Augmentation augmentation = new();
        float[] picture = new float[LeNetNetwork.InputPixels];
        int dark = 0;
        for (int i = 0; i < 400; i++)
        {
            SplitMixRandom random = SplitMixRandom.For(3, (ulong)i);
            augmentation.Training(data.Image(i % data.Count), ref random, picture);
            Assert.That(picture.Min(), Is.GreaterThanOrEqualTo(0));
            Assert.That(picture.Max(), Is.LessThanOrEqualTo(1));
            Assert.That(picture.Max() - picture.Min(), Is.GreaterThan(0.2f), $"picture {i} shows nothing");
            if (picture.Average() < 0.5f)
                dark++;
        }

        Assert.That(dark, Is.InRange(140, 260), "about half the pictures have a dark ground");
    }

    [Test]
    public void Plain_PutsTheImageInATwoPixelFrame()
    {
        byte[] image = new byte[MnistData.Pixels];
        image[0] = 255;
        float[] picture = new float[LeNetNetwork.InputPixels];
        Augmentation.Plain(image, inverted: false, picture);
        Assert.That(picture[(2 * LeNetNetwork.InputSize) + 2], Is.EqualTo(1));
        Assert.That(picture.Sum(), Is.EqualTo(1));
        Augmentation.Plain(image, inverted: true, picture);
        Assert.That(picture[(2 * LeNetNetwork.InputSize) + 2], Is.EqualTo(0));
        Assert.That(picture.Sum(), Is.EqualTo(LeNetNetwork.InputPixels - 1));
    }

    private static float[] Train(ulong seed, int epochs) =>
        new TrainingRun(Options(seed, epochs), BarsAndBoxes()).Run((_, _, _, _) => { }).Parameters.Values.Span.ToArray();

    private static TrainingOptions Options(ulong seed, int epochs) =>
        new() { Seed = seed, Epochs = epochs, Batch = 32, LearningRate = 3e-3f };

    /// <summary>128 images of two kinds: an upright bar is a one, a hollow box a zero.</summary>
    private static MnistData BarsAndBoxes()
    {
        const int Count = 128;
        byte[] images = new byte[Count * MnistData.Pixels];
        byte[] labels = new byte[Count];
        for (int n = 0; n < Count; n++)
        {
            labels[n] = (byte)(n % 2);
            for (int y = 5; y < 23; y++)
            for (int x = 8; x < 20; x++)
            {
                bool edge = y is < 8 or > 19 || x is < 11 or > 16;
                bool ink = labels[n] == 1 ? x is >= 12 and <= 15 : edge;
                images[(n * MnistData.Pixels) + (y * MnistData.Side) + x] = ink ? (byte)255 : (byte)0;
            }
        }

        return new MnistData(images, labels);
    }
}
