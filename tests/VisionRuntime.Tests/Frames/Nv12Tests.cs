using NUnit.Framework;
using OpenCvSharp;

namespace RealtimeCnn.Tests;

/// <summary>NV12 frames: their layout, and their colours against OpenCV's conversion.</summary>
public sealed unsafe class Nv12Tests
{
    [TestCase(2, 2)]
    [TestCase(64, 48)]
    [TestCase(322, 14)]
    public void Colours_AreOpenCvsToTheBit(int width, int height)
    {
        using Frame frame = TestFrames.Random(width, height, PixelFormat.Nv12, 7);
        using var converted = new Frame();
        converted.Reshape(width, height, PixelFormat.Bgra8);
        using Mat planes = new(height * 3 / 2, width, MatType.CV_8UC1), theirs = new();
        for (int y = 0; y < height; y++)
            frame.Row(y).CopyTo(new Span<byte>((void*)planes.Ptr(y), width));
        for (int y = 0; y < height / 2; y++)
            frame.ChromaRow(y).CopyTo(new Span<byte>((void*)planes.Ptr(height + y), width));
        Cv2.CvtColor(planes, theirs, ColorConversionCodes.YUV2BGR_NV12);

        Nv12.ToBgra(frame, converted, 0, height, 0, width);

        for (int y = 0; y < height; y++)
        {
            for (int i = 0; i < width * 3; i++)
            {
                byte expected = ((byte*)theirs.Ptr(y))[i];
                Assert.That(Nv12.Level(frame, i / 3, y, i % 3), Is.EqualTo(expected), $"one pixel: x {i / 3} y {y} channel {i % 3}");
                Assert.That(converted.Row(y)[i / 3 * 4 + i % 3], Is.EqualTo(expected), $"whole rows: x {i / 3} y {y} channel {i % 3}");
            }
        }
    }

    [TestCase(1, 1, 1, 2)]
    [TestCase(63, 65, 33, 64)]
    public void OddSizes_KeepTheLastChromaPair(int width, int height, int chromaRows, int chromaBytes)
    {
        using Frame frame = TestFrames.Random(width, height, PixelFormat.Nv12, 1);
        using var copy = new Frame();
        copy.CopyFrom(frame);

        Assert.That(frame.Pixels.Length, Is.EqualTo(frame.Stride * (height + chromaRows)));
        Assert.That(frame.ChromaRow(chromaRows - 1).Length, Is.EqualTo(chromaBytes));
        Assert.That(copy.ChromaRow(chromaRows - 1).ToArray(), Is.EqualTo(frame.ChromaRow(chromaRows - 1).ToArray()));
        Assert.That(() => frame.ChromaRow(chromaRows).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void ChromaRow_OfAnotherFormat_IsRefused()
    {
        using Frame frame = TestFrames.Random(4, 4, PixelFormat.Bgr8, 1);

        Assert.That(() => frame.ChromaRow(0).Length, Throws.InvalidOperationException.With.Message.Contains("Bgr8"));
    }
}
