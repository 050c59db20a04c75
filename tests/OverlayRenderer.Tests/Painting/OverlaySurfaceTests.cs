using System.Diagnostics;
using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

public sealed class OverlaySurfaceTests
{
    private static readonly long Second = Stopwatch.Frequency;

    [Test]
    public void PartsAddUpToTheWholeOverlay(
        [Values("calm", "busy", "failed", "help", "extreme")] string name, [Values("Off", "Compact", "Full")] string mode)
    {
        OverlayContent content = Content(name);
        content.Mode = Enum.Parse<OverlayMode>(mode);
        foreach ((int width, int height) in new[] { (1280, 720), (640, 480), (320, 240) })
        {
            using var painter = new OverlayPainter();
            using var surface = new OverlaySurface(painter);
            surface.Update(content, width, height, Second);
            AssertWhole(surface, content, $"{width} x {height}");
        }
    }

    [Test]
    public void WhatCameWithAnotherSize_GoesAsSoonAsItIsWishedAway()
    {
        using var painter = new OverlayPainter();
        using var surface = new OverlaySurface(painter);
        OverlayContent content = Sample.Calm();
        surface.Update(content, 640, 480, Second);
        content.Help = Sample.Help().Help;
        surface.Update(content, 1280, 720, Second + 1); // too soon to look at each part, but all are painted
        content.Help = [];
        surface.Refresh();
        Assert.That(surface.Update(content, 1280, 720, Second + 2), Is.True);
        AssertWhole(surface, content, "without help");
    }

    [Test]
    public void WhateverChanges_ThePictureIsAsIfPaintedAnew()
    {
        using var painter = new OverlayPainter();
        using var surface = new OverlaySurface(painter);
        OverlayContent content = Sample.Calm();
        long now = Second;
        surface.Update(content, 1280, 720, now);
        (string What, Action Change)[] changes =
        [
            ("another prediction", () => Sample.SetTop(content.Result, ("lamp", 0.9f), ("cup", 0.1f))),
            ("more rows", () => content.PredictionCount = 9),
            ("fewer rows", () => content.PredictionCount = 2),
            ("smoothed", () => content.IsSmoothed = true),
            ("a load", () => content.Status.Loading = Sample.Model("VGG-16")),
            ("the load ends", () =>
                (content.Status.Loading, content.Status.LastSwap) = (null, content.Status.LastSwap! with { To = "vgg16", AtFrame = 9 })),
            ("a notice", () => content.Notice = "Picture saved"),
            ("trouble", () => (content.Status.SourceState, content.Status.SourceError) = (CaptureState.Reconnecting, "no picture for 2 s")),
            ("help over it", () => content.Help = Sample.Help().Help),
            ("help away", () => content.Help = []),
            ("paused", () => content.Paused = true),
            ("recording", () => content.RecordingSeconds = 3),
            ("no keys", () => content.Keys = []),
            ("compact", () => content.Mode = OverlayMode.Compact),
            ("off", () => content.Mode = OverlayMode.Off),
            ("full", () => content.Mode = OverlayMode.Full),
        ];
        foreach ((string what, Action change) in changes)
        {
            change();
            now += Second;
            Assert.That(surface.Update(content, 1280, 720, now), Is.True, what);
            Assert.That(surface.Damage.IsEmpty, Is.False, what);
            while (surface.Update(content, 1280, 720, now))
            {
            }
            AssertWhole(surface, content, what);
        }
    }

    [Test]
    public void WithoutAChange_NothingIsPainted()
    {
        using var painter = new OverlayPainter();
        using var surface = new OverlaySurface(painter);
        OverlayContent content = Sample.Calm();
        Assert.That(surface.Update(content, 1280, 720, Second), Is.True);
        Assert.That(surface.Update(content, 1280, 720, 9 * Second), Is.False);
        Assert.That(surface.Damage.IsEmpty, Is.True);
    }

    [Test]
    public void TextFollowsTenTimesASecond_AWishOfTheUsersAtOnce()
    {
        using var painter = new OverlayPainter();
        using var surface = new OverlaySurface(painter);
        OverlayContent content = Sample.Calm();
        long now = Second;
        surface.Update(content, 1280, 720, now);

        content.Notice = "one";
        Assert.That(surface.Update(content, 1280, 720, now + Second / 20), Is.False, "too soon");
        Assert.That(surface.Update(content, 1280, 720, now + Second / 8), Is.True);
        content.Notice = "two";
        surface.Refresh();
        Assert.That(surface.Update(content, 1280, 720, now + Second / 8 + 1), Is.True);
    }

