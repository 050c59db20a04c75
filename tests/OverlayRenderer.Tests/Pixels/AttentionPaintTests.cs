using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

/// <summary>A map over the picture that it is of: a network that looks where it is bright, and a bright half.</summary>
public sealed class AttentionPaintTests
{
    private const int Width = 96, Height = 64;

    [Test]
    public void WhatTheNetworkDidNotSee_AndWhatCountsForNothing_IsLeftAsItIs()
    {
        using var plain = new BgraCanvas();
        using var canvas = new BgraCanvas();
        using LoadedModel model = Seen(canvas, plain);
        AttentionMap map = model.Attention!;
        Assert.That((map.Left, map.Right, map.Top, map.Bottom), Is.EqualTo((16f, 80f, 0f, 64f)), "the square in the middle");

        int changed = 0;
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                bool isChanged = Pixels.At(canvas, x, y) != Pixels.At(plain, x, y);
                Assert.That(isChanged && x is < 16 or >= 80, Is.False, $"{x}, {y}");
                Assert.That(Pixels.At(canvas, x, y) >> 24, Is.EqualTo(255));
                changed += isChanged ? 1 : 0;
            }
        }
        Assert.That(changed, Is.GreaterThan(64));
        float[] values = map.Values.ToArray();
        int most = Array.IndexOf(values, values.Max()), x0 = 16 + 64 * (2 * (most % map.Width) + 1) / (2 * map.Width);
        int y0 = 64 * (2 * (most / map.Width) + 1) / (2 * map.Height);
        Assert.That(Pixels.At(canvas, x0, y0) >> 16 & 0xFF, Is.GreaterThan(150), "red where it counts most");
    }

    [Test]
    public void PaintingAllocatesNothing_AndAnEmptyMapChangesNothing()
    {
        using var plain = new BgraCanvas();
        using var canvas = new BgraCanvas();
        using LoadedModel model = Seen(canvas, plain);
        AttentionMap map = model.Attention!;
        canvas.Draw(map);
        long before = GC.GetAllocatedBytesForCurrentThread();
        canvas.Draw(map);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        using var untouched = new BgraCanvas();
        untouched.Resize(4, 4);
        untouched.Clear(0xFF123456);
        untouched.Draw(new FrameResult().Attention);
        Assert.That(Pixels.At(untouched, 2, 2), Is.EqualTo(0xFF123456));
    }

    // The sample's LeNet-5 on a frame whose right half is bright, drawn with its map and without.
    private static LoadedModel Seen(BgraCanvas canvas, BgraCanvas plain)
    {
        using var frame = new Frame();
        frame.Reshape(Width, Height, PixelFormat.Bgra8);
        for (int y = 0; y < Height; y++)
        {
            frame.Row(y).Fill(40);
            frame.Row(y)[(4 * 60)..].Fill(200);
        }
        LoadedModel model = LoadedModel.Load(
            ModelCatalogue.Load().Get("lenet5"), new InferenceOptions { Threads = 1, Explains = true });
        model.Preprocess(frame);
        model.Run();
        canvas.Draw(frame);
        plain.Draw(frame);
        canvas.Draw(model.Attention!);
        return model;
    }
}
