using System.Diagnostics;
using System.Runtime.InteropServices;
using NUnit.Framework;
using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer.Tests;

[TestFixture]
public unsafe class OverlayPainterTests
{
    private const int Canary = 4096;

    // The golden picture is made anew by running this test with UPDATE_GOLDEN=1; look at it before committing it.
    [Test]
    public void FullOverlay_LooksAsItDid()
    {
        const double MeanTolerance = 0.6; // levels of 0..255; anti-aliasing may differ a little between Skia's code paths
        const int Width = 1280, Height = 720;
        byte[] actual = Paint(Width, Height, Content());
        string golden = Path.Combine(SourceFolder(), "Golden", "full-1280x720.png");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            SavePng(golden, actual, Width, Height);
        using SKBitmap expected = SKBitmap.Decode(golden, new SKImageInfo(Width, Height, SKColorType.Bgra8888, SKAlphaType.Premul));
        ReadOnlySpan<byte> pixels = expected.GetPixelSpan();
        double sum = 0;
        for (int i = 0; i < actual.Length; i++)
            sum += Math.Abs(actual[i] - pixels[i]);
        if (sum / actual.Length > MeanTolerance)
        {
            string now = Path.Combine(Path.GetTempPath(), "realtimecnn-overlay-now.png");
            SavePng(now, actual, Width, Height);
            Assert.Fail($"The overlay differs from {golden} by {sum / actual.Length:0.00} levels on average; it now looks like {now}.");
        }
    }

    [TestCase(1, 1)]
    [TestCase(64, 48)]
    [TestCase(320, 240)]
    [TestCase(640, 480)]
    [TestCase(1920, 1080)]
    [TestCase(3840, 2160)]
    public void AnySize_IsPaintedAndNothingOutsideIsTouched(int width, int height) => Paint(width, height, Content());

    [Test]
    public void Off_PaintsNothing()
    {
        OverlayContent content = Content();
        content.Mode = OverlayMode.Off;
        Assert.That(Paint(640, 480, content), Is.All.EqualTo(40));
    }

    [Test]
    public void Middle_StaysFree()
    {
        const int Width = 1280, Height = 720;
        byte[] pixels = Paint(Width, Height, Content());
        for (int y = 200; y < 600; y += 10)
            for (int x = 400; x < 880; x += 10)
                Assert.That(pixels[(y * Width + x) * 4], Is.EqualTo(40));
    }

    [Test]
    public void ExtremeContent_IsSurvived()
    {
        var content = new OverlayContent { ModelDisplayName = new string('W', 500), SourceName = "источник 映像", SourceError = new string('x', 400), FpsOut = double.NaN, FpsIn = double.PositiveInfinity };
        Paint(800, 600, content);
        content.Result.CopyFrom(Result(("", float.NaN), (new string('å', 300), float.PositiveInfinity), ("カメラ", -5)));
        content.History = new LatencyHistory();
        content.History.Add(new StageTimings { InferredAt = long.MaxValue / 4 });
        content.LoadingModel = "VGG-16";
        content.LoadingSeconds = 1e12;
        Paint(800, 600, content);
        content.Mode = OverlayMode.Compact;
        Paint(800, 600, content);
    }

    [Test]
    public void PaintingWithChangingNumbers_AllocatesNothing()
    {
        OverlayContent content = Content();
        using var painter = new OverlayPainter();
        using var canvas = new BgraCanvas();
        using var frame = new Frame();
        frame.Reshape(1280, 720, PixelFormat.Bgr8);
        for (int i = 0; i < 60; i++)
            Step(i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 60; i++)
            Step(i);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Step(int i)
        {
            content.History!.Add(Timings(i));
            content.FpsOut = 20 + i * 0.37;
            content.LoadingSeconds = i * 0.1;
            canvas.Draw(frame);
            painter.Paint(canvas.Pixels, canvas.Width, canvas.Height, canvas.Stride, content);
        }
    }

    [Test]
    public void ImpossibleSurfaces_AreRefused()
    {
        using var painter = new OverlayPainter();
        Assert.That(() => painter.Paint(0, 10, 10, 40, Content()), Throws.ArgumentException);
        byte* some = stackalloc byte[64];
        nint address = (nint)some;
        Assert.That(() => painter.Paint(address, 4, 4, 8, Content()), Throws.ArgumentException);
    }

    private static byte[] Paint(int width, int height, OverlayContent content)
    {
        int bytes = width * height * 4;
        byte* memory = (byte*)NativeMemory.Alloc((nuint)(bytes + 2 * Canary));
        try
        {
            new Span<byte>(memory, bytes + 2 * Canary).Fill(0xA5);
            new Span<byte>(memory + Canary, bytes).Fill(40);
            using var painter = new OverlayPainter();
            painter.Paint((nint)(memory + Canary), width, height, width * 4, content);
            Assert.That(new Span<byte>(memory, Canary).IndexOfAnyExcept((byte)0xA5), Is.EqualTo(-1));
            Assert.That(new Span<byte>(memory + Canary + bytes, Canary).IndexOfAnyExcept((byte)0xA5), Is.EqualTo(-1));
            return new Span<byte>(memory + Canary, bytes).ToArray();
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    private static OverlayContent Content()
    {
        var content = new OverlayContent
        {
            ModelDisplayName = "Inception-ResNet-v2 (2016)",
            SourceName = "camera:0",
            FpsIn = 30,
            FpsOut = 29.4,
            Drops = new DropCounts(12, 0, 1),
            SlotState = SlotState.Loading,
            LoadingModel = "VGG-16",
            LoadingSeconds = 1.2,
            History = new LatencyHistory(),
            Keys = [new KeyHelp("1-0", "model"), new KeyHelp("space", "pause")],
        };
        for (int i = 0; i < 200; i++)
            content.History.Add(Timings(i));
        content.Result.CopyFrom(Result(("tabby, tabby cat", 0.62f), ("tiger cat", 0.21f), ("Egyptian cat, of a kind with a long name", 0.09f), ("lynx", 0.03f), ("crane", 0.01f)));
        return content;
    }

    private static FrameResult Result(params (string Label, float Score)[] predictions)
    {
        var result = new FrameResult { Model = "m", Backend = "cpu", Preprocess = "cpu", Truth = "chelsea", TopCount = predictions.Length, Weights = WeightsStatus.Untrained };
        for (int i = 0; i < predictions.Length; i++)
            result.Slots[i] = new Prediction(i, predictions[i].Label, predictions[i].Score);
        return result;
    }

    private static StageTimings Timings(int i)
    {
        long tick = Stopwatch.Frequency / 1000, start = 1 + i * 33 * tick;
        return new StageTimings
        {
            CapturedAt = start,
            AcquiredAt = start + tick / 4,
            PreprocessedAt = start + tick / 2,
            InferredAt = start + (5 + i % 7) * tick,
            PresentedAt = start + (6 + i % 7) * tick,
        };
    }

    private static void SavePng(string path, byte[] pixels, int width, int height)
    {
        fixed (byte* p = pixels)
        {
            using SKImage image = SKImage.FromPixelCopy(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Premul), (nint)p, width * 4);
            using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
            using FileStream stream = File.Create(path);
            png.SaveTo(stream);
        }
    }

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