    [Test]
    public void TheTimingIsPaintedInAnUpdateOfItsOwn()
    {
        using var painter = new OverlayPainter();
        using var surface = new OverlaySurface(painter);
        OverlayContent content = Sample.Calm();
        surface.Update(content, 1280, 720, Second);
        Sample.SetTop(content.Result, ("lamp", 0.9f), ("cup", 0.1f));
        content.Status.FpsOut = 12;
        var sides = new List<string>();
        while (surface.Update(content, 1280, 720, 2 * Second))
        {
            Assert.That(surface.Damage.Length, Is.EqualTo(1));
            sides.Add(surface.Damage[0].X < 640 ? "predictions" : "timing");
        }
        Assert.That(sides, Is.EqualTo(new[] { "predictions", "timing" }));
        AssertWhole(surface, content, "in the end");
    }

    [Test]
    public void OnlyWhatChangedIsDamaged()
    {
        using var painter = new OverlayPainter();
        using var surface = new OverlaySurface(painter);
        OverlayContent content = Sample.Calm();
        surface.Update(content, 1280, 720, Second);
        Sample.SetTop(content.Result, ("lamp", 0.9f), ("cup", 0.1f));
        surface.Update(content, 1280, 720, 2 * Second);
        Assert.That(surface.Damage.Length, Is.GreaterThan(0));
        foreach (PixelRect rect in surface.Damage)
            Assert.That(rect.Right, Is.LessThan(400), "the predictions are at the left");
    }

    [Test]
    public void CoveredHoldsEveryPaintedPixelOnce([Values("calm", "busy", "failed", "help")] string name)
    {
        using var painter = new OverlayPainter();
        using var surface = new OverlaySurface(painter);
        surface.Update(Content(name), 640, 480, Second);
        int inside = 0;
        for (int i = 0; i < surface.Covered.Length; i++)
        {
            PixelRect rect = surface.Covered[i];
            inside += Pixels.Painted(surface.Canvas, rect.X, rect.Y, rect.Right, rect.Bottom);
            for (int other = 0; other < i; other++)
                Assert.That(rect.Overlaps(surface.Covered[other]), Is.False);
        }
        Assert.That(inside, Is.EqualTo(Pixels.Painted(surface.Canvas, 0, 0, 640, 480)));
    }

    [Test]
    public void ADenseDisplayGetsLargerText()
    {
        using var painter = new OverlayPainter();
        using var surface = new OverlaySurface(painter);
        OverlayContent content = Sample.Calm();
        content.Mode = OverlayMode.Compact;
        surface.Update(content, 640, 480, Second);
        int before = surface.Covered[0].Height;
        painter.DisplayScale = 2;
        Assert.That(surface.Update(content, 640, 480, Second), Is.True);
        Assert.That(surface.Covered[0].Height, Is.EqualTo(2 * before).Within(2));
    }

    [Test]
    public void UpdatingAllocatesNothing()
    {
        using var painter = new OverlayPainter();
        using var surface = new OverlaySurface(painter);
        OverlayContent content = Sample.Busy();
        var random = new Random(4);
        int frame = 0;
        for (int i = 0; i < 200; i++)
            UpdateOne();
        long allocated = long.MaxValue;
        for (int window = 0; window < 5 && allocated != 0; window++) // as in AllocationTests
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 600; i++)
                UpdateOne();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.That(allocated, Is.Zero);

        void UpdateOne()
        {
            frame++;
            content.Status.FpsOut = random.NextDouble() * 60;
            content.Status.LoadingSeconds = frame / 30.0;
            content.History!.Add(Sample.Timings(frame, random));
            Sample.SetTop(content.Result, ("cup", random.NextSingle()), ("lamp", random.NextSingle()));
            surface.Update(content, 1280, 720, frame * Second / 30);
        }
    }

    private static OverlayContent Content(string name) => name switch
    {
        "calm" => Sample.Calm(),
        "busy" => Sample.Busy(),
        "failed" => Sample.Failed(),
        "help" => Sample.Help(),
        _ => Sample.Extreme(),
    };

    private static void AssertWhole(OverlaySurface surface, OverlayContent content, string what)
    {
        using var whole = new BgraCanvas();
        whole.Resize(surface.Canvas.Width, surface.Canvas.Height);
        whole.Clear(0);
        using var painter = new OverlayPainter();
        painter.Paint(whole.Pixels, whole.Width, whole.Height, whole.Stride, content);
        for (int y = 0; y < whole.Height; y++)
        {
            if (!Pixels.Row(whole, y).SequenceEqual(Pixels.Row(surface.Canvas, y)))
                Assert.Fail($"{what}: row {y} differs from a painting of everything.");
        }
    }
}
