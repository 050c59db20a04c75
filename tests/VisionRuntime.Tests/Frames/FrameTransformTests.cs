using System.Drawing;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>How rows in memory become the upright picture: the rules of the transform, and the copy that is shown.</summary>
public sealed unsafe class FrameTransformTests
{
    // 1 2 3
    // 4 5 6
    [TestCase(0, false, false, "123/456")]
    [TestCase(1, false, false, "41/52/63")]
    [TestCase(2, false, false, "654/321")]
    [TestCase(3, false, false, "36/25/14")]
    [TestCase(0, true, false, "456/123")]
    [TestCase(1, true, false, "14/25/36")]
    [TestCase(0, false, true, "321/654")]
    [TestCase(1, false, true, "14/25/36")]
    [TestCase(3, true, true, "36/25/14")]
    public void Orientations_AreAsTheyAreDefined(int turns, bool bottomUp, bool mirrored, string expected)
    {
        using var frame = new Frame();
        frame.Reshape(3, 2, PixelFormat.Gray8);
        ((ReadOnlySpan<byte>)[1, 2, 3]).CopyTo(frame.Row(0));
        ((ReadOnlySpan<byte>)[4, 5, 6]).CopyTo(frame.Row(1));
        frame.Transform = new FrameTransform { QuarterTurns = turns, IsBottomUp = bottomUp, IsMirrored = mirrored };

        uint[] shown = Shown(frame);
        using Frame upright = TestFrames.Upright(frame);

        Assert.That(Text(frame, i => (byte)shown[i]), Is.EqualTo(expected));
        Assert.That(Text(frame, i => upright.Row(i / upright.Width)[i % upright.Width]), Is.EqualTo(expected), "the tests' own copy");
    }

    [Test]
    public void CopyToBgra_WritesTheUprightPicture([Values] PixelFormat format)
    {
        foreach ((int width, int height) in new[] { (1, 1), (1, 9), (7, 1), (33, 18), (50, 37) })
        {
            using Frame frame = TestFrames.Random(width, height, format, 5);
            foreach (FrameTransform transform in TestFrames.Transforms(width, height))
            {
                frame.Transform = transform;
                using Frame upright = TestFrames.Upright(frame);
                uint[] expected = new uint[upright.Width * upright.Height];
                for (int i = 0; i < expected.Length; i++)
                    expected[i] = Bgra(upright, i % upright.Width, i / upright.Width);

                Assert.That((frame.UprightWidth, frame.UprightHeight), Is.EqualTo((upright.Width, upright.Height)), $"{transform}");
                Assert.That(Shown(frame), Is.EqualTo(expected), $"{width} x {height} {transform}");
            }
        }
    }

    [TestCase(-1, 0, 0, 0, 0, "-1")]
    [TestCase(4, 0, 0, 0, 0, "not 4")]
    [TestCase(0, 0, 0, 11, 6, "11 x 6 pixels at (0, 0) is not within the upright picture of 10 x 6")]
    [TestCase(1, 0, 0, 10, 6, "6 x 10")]
    [TestCase(0, 9, 0, 2, 1, "(9, 0)")]
    [TestCase(0, -1, 0, 2, 1, "(-1, 0)")]
    [TestCase(0, 1, 1, 0, 0, "0 x 0 pixels at (1, 1)")]
    [TestCase(0, 1, 1, -3, 2, "-3 x 2")]
    [TestCase(0, int.MaxValue, 0, int.MaxValue, 1, "within")]
    public void AnythingElse_IsRefusedInOneLine(int turns, int x, int y, int width, int height, string reason)
    {
        using var frame = new Frame();
        frame.Reshape(10, 6, PixelFormat.Bgr8);
        var transform = new FrameTransform { QuarterTurns = turns, Crop = new Rectangle(x, y, width, height) };

        Assert.That(
            () => frame.Transform = transform,
            Throws.ArgumentException.With.Message.Contains(reason).And.Message.Not.Contains("\n"));
        Assert.That(frame.Transform, Is.EqualTo(default(FrameTransform)));
    }

    [Test]
    public void AFrameWithoutSize_TakesNoCrop()
    {
        using var frame = new Frame();

        Assert.That(
            () => frame.Transform = new FrameTransform { Crop = new Rectangle(0, 0, 1, 1) }, Throws.ArgumentException);
        Assert.That((frame.UprightWidth, frame.UprightHeight), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Reshape_ForgetsTheTransform_CopyFromBringsIt()
    {
        using Frame frame = TestFrames.Random(9, 5, PixelFormat.Rgba8, 1);
        frame.Transform = new FrameTransform { QuarterTurns = 1, Crop = new Rectangle(1, 2, 3, 4) };
        using var copy = new Frame();

        copy.CopyFrom(frame);
        frame.Reshape(9, 5, PixelFormat.Rgba8);

        Assert.That((copy.Transform.QuarterTurns, copy.UprightWidth, copy.UprightHeight), Is.EqualTo((1, 3, 4)));
        Assert.That(frame.Transform, Is.EqualTo(default(FrameTransform)));
    }

    private static uint[] Shown(Frame frame)
    {
        uint[] pixels = new uint[frame.UprightWidth * frame.UprightHeight];
        fixed (uint* target = pixels)
            frame.CopyToBgra((byte*)target, frame.UprightWidth * 4);
        return pixels;
    }

    private static string Text(Frame frame, Func<int, byte> digit) => string.Join('/', Enumerable.Range(0, frame.UprightHeight).Select(
        y => string.Concat(Enumerable.Range(0, frame.UprightWidth).Select(x => digit(y * frame.UprightWidth + x)))));

    private static uint Bgra(Frame frame, int x, int y)
    {
        ReadOnlySpan<byte> pixel = frame.Row(y).Slice(x * frame.BytesPerPixel, frame.BytesPerPixel);
        (byte blue, byte green, byte red) = frame.Format switch
        {
            PixelFormat.Gray8 => (pixel[0], pixel[0], pixel[0]),
            PixelFormat.Rgb8 or PixelFormat.Rgba8 => (pixel[2], pixel[1], pixel[0]),
            _ => (pixel[0], pixel[1], pixel[2]),
        };
        return blue | (uint)green << 8 | (uint)red << 16 | 0xFF000000;
    }
}
