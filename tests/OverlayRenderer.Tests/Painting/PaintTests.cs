using System.Runtime.InteropServices;
using NUnit.Framework;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

public sealed unsafe class PaintTests
{
    private static readonly (int Width, int Height)[] Sizes =
        [(1, 1), (64, 48), (320, 240), (640, 480), (1280, 720), (720, 1280), (3840, 2160)];

    private static OverlayContent[] Contents() =>
    [
        Sample.Calm(), Sample.Busy(), Sample.Failed(), Sample.Noise(), Sample.Offered(), Sample.Extreme(), new OverlayContent(),
    ];

    [Test]
    public void NothingIsWrittenOutsideThePicture(
        [ValueSource(nameof(Sizes))] (int Width, int Height) size, [Values("Off", "Compact", "Full")] string mode)
    {
        const int Guard = 4096, Pad = 64;
        const byte Canary = 0xA5;
        int stride = size.Width * 4 + Pad;
        int bytes = stride * size.Height;
        byte* memory = (byte*)NativeMemory.Alloc((nuint)(bytes + 2 * Guard));
        try
        {
            using var painter = new OverlayPainter();
            foreach (OverlayContent content in Contents())
            {
                content.Mode = Enum.Parse<OverlayMode>(mode);
                new Span<byte>(memory, bytes + 2 * Guard).Fill(Canary);
                for (int y = 0; y < size.Height; y++)
                    new Span<byte>(memory + Guard + (nint)y * stride, size.Width * 4).Clear();
                painter.Paint((nint)memory + Guard, size.Width, size.Height, stride, content);

                Assert.That(new Span<byte>(memory, Guard).ContainsAnyExcept(Canary), Is.False, "before the picture");
                Assert.That(new Span<byte>(memory + Guard + bytes, Guard).ContainsAnyExcept(Canary), Is.False, "after the picture");
                for (int y = 0; y < size.Height; y++)
                {
                    if (new Span<byte>(memory + Guard + (nint)y * stride + size.Width * 4, Pad).ContainsAnyExcept(Canary))
                        Assert.Fail($"row {y} was written beyond its width");
                }
            }
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    [TestCase(640, 480)]
    [TestCase(1280, 720)]
    [TestCase(3840, 2160)]
    public void MiddleAndMarginsStayFree(int width, int height)
    {
        foreach (OverlayContent content in Contents())
        {
            (content.Paused, content.RecordingSeconds, content.Help, content.Offer) = (false, null, [], null);
            using BgraCanvas canvas = Transparent(width, height);
            Paint(canvas, content);
            int margin = 10 * height / 720;
            Assert.Multiple(() =>
            {
                Assert.That(Pixels.Painted(canvas, width * 5 / 16, 0, width * 11 / 16, height / 2), Is.Zero, "middle");
                Assert.That(Pixels.Painted(canvas, 0, 0, width, margin), Is.Zero, "top margin");
                Assert.That(Pixels.Painted(canvas, 0, height - margin, width, height), Is.Zero, "bottom margin");
                Assert.That(Pixels.Painted(canvas, 0, 0, margin, height), Is.Zero, "left margin");
                Assert.That(Pixels.Painted(canvas, width - margin, 0, width, height), Is.Zero, "right margin");
            });
        }
    }

    [Test]
    public void TextStaysInsideItsPanel()
    {
        // Panels are nearly opaque: what is drawn outside one shows as a bright pixel that is far more transparent. Rounded corners
        // and edges are dark, so they do not count.
        foreach (OverlayContent content in Contents())
        {
            using BgraCanvas canvas = Transparent(1280, 720);
            Paint(canvas, content);
            int stray = 0;
            for (int y = 0; y < 720; y++)
            {
                for (int x = 0; x < 1280; x++)
                {
                    uint pixel = Pixels.At(canvas, x, y);
                    uint alpha = pixel >> 24;
                    stray += alpha is > 0 and < 200 && (pixel >> 8 & 255) > alpha / 2 ? 1 : 0;
                }
            }
            Assert.That(stray, Is.Zero);
        }
    }

    [Test]
    public void OffPaintsNothing()
    {
        OverlayContent content = Sample.Busy();
        content.Mode = OverlayMode.Off;
        using BgraCanvas canvas = Transparent(640, 480);
        Paint(canvas, content);
        Assert.That(Pixels.Painted(canvas, 0, 0, 640, 480), Is.Zero);
    }

    [Test]
    public void CompactPaintsLessThanFull()
    {
        using BgraCanvas compact = Transparent(1280, 720), full = Transparent(1280, 720);
        OverlayContent content = Sample.Calm();
        Paint(full, content);
        content.Mode = OverlayMode.Compact;
        Paint(compact, content);
        Assert.That(Pixels.Painted(compact, 0, 0, 1280, 720), Is.InRange(1, Pixels.Painted(full, 0, 0, 1280, 720) / 5));
    }

    [Test]
    public void UntrainedWeightsShowAnAmberTag()
    {
        OverlayContent content = Sample.Calm();
        using BgraCanvas trained = Transparent(1280, 720), untrained = Transparent(1280, 720);
        Paint(trained, content);
        Sample.SetIsTrained(content.Result, false);
        Paint(untrained, content);
        Assert.That((Amber(trained), Amber(untrained) > 500), Is.EqualTo((0, true)));

        static int Amber(BgraCanvas canvas)
        {
            int amber = 0;
            for (int y = 0; y < 120; y++)
            {
                for (int x = 0; x < 270; x++)
                    amber += Pixels.At(canvas, x, y) == 0xFFFFB84D ? 1 : 0;
            }
            return amber;
        }
    }

    [TestCase("Full")]
    [TestCase("Compact")]
    public void ScoresThatAreEachForItself_AreSaidToBe(string mode)
    {
        OverlayContent content = Sample.Calm();
        content.Mode = Enum.Parse<OverlayMode>(mode);
        using BgraCanvas shares = Transparent(1280, 720), own = Transparent(1280, 720);
        Paint(shares, content);
        content.Result.IsMultiLabel = true;
        Paint(own, content);
        Assert.That(Pixels.Painted(own, 0, 0, 1280, 720), Is.Not.Zero);
        int different = Enumerable.Range(0, 720 * 1280).Count(i => At(own, i) != At(shares, i));
        Assert.That(different, Is.GreaterThan(200));

        static uint At(BgraCanvas canvas, int i) => Pixels.At(canvas, i % 1280, i / 1280);
    }

    [Test]
    public void ScaleEnlarges()
    {
        using BgraCanvas normal = Transparent(3840, 2160), small = Transparent(3840, 2160);
        using var painter = new OverlayPainter();
        painter.Paint(normal.Pixels, 3840, 2160, normal.Stride, Sample.Calm());
        painter.Scale = 0.5f;
        painter.Paint(small.Pixels, 3840, 2160, small.Stride, Sample.Calm());
        Assert.That(Pixels.Painted(small, 0, 0, 3840, 2160), Is.LessThan(Pixels.Painted(normal, 0, 0, 3840, 2160) / 2));
        Assert.That(() => painter.Scale = float.NaN, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void ManySurfacesAndSizesTakeTurns()
    {
        using var painter = new OverlayPainter();
        using BgraCanvas expected = Transparent(640, 480);
        OverlayContent content = Sample.Calm();
        painter.Paint(expected.Pixels, 640, 480, expected.Stride, content);
        var canvases = Enumerable.Range(0, 9).Select(_ => Transparent(640, 480)).ToList();
        foreach (BgraCanvas canvas in canvases)
        {
            painter.Paint(canvas.Pixels, 640, 480, canvas.Stride, content);
            Assert.That(Pixels.Painted(canvas, 0, 0, 640, 480), Is.EqualTo(Pixels.Painted(expected, 0, 0, 640, 480)));
        }
        canvases.ForEach(canvas => canvas.Dispose());
    }

    [Test]
    public void MoreCharactersThanTheCacheHoldsAreStillDrawn()
    {
        OverlayContent content = Sample.Calm();
        string unlike = string.Concat(Enumerable.Range(0x4E00, 5000).Select(code => (char)code));
        using BgraCanvas few = Transparent(640, 480), many = Transparent(640, 480);
        Sample.SetTop(content.Result, (unlike[..60], 0.5f), (unlike[..60], 0.3f));
        Paint(few, content);
        Sample.SetTop(content.Result, (unlike, 0.5f), (unlike, 0.3f));
        Paint(many, content);
        for (int y = 0; y < 480; y++)
            Assert.That(Pixels.Row(many, y).SequenceEqual(Pixels.Row(few, y)), Is.True, $"row {y}");
    }

    [Test]
    public void WrongArgumentsAreRefused()
    {
        using BgraCanvas canvas = Transparent(64, 48);
        var painter = new OverlayPainter();
        var content = new OverlayContent();
        Assert.Multiple(() =>
        {
            Assert.That(() => painter.Paint(0, 64, 48, 256, content), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => painter.Paint(canvas.Pixels, 0, 48, 256, content), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => painter.Paint(canvas.Pixels, 64, -1, 256, content), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => painter.Paint(canvas.Pixels, 64, 48, 255, content), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => painter.Paint(canvas.Pixels, 64, 48, 256, null!), Throws.ArgumentNullException);
        });
        painter.Dispose();
        painter.Dispose();
        Assert.That(() => painter.Paint(canvas.Pixels, 64, 48, 256, content), Throws.InstanceOf<ObjectDisposedException>());
    }

    private static BgraCanvas Transparent(int width, int height)
    {
        var canvas = new BgraCanvas();
        canvas.Resize(width, height);
        canvas.Clear(0);
        return canvas;
    }

    private static void Paint(BgraCanvas canvas, OverlayContent content)
    {
        using var painter = new OverlayPainter();
        painter.Paint(canvas.Pixels, canvas.Width, canvas.Height, canvas.Stride, content);
    }
}
