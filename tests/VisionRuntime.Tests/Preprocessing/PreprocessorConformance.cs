using System.Runtime.InteropServices;
using NUnit.Framework;
using OpenCvSharp;

namespace RealtimeCnn.Tests;

/// <summary>What every preprocessor must do, whichever processor it runs on. A fixture per implementation derives from this one.</summary>
public abstract class PreprocessorConformance
{
    private protected abstract IPreprocessor Create(PreprocessSpec spec);

    /// <summary>Allowed difference where exactness is expected: one rounding of a float of magnitude about 1.</summary>
    protected virtual double Exact => 1e-6;

    [Test]
    public void EqualsPillow(
        [Values("astronaut", "chelsea", "noise-1280x720")] string picture,
        [Values("bilinear_232_224", "bilinear_256_224", "bilinear_342_299", "bicubic_333_299", "bicubic_341_299")] string kind)
    {
        string[] parts = kind.Split('_');
        int resize = int.Parse(parts[1]), crop = int.Parse(parts[2]);
        PreprocessSpec spec = new()
        {
            Width = crop,
            Height = crop,
            ResizeTo = resize,
            Filter = parts[0] == "bicubic" ? ResizeFilter.AntialiasedBicubic : ResizeFilter.AntialiasedBilinear,
            Std = [1 / 255f], // levels instead of 0..1
        };
        using IPreprocessor preprocessor = Create(spec);
        using Frame frame = TestFrames.Golden(picture);
        using Mat golden = TestFrames.Read($"{picture}_{kind}.png");
        float[] actual = TensorComparison.Tensor(preprocessor, frame), expected = Planes(golden);

        (double max, double mean) = TensorComparison.Difference(actual, expected);

        TestContext.Out.WriteLine($"{preprocessor.Name} {picture} {kind}: max {max:F3}, mean {mean:F3} levels");
        Assert.That(TensorComparison.Mismatch(actual, expected, spec, 1.5), Is.Null);
        Assert.That(mean, Is.LessThanOrEqualTo(0.35));
    }

    [Test]
    public void SameSizeCopiesPixels([Values] ResizeFilter filter, [Values] PixelFormat format, [Values] ResizePolicy policy)
    {
        PreprocessSpec spec = new()
        {
            Width = 21, Height = 13, ResizeTo = policy == ResizePolicy.ShorterSideCentreCrop ? 21 : 0, Policy = policy, Filter = filter,
        };
        using IPreprocessor preprocessor = Create(spec);
        using Frame frame = TestFrames.Random(21, policy == ResizePolicy.ShorterSideCentreCrop ? 21 : 13, format, 5);
        int top = (frame.Height - 13) / 2;
        float[] expected = new float[spec.ElementCount];
        for (int i = 0; i < expected.Length; i++)
        {
            int plane = i / (21 * 13), y = i / 21 % 13 + top, x = i % 21;
            expected[i] = format switch
            {
                PixelFormat.Gray8 => frame.Row(y)[x],
                PixelFormat.Nv12 => Nv12.Level(frame, x, y, 2 - plane),
                PixelFormat.Rgb8 or PixelFormat.Rgba8 => frame.Row(y)[x * frame.BytesPerPixel + plane],
                _ => frame.Row(y)[x * frame.BytesPerPixel + 2 - plane],
            } / 255f;
        }

        // Fixed-point weights may be off by a few 1/65536.
        Assert.That(
            TensorComparison.Mismatch(TensorComparison.Tensor(preprocessor, frame), expected, spec, Math.Max(Exact, 3e-5)), Is.Null);
    }

    [Test]
    public void NormalisesEachPlaneByItsOwnValues(
        [Values(ChannelOrder.Rgb, ChannelOrder.Bgr)] ChannelOrder order, [Values(TensorType.Float32, TensorType.Float16)] TensorType type,
        [Values] bool last)
    {
        PreprocessSpec spec = new()
        {
            Width = 9, Height = 2, Policy = ResizePolicy.Stretch, Channels = order, Type = type, ChannelsLast = last,
            Mean = [0.1f, 0.2f, 0.3f], Std = [0.5f, 0.25f, 0.125f],
        };
        using IPreprocessor preprocessor = Create(spec);
        using Frame frame = Constant(33, 17, [10, 100, 200]);
        int[] levels = order == ChannelOrder.Rgb ? [200, 100, 10] : [10, 100, 200];

        float[] tensor = TensorComparison.Tensor(preprocessor, frame);

        for (int plane = 0; plane < 3; plane++)
        {
            double expected = (levels[plane] / 255.0 - spec.Mean[plane]) / spec.Std[plane];
            Assert.That(tensor.Skip(plane * 18).Take(18), Is.All.EqualTo((float)expected).Within(type == TensorType.Float16 ? 2e-3 : 5e-4));
        }
    }

