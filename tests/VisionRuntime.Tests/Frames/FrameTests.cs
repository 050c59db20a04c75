using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Frames whose pixels lie on a GPU: what they say of themselves, and when they let go.</summary>
[TestFixture]
public unsafe class FrameTests
{
    [Test]
    public void OnAGpu_AFrameHasSizeAndTransform_AndNoPixelsHere()
    {
        using var frame = new Frame();
        frame.Reshape(9, 9, PixelFormat.Bgr8);
        frame.PlaceOnGpu(10, 4, PixelFormat.Rgba8, 64, new Pixels());
        frame.Transform = new FrameTransform { QuarterTurns = 1 };

        Assert.That((frame.IsOnGpu, frame.Stride, frame.UprightWidth), Is.EqualTo((true, 64, 4)));
        Assert.That(frame.Data == null);
        Assert.That(frame.Pixels.Length, Is.Zero);
        Assert.That(() => frame.Row(0).Length, Throws.InvalidOperationException);
        using var cpu = new SimdPreprocessor(new PreprocessSpec { Width = 4, Height = 4 });
        Assert.That(
            () => cpu.Run(frame, new byte[cpu.Spec.ByteCount]), Throws.InstanceOf<VisionException>().With.Message.Contains("GPU's memory"));
    }

    [Test]
    public void WhatHoldsThePixels_IsLetGoOnce_HoweverTheFrameMovesOn()
    {
        Action<Frame>[] ways =
        [
            frame => frame.Reshape(2, 2, PixelFormat.Gray8),
            frame => frame.PlaceOnGpu(4, 4, PixelFormat.Gray8, 4, new Pixels()),
            frame => frame.CopyFrom(Filled()),
            frame => frame.Dispose(),
        ];
        foreach (Action<Frame> way in ways)
        {
            using var frame = new Frame();
            var pixels = new Pixels();
            frame.PlaceOnGpu(4, 4, PixelFormat.Bgra8, 16, pixels);
            Assert.That(pixels.TimesDisposed, Is.Zero);

            way(frame);

            Assert.That(pixels.TimesDisposed, Is.EqualTo(1));
        }
    }

    [Test]
    public void ACopy_SaysThatThePixelsAreThere_AndHoldsNone()
    {
        using var frame = new Frame();
        var pixels = new Pixels();
        frame.PlaceOnGpu(3, 2, PixelFormat.Bgra8, 16, pixels);
        frame.Transform = new FrameTransform { IsMirrored = true };
        using var copy = new Frame();

        copy.CopyFrom(frame);

        Assert.That((copy.IsOnGpu, copy.GpuPixels, copy.Transform.IsMirrored), Is.EqualTo((true, (IDisposable?)null, true)));
        uint* black = stackalloc uint[6];
        copy.CopyToBgra((byte*)black, 12);
        Assert.That(new Span<uint>(black, 6).ToArray(), Is.All.EqualTo(0xFF000000));
        copy.CopyFrom(Filled());
        Assert.That((copy.IsOnGpu, copy.Row(1)[0]), Is.EqualTo((false, (byte)7)));
        Assert.That(pixels.TimesDisposed, Is.Zero, "they are the first frame's");
    }

    [TestCase(0, 4, PixelFormat.Bgra8, 16)]
    [TestCase(4, Frame.MaxDimension + 1, PixelFormat.Bgra8, 16)]
    [TestCase(4, 4, PixelFormat.Nv12, 16)]
    [TestCase(5, 4, PixelFormat.Bgra8, 16)]
    [TestCase(5, 4, PixelFormat.Bgra8, 24)]
    public void WhatCannotLieThere_IsRefused_AndTheFrameStaysAsItWas(int width, int height, PixelFormat format, int stride)
    {
        using Frame frame = Filled();
        var pixels = new Pixels();

        Assert.That(() => frame.PlaceOnGpu(width, height, format, stride, pixels), Throws.InstanceOf<ArgumentException>());
        Assert.That((frame.IsOnGpu, frame.Row(0)[0], pixels.TimesDisposed), Is.EqualTo((false, (byte)7, 0)));
    }

    private static Frame Filled()
    {
        var frame = new Frame();
        frame.Reshape(2, 2, PixelFormat.Gray8);
        frame.Pixels.Fill(7);
        return frame;
    }

    private sealed class Pixels : IDisposable
    {
        public int TimesDisposed { get; private set; }

        public void Dispose() => TimesDisposed++;
    }
}
