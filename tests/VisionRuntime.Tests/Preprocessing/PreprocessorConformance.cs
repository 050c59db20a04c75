using NUnit.Framework;
using OpenCvSharp;

namespace RealtimeCnn.Tests;

/// <summary>What every preprocessor must do. A fixture per implementation derives from this.</summary>
public abstract class PreprocessorConformance
{
    private const double GoldenMaximum = 1.5, GoldenMean = 0.35; // levels of 0..255
    private const double Tolerance = 1e-3;

    protected abstract IPreprocessor Create(PreprocessSpec spec);

    private static IEnumerable<TestCaseData> GoldenCases() =>
        from image in new[] { "astronaut", "chelsea", "noise-1280x720" }
        from crop in new[] { ("bilinear", 256, 224), ("bilinear", 232, 224), ("bilinear", 342, 299), ("bicubic", 341, 299), ("bicubic", 333, 299) }
        select new TestCaseData(image, crop.Item1, crop.Item2, crop.Item3);

    [TestCaseSource(nameof(GoldenCases))]
    public void Crop_EqualsPillows(string image, string filter, int resizeTo, int crop)
    {
        var spec = new PreprocessSpec
        {
            Width = crop,
            Height = crop,
            ResizeTo = resizeTo,
            Filter = filter == "bicubic" ? ResizeFilter.AntialiasedBicubic : ResizeFilter.AntialiasedBilinear,
            Std = [1f / 255],
        };
        using Frame frame = TestFrames.Golden(image);
        float[] levels = Run(spec, frame);
        using Mat golden = Cv2.ImRead(TestFrames.GoldenPath($"{image}_{filter}_{resizeTo}_{crop}"), ImreadModes.Color);
        double sum = 0, maximum = 0;
        for (int y = 0; y < crop; y++)
        {
            ReadOnlySpan<byte> row = TestFrames.RowOf(golden, y, crop * 3);
            for (int x = 0; x < crop; x++)
                for (int c = 0; c < 3; c++)
                {
                    double difference = Math.Abs(levels[(c * crop + y) * crop + x] - row[3 * x + 2 - c]);
                    sum += difference;
                    maximum = Math.Max(maximum, difference);
                }
        }
        TestContext.Out.WriteLine($"max {maximum:0.000}, mean {sum / levels.Length:0.000} levels");
        Assert.That(maximum, Is.LessThanOrEqualTo(GoldenMaximum));
        Assert.That(sum / levels.Length, Is.LessThanOrEqualTo(GoldenMean));
    }

    private static IEnumerable<TestCaseData> AgreementCasesByName() =>
        AgreementCases.Specs().Select(c => new TestCaseData(c.Spec).SetArgDisplayNames(c.Name));

    [TestCaseSource(nameof(AgreementCasesByName))]
    public void AnySpecAndSize_EqualsTheScalarReference(PreprocessSpec spec) =>
        Assert.That(AgreementCases.Check(spec, Create, out _), Is.Null);

    [Test]
    public void WithoutResizing_PixelsComeThroughExactly()
    {
        var spec = new PreprocessSpec { Width = 20, Height = 11, ResizeTo = 0, Policy = ResizePolicy.Stretch, Channels = ChannelOrder.Bgr, Std = [1f / 255] };
        foreach (ResizeFilter filter in Enum.GetValues<ResizeFilter>())
        {
            using Frame frame = TestFrames.Random(20, 11, PixelFormat.Bgr8, seed: 3);
            float[] levels = Run(spec with { Filter = filter }, frame);
            for (int y = 0; y < 11; y++)
                for (int x = 0; x < 20; x++)
                    for (int c = 0; c < 3; c++)
                        Assert.That(levels[(c * 11 + y) * 20 + x], Is.EqualTo((float)frame.Row(y)[3 * x + c]).Within(1e-4f));
        }
    }

