using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Geometry and weights of a resize, against numbers worked out from torchvision's and Pillow's formulas.</summary>
public sealed class ResizePlanTests
{
    // torchvision: shorter side to 256, longer int(256 * long / short), centre crop round half to even.
    [TestCase(1280, 720, 256, 224, 455, 256, 116, 16)] // (455 - 224) / 2 = 115.5 -> 116
    [TestCase(720, 1280, 256, 224, 256, 455, 16, 116)]
    [TestCase(451, 300, 256, 224, 384, 256, 80, 16)]
    [TestCase(512, 512, 232, 224, 232, 232, 4, 4)]
    [TestCase(500, 499, 227, 224, 227, 227, 2, 2)] // 1.5 -> 2
    [TestCase(640, 480, 341, 299, 454, 341, 78, 21)] // 77.5 -> 78
    public void CropsAsTorchvision(int width, int height, int resize, int crop, int resizedWidth, int resizedHeight, int left, int top)
    {
        var plan = ResizePlan.Create(new PreprocessSpec { Width = crop, Height = crop, ResizeTo = resize }, width, height);

        Assert.That((plan.ResizedWidth, plan.ResizedHeight, plan.CropX, plan.CropY), Is.EqualTo((resizedWidth, resizedHeight, left, top)));
        Assert.That((plan.Left, plan.Top, plan.Width, plan.Height), Is.EqualTo((0, 0, crop, crop)));
    }

    [Test]
    public void LetterboxKeepsTheAspectRatio()
    {
        var plan = ResizePlan.Create(new PreprocessSpec { Width = 320, Height = 240, Policy = ResizePolicy.Letterbox }, 1280, 720);

        Assert.That((plan.Left, plan.Top, plan.Width, plan.Height, plan.Border), Is.EqualTo((0, 30, 320, 180, 114f)));
    }

    [Test]
    public void EveryWindowLiesInTheSourceAndSumsToOne(
        [Values] ResizeFilter filter, [Values(1, 2, 3, 7, 100, 1013)] int source, [Values(1, 2, 5, 64, 333)] int target)
    {
        var table = ResizeTable.Create(filter, source, target, 0, target);

        for (int i = 0; i < target; i++)
        {
            Assert.That(table.Count(i), Is.InRange(1, table.MaxTaps));
            Assert.That(table.First(i), Is.InRange(0, source - table.Count(i)));
            Assert.That(table.Weights(i).ToArray().Sum(), Is.EqualTo(1f).Within(1e-5f));
        }
    }

    [Test]
    public void HalvingWithTheTriangleFilterTakesOneThreeThreeOne()
    {
        var table = ResizeTable.Create(ResizeFilter.AntialiasedBilinear, 16, 8, 0, 8);

        Assert.That(table.First(3), Is.EqualTo(5));
        Assert.That(table.Weights(3).ToArray(), Is.EqualTo(new[] { 0.125f, 0.375f, 0.375f, 0.125f }).Within(1e-6f));
    }

    [Test]
    public void PlainBilinearUsesPixelCentres()
    {
        var table = ResizeTable.Create(ResizeFilter.Bilinear, 10, 4, 0, 4); // (1 + 0.5) * 2.5 - 0.5 = 3.25

        Assert.That(table.First(1), Is.EqualTo(3));
        Assert.That(table.Weights(1).ToArray(), Is.EqualTo(new[] { 0.75f, 0.25f }).Within(1e-6f));
    }
}
