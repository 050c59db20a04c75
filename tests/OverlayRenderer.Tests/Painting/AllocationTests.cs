using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

public sealed class AllocationTests
{
    [Test]
    public void PaintingChangingNumbersAllocatesNothing([Values("Compact", "Full")] string mode)
    {
        string[] labels = [.. Enumerable.Range(0, 1000).Select(i => $"class number {i} with a longish name")];
        OverlayContent content = Sample.Busy();
        content.Mode = Enum.Parse<OverlayMode>(mode);
        using var canvas = new BgraCanvas();
        using var frame = new Frame();
        frame.Reshape(1280, 720, PixelFormat.Bgr8);
        frame.Pixels.Clear();
        using var painter = new OverlayPainter();
        var random = new Random(2);
        int number = 0;
        for (int i = 0; i < 100; i++)
            PaintOne();

        // The runtime allocates a few bytes of its own, once, when it recompiles what has become hot; what painting allocates would show
        // in every window. A window is long enough for several renewals of the percentiles.
        long allocated = long.MaxValue;
        for (int window = 0; window < 5 && allocated != 0; window++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 600; i++)
                PaintOne();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.That(allocated, Is.Zero);

        void PaintOne()
        {
            number++;
            content.Status.FpsIn = random.NextDouble() * 240;
            content.Status.FpsOut = random.NextDouble() * 240;
            content.Status.Drops = new DropCounts(number * 31, number / 7, number / 50);
            content.Status.LoadingSeconds = number / 60.0;
            Sample.SetTop(
                content.Result,
                (labels[random.Next(1000)], random.NextSingle()), (labels[random.Next(1000)], random.NextSingle()),
                (labels[random.Next(1000)], random.NextSingle()));
            content.History!.Add(Sample.Timings(number, random));
            canvas.Draw(frame);
            painter.Paint(canvas.Pixels, canvas.Width, canvas.Height, canvas.Stride, content);
        }
    }
}
