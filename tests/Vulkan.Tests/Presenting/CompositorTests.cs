using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

/// <summary>What the shaders draw, read back from an image without a window, under the validation layer.</summary>
public sealed class CompositorTests
{
    [Test]
    public void AFrameOfTheWindowsSizeIsShownPixelOnPixel(
        [Values] bool mirrored, [Values] PixelFormat format)
    {
        using Frame frame = Noise(64, 40, format);
        using BgraCanvas shown = Draw(frame, mirrored, overlay: null, 64, 40);
        using var expected = new BgraCanvas();
        expected.Draw(frame);
        if (mirrored)
            expected.Mirror();
        AssertSame(shown, expected, tolerance: 0);
    }

    [Test]
    public void AFrameThatLiesOtherwiseIsShownUpright([Values] bool mirrored)
    {
        using Frame frame = Noise(44, 70, PixelFormat.Rgba8);
        frame.Transform = new FrameTransform { QuarterTurns = 3, IsBottomUp = true, Crop = new System.Drawing.Rectangle(5, 3, 64, 40) };
        using BgraCanvas shown = Draw(frame, mirrored, overlay: null, 64, 40);
        using var expected = new BgraCanvas();
        expected.Draw(frame);
        if (mirrored)
            expected.Mirror();
        AssertSame(shown, expected, tolerance: 0);
    }

    [Test]
    public void AnEnlargedFrameIsInterpolated([Values] bool mirrored)
    {
        using Frame frame = Noise(20, 12, PixelFormat.Bgr8);
        using BgraCanvas shown = Draw(frame, mirrored, overlay: null, 60, 36);
        using var source = new BgraCanvas();
        source.Draw(frame);
        if (mirrored)
            source.Mirror();
        using var expected = new BgraCanvas();
        expected.Resize(60, 36);
        for (int y = 0; y < 36; y++)
        {
            for (int x = 0; x < 60; x++)
                Set(expected, x, y, Bilinear(source, (x + 0.5) / 3 - 0.5, (y + 0.5) / 3 - 0.5));
        }
        AssertSame(shown, expected, tolerance: 2);
    }

    [TestCase(2)]
    [TestCase(4)]
    [TestCase(6)]
    public void AReducedFrameIsAveraged(int factor)
    {
        using Frame frame = Noise(16 * factor, 10 * factor, PixelFormat.Bgr8);
        using BgraCanvas shown = Draw(frame, mirrored: false, overlay: null, 16, 10);
        using var source = new BgraCanvas();
        source.Draw(frame);
        using var expected = new BgraCanvas();
        expected.Resize(16, 10);
        for (int y = 0; y < 10; y++)
        {
            for (int x = 0; x < 16; x++)
                Set(expected, x, y, Mean(source, x * factor, y * factor, factor));
        }
        AssertSame(shown, expected, tolerance: 2);
    }

    [Test]
    public void BesideAFrameOfAnotherShapeItIsBlack()
    {
        using var white = new Frame();
        white.Reshape(40, 40, PixelFormat.Gray8);
        white.Pixels.Fill(255);
        using BgraCanvas shown = Draw(white, mirrored: false, overlay: null, 80, 40);
        Assert.Multiple(() =>
        {
            Assert.That(Pixels.At(shown, 19, 20), Is.EqualTo(0xFF000000));
            Assert.That(Pixels.At(shown, 20, 20), Is.EqualTo(0xFFFFFFFF));
            Assert.That(Pixels.At(shown, 59, 0), Is.EqualTo(0xFFFFFFFF));
            Assert.That(Pixels.At(shown, 60, 39), Is.EqualTo(0xFF000000));
        });
    }

    [Test]
    public void TheOverlayLiesOverTheFrame_AsTheProcessorBlendsIt()
    {
        using Frame frame = Noise(640, 480, PixelFormat.Bgr8);
        using BgraCanvas shown = Draw(frame, mirrored: true, Sample.Busy(), 640, 480);
        using var expected = new BgraCanvas();
        expected.Draw(frame);
        expected.Mirror();
        using var painter = new OverlayPainter();
        painter.Paint(expected.Pixels, expected.Width, expected.Height, expected.Stride, Sample.Busy());
        AssertSame(shown, expected, tolerance: 3);
    }

    [Test]
    public void WithoutAFrameTheOverlayLiesOnBlack()
    {
        OverlayContent content = Sample.Calm();
        using BgraCanvas shown = Draw(null, mirrored: false, content, 640, 480);
        Assert.That(Pixels.At(shown, 320, 240), Is.EqualTo(0xFF000000));
        Assert.That(Pixels.At(shown, 30, 200) & 0xFFFFFF, Is.Not.Zero, "the predictions' panel");
    }

