using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What every fast preprocessor must do besides: agree with the scalar truth, whatever the description, size and format.</summary>
public abstract class FastPreprocessorConformance : PreprocessorConformance
{
    [TestCaseSource(nameof(SpecNames))]
    public void AgreesWithScalar(string name)
    {
        PreprocessSpec spec = AgreementCases.Specs().Single(s => s.Name == name).Spec;

        string? mismatch = AgreementCases.Check(spec, AgreementCases.Sizes, Create, out double worst);

        Assert.That(mismatch, Is.Null);
        TestContext.Out.WriteLine($"worst difference {worst:G3}");
    }

    [Test]
    public void AgreesWithScalarOnACameraFrame(
        [Values] ResizeFilter filter, [Values(PixelFormat.Bgr8, PixelFormat.Rgba8, PixelFormat.Nv12)] PixelFormat format,
        [Values(0, 5, 27)] int transform)
    {
        (float[] mean, float[] std) = PreprocessSpec.ImageNet;
        PreprocessSpec spec = new() { Width = 224, Height = 224, ResizeTo = 256, Filter = filter, Mean = mean, Std = std };
        using Frame frame = TestFrames.Random(1280, 720, format, 3);
        frame.Transform = TestFrames.Transforms(1280, 720).ElementAt(transform);
        using var truth = new ScalarPreprocessor(spec);
        using IPreprocessor fast = Create(spec);
        float[] expected = TensorComparison.Tensor(truth, frame), actual = TensorComparison.Tensor(fast, frame);

        Assert.That(TensorComparison.Mismatch(actual, expected, spec, 1e-3), Is.Null);
        TestContext.Out.WriteLine($"worst difference {TensorComparison.Difference(actual, expected).Max:G3}");
    }

    [Test]
    public void AgreesWithScalarOnARandomTransform([Values] ResizePolicy policy, [Values] ResizeFilter filter)
    {
        var random = new Random((int)policy * 7 + (int)filter);
        PreprocessSpec spec = new() { Width = 17, Height = 24, ResizeTo = 25, Policy = policy, Filter = filter };
        using var truth = new ScalarPreprocessor(spec);
        using IPreprocessor fast = Create(spec);
        PixelFormat[] formats = Enum.GetValues<PixelFormat>();
        for (int i = 0; i < 60; i++)
        {
            int width = random.Next(3) == 0 ? 1 + random.Next(3) : 1 + random.Next(150), height = 1 + random.Next(150);
            using Frame frame = TestFrames.Random(width, height, formats[random.Next(formats.Length)], i);
            frame.Transform = TestFrames.Transform(width, height, random);

            string? mismatch = TensorComparison.Mismatch(
                TensorComparison.Tensor(fast, frame), TensorComparison.Tensor(truth, frame), spec, 1e-3);

            Assert.That(mismatch, Is.Null, $"{width} x {height} {frame.Format} {frame.Transform}");
        }
    }

    private static IEnumerable<string> SpecNames() => AgreementCases.Specs().Select(s => s.Name);
}