    [Test]
    public void GreyIsLuma()
    {
        using IPreprocessor preprocessor = Create(new PreprocessSpec { Width = 5, Height = 5, Channels = ChannelOrder.Grey, ResizeTo = 6 });
        using Frame frame = Constant(40, 30, [10, 100, 200]);

        Assert.That(
            TensorComparison.Tensor(preprocessor, frame), Is.All.EqualTo((0.299f * 200 + 0.587f * 100 + 0.114f * 10) / 255).Within(1e-5));
    }

    [Test]
    public void LetterboxFillsTheBorder([Values] TensorType type)
    {
        float unit = type == TensorType.UInt8 ? 255 : 1;
        PreprocessSpec spec = new()
        {
            Width = 20, Height = 20, Policy = ResizePolicy.Letterbox, PadValue = 51, Type = type, Std = [1 / unit],
        };
        using IPreprocessor preprocessor = Create(spec);
        using Frame frame = Constant(40, 21, [255, 255, 255]); // 20 x 10.5 -> 10 rows, 5 of border above and below

        float[] tensor = TensorComparison.Tensor(preprocessor, frame);

        for (int i = 0; i < tensor.Length; i++)
        {
            int y = i / 20 % 20;
            float expected = (y is < 5 or >= 15 ? 0.2f : 1f) * unit;
            Assert.That(tensor[i], Is.EqualTo(expected).Within(type == TensorType.Float16 ? 1e-3 : 1e-4), $"row {y}");
        }
    }

    [Test]
    public void ChannelsLast_AreTheSameValuesPixelByPixel(
        [Values] ChannelOrder order, [Values] TensorType type, [Values(0, 5)] int transform)
    {
        PreprocessSpec spec = new()
        {
            Width = 37, Height = 6, Policy = ResizePolicy.Stretch, Channels = order, Type = type,
            Std = [type == TensorType.UInt8 ? 1 / 255f : 0.25f],
        };
        using IPreprocessor planes = Create(spec), pixels = Create(spec with { ChannelsLast = true });
        using Frame frame = TestFrames.Random(51, 40, PixelFormat.Bgr8, 4);
        frame.Transform = TestFrames.Transforms(51, 40).ElementAt(transform);
        byte[] first = new byte[spec.ByteCount], last = new byte[spec.ByteCount];

        planes.Run(frame, first);
        pixels.Run(frame, last);

        int size = spec.ElementBytes, count = spec.Width * spec.Height, channels = spec.ChannelCount;
        for (int i = 0; i < spec.ElementCount; i++)
        {
            int moved = i % count * channels + i / count;
            Assert.That(last.AsSpan(moved * size, size).SequenceEqual(first.AsSpan(i * size, size)), $"element {i}");
        }
    }

    [Test]
    public void EightBits_AreTheNearestLevels([Values] ResizeFilter filter)
    {
        PreprocessSpec spec = new() { Width = 45, Height = 31, Policy = ResizePolicy.Stretch, Filter = filter, Std = [1 / 255f] };
        using IPreprocessor floats = Create(spec), levels = Create(spec with { Type = TensorType.UInt8 });
        using Frame frame = TestFrames.Random(77, 60, PixelFormat.Bgr8, 6);

        float[] expected = TensorComparison.Tensor(floats, frame), actual = TensorComparison.Tensor(levels, frame);

        Assert.That(actual.Zip(expected), Has.All.Matches<(float Level, float Value)>(one => Math.Abs(one.Level - one.Value) <= 0.5001f));
    }

    [Test]
    public void EightBits_AreClipped()
    {
        PreprocessSpec spec = new()
        {
            Width = 40, Height = 1, Policy = ResizePolicy.Stretch, Type = TensorType.UInt8, Mean = [0.5f], Std = [1 / 1000f],
        };
        using IPreprocessor preprocessor = Create(spec);
        using Frame dark = Constant(40, 1, [0, 0, 0]), bright = Constant(40, 1, [255, 255, 255]);

        Assert.That(TensorComparison.Tensor(preprocessor, dark), Is.All.Zero);
        Assert.That(TensorComparison.Tensor(preprocessor, bright), Is.All.EqualTo(255));
    }

    [Test]
    public void BicubicOvershootIsClipped()
    {
        PreprocessSpec spec = new() { Width = 64, Height = 8, Policy = ResizePolicy.Stretch, Filter = ResizeFilter.AntialiasedBicubic };
        using IPreprocessor preprocessor = Create(spec);
        using Frame frame = Constant(16, 8, [0, 0, 0]);
        for (int y = 0; y < 8; y++)
            frame.Row(y)[24..].Fill(255);

        float[] tensor = TensorComparison.Tensor(preprocessor, frame);

        Assert.That(tensor.Min(), Is.Zero);
        Assert.That(tensor.Max(), Is.EqualTo(1f).Within(Exact));
    }