    [Test]
    public void UniformFrame_IsNormalisedPerPlane()
    {
        (float[] mean, float[] std) = PreprocessSpec.ImageNet;
        var spec = new PreprocessSpec { Width = 24, Height = 24, ResizeTo = 28, Mean = mean, Std = std };
        using var frame = new Frame();
        frame.Reshape(100, 80, PixelFormat.Bgr8);
        for (int y = 0; y < 80; y++)
            for (int x = 0; x < 100; x++)
                (frame.Row(y)[3 * x], frame.Row(y)[3 * x + 1], frame.Row(y)[3 * x + 2]) = (30, 60, 90); // blue, green, red
        float[] values = Run(spec, frame);
        byte[] rgb = [90, 60, 30];
        for (int i = 0; i < values.Length; i++)
        {
            int c = i / (24 * 24);
            Assert.That(values[i], Is.EqualTo((rgb[c] / 255f - mean[c]) / std[c]).Within(1e-4f));
        }
    }

    [Test]
    public void Letterbox_FillsItsBorder()
    {
        var spec = new PreprocessSpec { Width = 40, Height = 40, Policy = ResizePolicy.Letterbox, PadValue = 51, Std = [1f / 255] };
        using Frame frame = TestFrames.Random(80, 40, PixelFormat.Bgr8, seed: 4);
        float[] levels = Run(spec, frame);
        Assert.That(levels[..(40 * 10)], Is.All.EqualTo(51f).Within(1e-3f));
        Assert.That(levels[(40 * 30)..(40 * 40)], Is.All.EqualTo(51f).Within(1e-3f));
    }

    [Test]
    public void OutsideTheTensor_NothingIsWritten()
    {
        var spec = new PreprocessSpec { Width = 29, Height = 31, ResizeTo = 33 };
        using IPreprocessor tested = Create(spec);
        using Frame frame = TestFrames.Random(97, 61, PixelFormat.Bgr8, seed: 5);
        const int Margin = 256;
        byte[] memory = new byte[spec.ByteCount + 2 * Margin];
        Array.Fill(memory, (byte)0xA5);
        tested.Run(frame, memory.AsSpan(Margin, spec.ByteCount));
        Assert.That(memory[..Margin], Is.All.EqualTo(0xA5));
        Assert.That(memory[^Margin..], Is.All.EqualTo(0xA5));
    }

    [Test]
    public void TensorOfAnotherSize_IsRefused()
    {
        using IPreprocessor tested = Create(new PreprocessSpec { Width = 8, Height = 8 });
        using Frame frame = TestFrames.Random(9, 9, PixelFormat.Bgr8, seed: 6);
        Assert.That(() => tested.Run(frame, new byte[100]), Throws.ArgumentException);
    }

    [Test]
    public void ChangingFrameSizes_AreFollowed()
    {
        var spec = new PreprocessSpec { Width = 16, Height = 16, ResizeTo = 18 };
        using IPreprocessor tested = Create(spec);
        using var reference = new ScalarPreprocessor(spec);
        foreach ((int w, int h, PixelFormat f) in new[] { (64, 48, PixelFormat.Bgr8), (20, 90, PixelFormat.Bgra8), (64, 48, PixelFormat.Gray8), (300, 200, PixelFormat.Bgr8) })
        {
            using Frame frame = TestFrames.Random(w, h, f, seed: w);
            Assert.That(TensorComparison.Mismatch(TensorComparison.Tensor(tested, frame), TensorComparison.Tensor(reference, frame), spec, Tolerance), Is.Null, $"{w} x {h} {f}");
        }
    }

    [Test]
    public void SteadyState_AllocatesNothing()
    {
        var spec = new PreprocessSpec { Width = 32, Height = 32, ResizeTo = 36 };
        using IPreprocessor tested = Create(spec);
        using Frame frame = TestFrames.Random(64, 64, PixelFormat.Bgr8, seed: 7);
        byte[] tensor = new byte[spec.ByteCount];
        for (int i = 0; i < 50; i++)
            tested.Run(frame, tensor);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
            tested.Run(frame, tensor);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private float[] Run(PreprocessSpec spec, Frame frame)
    {
        using IPreprocessor tested = Create(spec);
        return TensorComparison.Tensor(tested, frame);
    }

}

[TestFixture]
public sealed class ScalarPreprocessorTests : PreprocessorConformance
{
    protected override IPreprocessor Create(PreprocessSpec spec) => new ScalarPreprocessor(spec);
}

[TestFixture]
public sealed class SimdPreprocessorTests : PreprocessorConformance
{
    protected override IPreprocessor Create(PreprocessSpec spec) => new SimdPreprocessor(spec);
}