    [Test]
    public void WhatChangesIsUploaded_AndWhatDoesNotIsKept()
    {
        using var target = new OffscreenTarget(320, 240);
        using Frame first = Noise(320, 240, PixelFormat.Bgr8), second = Noise(320, 240, PixelFormat.Gray8),
            small = Noise(160, 120, PixelFormat.Bgr8), turned = Noise(320, 240, PixelFormat.Rgb8);
        turned.Transform = new FrameTransform { QuarterTurns = 1 };
        using var painter = new OverlayPainter();
        using var overlay = new OverlaySurface(painter);
        OverlayContent content = Sample.Calm();
        content.Mode = OverlayMode.Compact;
        long second1 = System.Diagnostics.Stopwatch.Frequency;
        (string What, Frame Frame, bool IsNew, Action Change)[] steps =
        [
            ("first", first, true, () => { }),
            ("the same again", first, false, () => { }),
            ("another frame", second, true, () => { }),
            ("another overlay", second, false, () => Sample.SetTop(content.Result, ("lamp", 0.5f))),
            ("a notice", second, false, () => content.Notice = "news"),
            ("another size", small, true, () => content.Notice = null),
            ("one that is turned", turned, true, () => { }),
            ("the first again", first, true, () => content.Mode = OverlayMode.Off),
        ];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i].Change();
            overlay.Update(content, 320, 240, (i + 1) * second1);
            using BgraCanvas shown = target.Draw(overlay.Over(steps[i].Frame, steps[i].IsNew, isMirrored: false));
            using BgraCanvas fresh = Draw(steps[i].Frame, mirrored: false, content, 320, 240);
            AssertSame(shown, fresh, tolerance: 0, steps[i].What);
        }
        target.AssertSilent();
    }

    private static BgraCanvas Draw(Frame? frame, bool mirrored, OverlayContent? overlay, int width, int height)
    {
        using var painter = new OverlayPainter();
        using var surface = new OverlaySurface(painter);
        surface.Update(overlay ?? new OverlayContent { Mode = OverlayMode.Off }, width, height, System.Diagnostics.Stopwatch.Frequency);
        using var target = new OffscreenTarget(width, height);
        BgraCanvas shown = target.Draw(surface.Over(frame, isNew: true, mirrored));
        target.AssertSilent();
        return shown;
    }

    private static Frame Noise(int width, int height, PixelFormat format)
    {
        var frame = new Frame();
        frame.Reshape(width, height, format);
        new Random(width + (int)format).NextBytes(frame.Pixels);
        return frame;
    }

    private static void Set(BgraCanvas canvas, int x, int y, uint value) =>
        BitConverter.TryWriteBytes(Pixels.Row(canvas, y)[(4 * x)..], value);

    private static uint Bilinear(BgraCanvas source, double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        uint result = 0xFF000000;
        for (int shift = 0; shift < 24; shift += 8)
        {
            double upper = Mix(At(left, top), At(left + 1, top), x - left), lower = Mix(At(left, top + 1), At(left + 1, top + 1), x - left);
            result |= (uint)Math.Round(Mix(upper, lower, y - top)) << shift;

            double At(int column, int row) =>
                Pixels.At(source, Math.Clamp(column, 0, source.Width - 1), Math.Clamp(row, 0, source.Height - 1)) >> shift & 255;
        }
        return result;

        static double Mix(double a, double b, double share) => a + (b - a) * share;
    }

    private static uint Mean(BgraCanvas source, int left, int top, int size)
    {
        uint result = 0xFF000000;
        for (int shift = 0; shift < 24; shift += 8)
        {
            double sum = 0;
            for (int y = top; y < top + size; y++)
            {
                for (int x = left; x < left + size; x++)
                    sum += Pixels.At(source, x, y) >> shift & 255;
            }
            result |= (uint)Math.Round(sum / (size * size)) << shift;
        }
        return result;
    }

    private static void AssertSame(BgraCanvas actual, BgraCanvas expected, int tolerance, string what = "")
    {
        Assert.That((actual.Width, actual.Height), Is.EqualTo((expected.Width, expected.Height)));
        for (int y = 0; y < actual.Height; y++)
        {
            ReadOnlySpan<byte> is1 = Pixels.Row(actual, y), was = Pixels.Row(expected, y);
            for (int i = 0; i < is1.Length; i++)
            {
                if (Math.Abs(is1[i] - was[i]) > tolerance)
                    Assert.Fail($"{what} pixel {i / 4}, {y}, channel {i % 4}: {is1[i]} instead of {was[i]}.");
            }
        }
    }
}