    [Test]
    public void RefusesATensorOfAnotherSize()
    {
        using IPreprocessor preprocessor = Create(new PreprocessSpec { Width = 4, Height = 4 });
        using Frame frame = Constant(8, 8, [1, 2, 3]);

        Assert.That(() => preprocessor.Run(frame, new byte[4 * 4 * 3 * 4 - 4]), Throws.ArgumentException.With.Message.Contains("192"));
        using var empty = new Frame();
        Assert.That(() => preprocessor.Run(empty, new byte[4 * 4 * 3 * 4]), Throws.ArgumentException);
    }

    [Test]
    public void WritesOnlyTheTensor([Values] ResizeFilter filter, [Values] TensorType type, [Values(1, 7, 8, 9, 30)] int width)
    {
        PreprocessSpec spec = new()
        {
            Width = width, Height = 3, Policy = ResizePolicy.Stretch, Filter = filter, Type = type,
            ChannelsLast = width < 8,
        };
        using IPreprocessor preprocessor = Create(spec);
        using Frame frame = TestFrames.Random(45, 31, PixelFormat.Bgr8, 1);
        int size = spec.ByteCount;
        byte[] memory = new byte[size + 512];
        Array.Fill(memory, (byte)0xA5);

        preprocessor.Run(frame, memory.AsSpan(256, size));

        Assert.That(memory[..256], Is.All.EqualTo(0xA5), "before the tensor");
        Assert.That(memory[(256 + size)..], Is.All.EqualTo(0xA5), "after the tensor");
    }

    [Test]
    [Platform("Linux")]
    public void StaysInsideFrameAndTensor([Values] ResizeFilter filter, [Values] PixelFormat format, [Values] bool atEnd)
    {
        foreach ((int width, int height) in new[] { (1, 1), (21, 2), (64, 48), (300, 5) })
        {
            // Enlarging, reducing, the whole frame and its centre.
            foreach ((int size, ResizePolicy policy) in
                new[] { (9, ResizePolicy.Stretch), (9, ResizePolicy.ShorterSideCentreCrop), (72, ResizePolicy.Letterbox) })
            {
                PreprocessSpec spec = new() { Width = size, Height = size, Policy = policy, Filter = filter };
                using IPreprocessor preprocessor = Create(spec);
                using Frame frame = TestFrames.Random(width, height, format, 1);
                using var pixels = new GuardedMemory(frame.Pixels.Length, atEnd);
                using var tensor = new GuardedMemory(spec.ElementCount * 4, atEnd);
                // Upright, upside down, turned and mirrored, and a corner of one that is turned.
                foreach (int transform in new[] { 0, 8, 5, 17 })
                {
                    frame.Transform = TestFrames.Transforms(width, height).ElementAt(transform);
                    float[] expected = TensorComparison.Tensor(preprocessor, frame);

                    pixels.Lend(frame, f => preprocessor.Run(f, tensor.Span));

                    Assert.That(MemoryMarshal.Cast<byte, float>(tensor.Span).ToArray(), Is.EqualTo(expected));
                }
            }
        }
    }

    [Test]
    public void AllocatesNothingPerFrame(
        [Values] ResizeFilter filter, [Values] TensorType type, [Values] PixelFormat format, [Values(0, 29)] int transform)
    {
        bool last = format > PixelFormat.Bgr8;
        PreprocessSpec spec = new() { Width = 16, Height = 16, ResizeTo = 18, Filter = filter, Type = type, ChannelsLast = last };
        using IPreprocessor preprocessor = Create(spec);
        using Frame frame = TestFrames.Random(40, 30, format, 1);
        frame.Transform = TestFrames.Transforms(40, 30).ElementAt(transform);
        byte[] tensor = new byte[spec.ByteCount];
        for (int i = 0; i < 3; i++)
            preprocessor.Run(frame, tensor);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++)
            preprocessor.Run(frame, tensor);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static Frame Constant(int width, int height, byte[] bgr)
    {
        var frame = new Frame();
        frame.Reshape(width, height, PixelFormat.Bgr8);
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = frame.Row(y);
            for (int i = 0; i < row.Length; i++)
                row[i] = bgr[i % 3];
        }
        return frame;
    }

    private static unsafe float[] Planes(Mat bgr)
    {
        (int width, int height) = (bgr.Width, bgr.Height);
        float[] planes = new float[3 * width * height];
        for (int i = 0; i < planes.Length; i++)
        {
            int plane = i / (width * height), y = i / width % height, x = i % width;
            planes[i] = ((byte*)bgr.Ptr(y))[x * 3 + 2 - plane];
        }
        return planes;
    }
}
