using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>The truth itself.</summary>
[TestFixture]
public sealed class ScalarPreprocessorTests : PreprocessorConformance
{
    private protected override IPreprocessor Create(PreprocessSpec spec) => new ScalarPreprocessor(spec);

    [Test]
    public void ATransform_EqualsAnUprightCopy([Values] PixelFormat format, [Values] ResizeFilter filter)
    {
        foreach (ResizePolicy policy in Enum.GetValues<ResizePolicy>())
        {
            PreprocessSpec spec = new() { Width = 9, Height = 6, ResizeTo = 10, Policy = policy, Filter = filter };
            using var moved = new ScalarPreprocessor(spec);
            using var upright = new ScalarPreprocessor(spec);
            foreach ((int width, int height) in new[] { (1, 1), (2, 5), (31, 18) })
            {
                using Frame frame = TestFrames.Random(width, height, format, 3);
                foreach (FrameTransform transform in TestFrames.Transforms(width, height))
                {
                    frame.Transform = transform;
                    using Frame copy = TestFrames.Upright(frame);

                    Assert.That(
                        TensorComparison.Tensor(moved, frame), Is.EqualTo(TensorComparison.Tensor(upright, copy)),
                        $"{policy} {width} x {height} {transform}");
                }
            }
        }
    }
}
