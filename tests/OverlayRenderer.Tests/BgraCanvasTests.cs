using NUnit.Framework;
using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer.Tests;

[TestFixture]
public unsafe class BgraCanvasTests
{
    [TestCase(1, 1)]
    [TestCase(7, 3)]
    [TestCase(64, 5)]
    [TestCase(1281, 2)]
    public void Frames_AreCopiedExactly(int width, int height)
    {
        using var canvas = new BgraCanvas();
        using var frame = new Frame();
        foreach (PixelFormat format in Enum.GetValues<PixelFormat>())
        {
            frame.Reshape(width, height, format);
            new Random(width).NextBytes(frame.Pixels);
            canvas.Draw(frame);
            Assert.That((canvas.Width, canvas.Height), Is.EqualTo((width, height)));
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                {
                    byte* actual = (byte*)canvas.Pixels + y * canvas.Stride + 4 * x;
                    ReadOnlySpan<byte> pixel = frame.Row(y).Slice(x * frame.BytesPerPixel, frame.BytesPerPixel);
                    byte[] expected = format == PixelFormat.Gray8 ? [pixel[0], pixel[0], pixel[0], 255] : [pixel[0], pixel[1], pixel[2], 255];
                    Assert.That(new ReadOnlySpan<byte>(actual, 4).ToArray(), Is.EqualTo(expected), $"{format} at {x}, {y}");
                }
        }
    }

    [Test]
    public void SavePng_WritesWhatWasDrawn_AndLeavesNothingElse()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            using var canvas = new BgraCanvas();
            using var frame = new Frame();
            frame.Reshape(5, 4, PixelFormat.Bgr8);
            frame.Pixels.Fill(77);
            canvas.Draw(frame);
            canvas.SavePng(Path.Combine(folder.FullName, "a.png"));
            Assert.That(folder.GetFiles().Select(f => f.Name), Is.EqualTo(new[] { "a.png" }));
            using SKBitmap read = SKBitmap.Decode(Path.Combine(folder.FullName, "a.png"));
            Assert.That((read.Width, read.Height, read.GetPixel(2, 2)), Is.EqualTo((5, 4, new SKColor(77, 77, 77))));
            Assert.That(() => canvas.SavePng(Path.Combine(folder.FullName, "nowhere", "a.png")), Throws.InstanceOf<IOException>());
            Assert.That(folder.GetFileSystemInfos(), Has.Length.EqualTo(1));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
