using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;
using SkiaSharp;

namespace OverlayRenderer.Tests;

public sealed class BgraCanvasTests
{
    [Test]
    public void FramesAreCopiedExactly([Values] PixelFormat format)
    {
        using var canvas = new BgraCanvas();
        using var frame = new Frame();
        var random = new Random(3);
        foreach (int width in Enumerable.Range(1, 70).Append(1280))
        {
            const int Height = 3;
            frame.Reshape(width, Height, format);
            random.NextBytes(frame.Pixels);
            canvas.Draw(frame);
            Assert.That((canvas.Width, canvas.Height), Is.EqualTo((width, Height)));
            for (int y = 0; y < Height; y++)
            {
                for (int x = 0; x < width; x++)
                    Assert.That(Pixels.At(canvas, x, y), Is.EqualTo(Expected(frame, x, y)), $"{format}, width {width}, pixel {x}, {y}");
            }
        }
    }

    [Test]
    public void AFrameThatLiesOnItsSideIsDrawnUpright()
    {
        using var canvas = new BgraCanvas();
        using var frame = new Frame();
        frame.Reshape(5, 3, PixelFormat.Rgba8);
        new Random(4).NextBytes(frame.Pixels);
        frame.Transform = new FrameTransform { QuarterTurns = 1 };

        canvas.Draw(frame);

        Assert.That((canvas.Width, canvas.Height), Is.EqualTo((3, 5)));
        for (int y = 0; y < 5; y++)
        {
            for (int x = 0; x < 3; x++)
                Assert.That(Pixels.At(canvas, x, y), Is.EqualTo(Expected(frame, y, 2 - x)), $"pixel {x}, {y}");
        }
    }

    [Test]
    public void SizesOutsideTheLimitsAreRefused()
    {
        using var canvas = new BgraCanvas();
        Assert.Multiple(() =>
        {
            Assert.That(() => canvas.Resize(0, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => canvas.Resize(1, Frame.MaxDimension + 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => canvas.WritePng(Stream.Null), Throws.InvalidOperationException);
        });
        canvas.Dispose();
        canvas.Dispose();
        Assert.That(canvas.Pixels, Is.EqualTo((nint)0));
    }

    [Test]
    public void WrittenPictureReadsBack()
    {
        using BgraCanvas canvas = Filled(0xFF336699);
        using var png = new MemoryStream();
        canvas.WritePng(png);
        using SKBitmap read = SKBitmap.Decode(png.ToArray());
        Assert.Multiple(() =>
        {
            Assert.That((read.Width, read.Height), Is.EqualTo((33, 17)));
            Assert.That((uint)read.GetPixel(32, 16), Is.EqualTo(0xFF336699));
        });
    }

    private static BgraCanvas Filled(uint color)
    {
        var canvas = new BgraCanvas();
        canvas.Resize(33, 17);
        canvas.Clear(color);
        return canvas;
    }

    private static uint Expected(Frame frame, int x, int y)
    {
        if (frame.Format == PixelFormat.Nv12)
            return 0xFF000000 | (uint)(Nv12.Level(frame, x, y, 2) << 16 | Nv12.Level(frame, x, y, 1) << 8 | Nv12.Level(frame, x, y, 0));
        Span<byte> pixel = frame.Row(y)[(x * frame.BytesPerPixel)..];
        return frame.Format switch
        {
            PixelFormat.Gray8 => 0xFF000000 | (uint)(pixel[0] << 16 | pixel[0] << 8 | pixel[0]),
            PixelFormat.Rgb8 or PixelFormat.Rgba8 => 0xFF000000 | (uint)(pixel[0] << 16 | pixel[1] << 8 | pixel[2]),
            _ => 0xFF000000 | (uint)(pixel[2] << 16 | pixel[1] << 8 | pixel[0]),
        };
    }
}
