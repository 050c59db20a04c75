using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

public sealed class AllocationTests
{
    [Test]
    public void PaintingChangingNumbersAllocatesNothing([Values(OverlayMode.Compact, OverlayMode.Full)] OverlayMode mode)
    {
        string[] labels = [.. Enumerable.Range(0, 1000).Select(i => $"class number {i} with a longish name")];
        OverlayContent content = Sample.Busy();
        content.Mode = mode;
        using var canvas = new BgraCanvas();
        using var frame = new Frame();
        frame.Reshape(1280, 720, PixelFormat.Bgr8);
        frame.Pixels.Clear();
        using var painter = new OverlayPainter();
        var random = new Random(2);
        int number = 0;
        for (int i = 0; i < 100; i++)
            PaintOne();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++)
            PaintOne();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void PaintOne()
        {
            number++;
            content.FpsIn = random.NextDouble() * 240;
            content.FpsOut = random.NextDouble() * 240;
            content.Drops = new DropCounts(number * 31, number / 7, number / 50);
            content.LoadingSeconds = number / 60.0;
            Sample.SetTop(content.Result, (labels[random.Next(1000)], random.NextSingle()), (labels[random.Next(1000)], random.NextSingle()), (labels[random.Next(1000)], random.NextSingle()));
            content.History!.Add(Sample.Timings(number, random));
            canvas.Draw(frame);
            painter.Paint(canvas.Pixels, canvas.Width, canvas.Height, canvas.Stride, content);
        }
    }
}
