using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;
using SkiaSharp;

namespace OverlayRenderer.Tests;

/// <summary>
/// Compares whole pictures with those in <c>Golden/</c>. UPDATE_GOLDEN=1 in the environment rewrites them instead; look at them before
/// committing, and never rewrite them to get rid of a failure that is not understood.
/// </summary>
public sealed class GoldenTests
{
    // Text is rasterised by the operating system's font library: the goldens are FreeType's. Wine's DirectWrite differs in up to 5.3 %.
    private static readonly double MaxDifferentShare = OperatingSystem.IsLinux() ? 0.002 : 0.08;
    private const int Noticeable = 24;
    private const string Missing = "ResNet-50 has no weights here\nW: download 103 MB from torchvision-v1.\n"
        + "Licence: BSD-3-Clause (torchvision's code; none is stated for the weights)";
    private const string Downloading = "ResNet-50: downloading\nW: stop; it goes on next time.";
    private const string Refused = "ResNet-50 has no weights here\n! resnet50-0676ba61.pth is not the file that the catalogue names: "
        + "its SHA-256 is 575008a2..., not 0676ba61...; it was deleted.\nW: try again.";

    [TestCase("calm", 1280, 720)]
    [TestCase("busy", 1280, 720)]
    [TestCase("failed", 1280, 720)]
    [TestCase("busy", 640, 480)]
    [TestCase("failed", 640, 480)]
    [TestCase("help", 1280, 720)]
    [TestCase("help", 640, 480)]
    [TestCase("comparing", 1280, 720)]
    [TestCase("comparing", 640, 480)]
    [TestCase("busy", 3840, 2160)]
    [TestCase("busy", 480, 1000)]
    [TestCase("start", 1280, 720)]
    [TestCase("reasons", 1280, 720)]
    [TestCase("missing", 1280, 720)]
    [TestCase("missing", 640, 480)]
    [TestCase("downloading", 1280, 720)]
    [TestCase("downloading", 640, 480)]
    [TestCase("refused", 1280, 720)]
    [TestCase("refused", 640, 480)]
    [TestCase("offer", 1280, 720)]
    [TestCase("offer", 640, 480)]
    [TestCase("compact", 640, 480)]
    [TestCase("compact-downloading", 320, 240)]
    [TestCase("compact-busy", 320, 240)]
    public void LooksAsBefore(string name, int width, int height)
    {
        OverlayContent content = name switch
        {
            "calm" or "compact" => Sample.Calm(),
            "failed" => Sample.Failed(),
            "help" => Sample.Help(),
            "start" => Sample.Start(),
            "reasons" => Sample.Reasons(),
            "missing" => Sample.Noise(Missing),
            "downloading" or "compact-downloading" => Sample.Noise(Downloading, new WeightDownload(43_100_000, 102_530_333, 12.3e6)),
            "refused" => Sample.Noise(Refused),
            "offer" => Sample.Offered(),
            "comparing" => Sample.Comparing(),
            _ => Sample.Busy(),
        };
        if (name.StartsWith("compact", StringComparison.Ordinal))
            content.Mode = OverlayMode.Compact;
        using BgraCanvas canvas = Background(width, height);
        using var painter = new OverlayPainter();
        painter.Paint(canvas.Pixels, width, height, canvas.Stride, content);
        Compare(canvas, $"{name}-{width}x{height}");
    }

    private static BgraCanvas Background(int width, int height)
    {
        using var frame = new Frame();
        frame.Reshape(width, height, PixelFormat.Bgr8);
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = frame.Row(y);
            for (int x = 0; x < width; x++)
            {
                byte check = (byte)((x / 40 + y / 40) % 2 * 200);
                (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = ((byte)(x * 255 / width), (byte)(y * 255 / height), check);
            }
        }
        var canvas = new BgraCanvas();
        canvas.Draw(frame);
        return canvas;
    }

    private static void Compare(BgraCanvas actual, string name)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Save(actual, Path.Combine(SourceFolder(), "Golden", name + ".png"));
            Assert.Inconclusive($"Golden/{name}.png was rewritten.");
        }
        using SKBitmap? golden = SKBitmap.Decode(Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", name + ".png"));
        Assert.That(golden, Is.Not.Null, $"Golden/{name}.png is missing; UPDATE_GOLDEN=1 makes it.");
        Assert.That((golden!.Width, golden.Height), Is.EqualTo((actual.Width, actual.Height)));

        using BgraCanvas difference = new();
        difference.Resize(actual.Width, actual.Height);
        int different = 0;
        for (int y = 0; y < actual.Height; y++)
        {
            ReadOnlySpan<byte> was = golden.GetPixelSpan().Slice(y * golden.RowBytes, actual.Width * 4), now = Pixels.Row(actual, y);
            Span<byte> delta = Pixels.Row(difference, y);
            for (int i = 0; i < was.Length; i += 4)
            {
                int worst = 0;
                for (int c = 0; c < 3; c++)
                {
                    int d = Math.Abs(was[i + c] - now[i + c]);
                    delta[i + c] = (byte)Math.Min(255, d * 4);
                    worst = Math.Max(worst, d);
                }
                delta[i + 3] = 255;
                different += worst > Noticeable ? 1 : 0;
            }
        }
        double share = different / (double)(actual.Width * actual.Height);
        if (share <= MaxDifferentShare)
            return;
        string folder = Directory.CreateDirectory(Path.Combine(TestContext.CurrentContext.WorkDirectory, "GoldenDifferences")).FullName;
        string actualPath = Path.Combine(folder, name + ".actual.png"), differencePath = Path.Combine(folder, name + ".difference.png");
        Save(actual, actualPath);
        Save(difference, differencePath);
        Assert.Fail(
            $"{share:P2} of the pixels differ by more than {Noticeable} levels (allowed: {MaxDifferentShare:P2}). "
            + $"Painted: {actualPath}. Difference x 4: {differencePath}.");
    }

    private static void Save(BgraCanvas canvas, string path)
    {
        using FileStream file = File.Create(path);
        canvas.WritePng(file);
    }

    private static string SourceFolder()
    {
        for (DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OverlayRenderer.Tests.csproj")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("UPDATE_GOLDEN=1 works only from a build inside the source folder.");
    }
}
