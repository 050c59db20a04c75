using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>The fast processor path: the common suite, and agreement with the scalar truth.</summary>
[TestFixture]
public sealed class SimdPreprocessorTests : PreprocessorConformance
{
    protected override IPreprocessor Create(PreprocessSpec spec) => new SimdPreprocessor(spec);

    [TestCaseSource(nameof(SpecNames))]
    public void AgreesWithScalar(string name)
    {
        PreprocessSpec spec = AgreementCases.Specs().Single(s => s.Name == name).Spec;

        string? mismatch = AgreementCases.Check(spec, AgreementCases.Sizes, Create, out double worst);

        Assert.That(mismatch, Is.Null);
        TestContext.Out.WriteLine($"worst difference {worst:G3}");
    }

    [Test]
    public void AgreesWithScalarOnACameraFrame([Values] ResizeFilter filter, [Values(PixelFormat.Bgr8, PixelFormat.Bgra8)] PixelFormat format)
    {
        (float[] mean, float[] std) = PreprocessSpec.ImageNet;
        PreprocessSpec spec = new() { Width = 224, Height = 224, ResizeTo = 256, Filter = filter, Mean = mean, Std = std };
        using Frame frame = TestFrames.Random(1280, 720, format, 3);
        using var truth = new ScalarPreprocessor(spec);
        using IPreprocessor simd = Create(spec);
        float[] expected = TensorComparison.Tensor(truth, frame), actual = TensorComparison.Tensor(simd, frame);

        Assert.That(TensorComparison.Mismatch(actual, expected, spec, 1e-3), Is.Null);
        TestContext.Out.WriteLine($"worst difference {TensorComparison.Difference(actual, expected).Max:G3}");
    }

    private static IEnumerable<string> SpecNames() => AgreementCases.Specs().Select(s => s.Name);
}
