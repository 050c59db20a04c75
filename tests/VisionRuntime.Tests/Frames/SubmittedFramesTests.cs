using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Frames handed in: what arrives is what was given, and what does not fit is refused before anything is touched.</summary>
[TestFixture]
public class SubmittedFramesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly PixelFormat[] Formats = Enum.GetValues<PixelFormat>();

    private VisionEngine _engine = null!;

    [SetUp]
    public void SetUp() => _engine = new VisionEngine(new InferenceOptions { Threads = 1 }, ModelCatalogue.Load());

    [TearDown]
    public void TearDown() => _engine.Dispose();

    [Test]
    public unsafe void APictureArrivesAsItWasGiven([ValueSource(nameof(Formats))] PixelFormat format)
    {
        var random = new Random(5);
        for (int i = 0; i < 60; i++)
        {
            (int width, int height) = (random.Next(1, 90), random.Next(1, 20));
            int row = RowBytes(width, format), rows = RowsOf(height, format), padding = random.Next(3) * random.Next(70);
            byte[] pixels = new byte[(row + padding) * (rows - 1) + row];
            random.NextBytes(pixels);
            var transform = new FrameTransform { IsBottomUp = i % 2 == 0, QuarterTurns = i % 4, IsMirrored = i % 3 == 0 };
            int stride = padding == 0 && i % 2 == 0 ? 0 : row + padding;
            if (i % 3 == 0)
            {
                fixed (byte* first = pixels)
                    _engine.Submit((nint)first, width, height, format, stride, transform, timestamp: 77 + i);
            }
            else
            {
                _engine.Submit(pixels, width, height, format, stride, transform, timestamp: 77 + i);
            }
            Frame frame = Take()!;
            Assert.That(
                (frame.Width, frame.Height, frame.Format, frame.Transform, frame.CapturedAt, frame.Sequence),
                Is.EqualTo((width, height, format, transform, 77L + i, (long)i)));
            for (int y = 0; y < rows; y++)
            {
                var arrived = new ReadOnlySpan<byte>(frame.Data + y * frame.Stride, row);
                Assert.That(arrived.SequenceEqual(pixels.AsSpan(y * (row + padding), row)), $"{width} x {height}, row {y}");
            }
        }
    }

    [Test]
    public void TheNewestWins_AndTheOvertakenAreCounted()
    {
        byte[] pixels = new byte[4];
        Assert.That(_engine.Submit(pixels, 1, 1, PixelFormat.Bgra8), Is.True);
        Assert.That(_engine.Submit(pixels, 1, 1, PixelFormat.Bgra8), Is.False);
        Assert.That(Take()!.Sequence, Is.EqualTo(1));
        Assert.That((_engine.Source.Captured, _engine.Source.Drops), Is.EqualTo((2L, new DropCounts(1, 0, 0))));
        Assert.That(Take(), Is.Null);
    }

    [Test]
    public void WhatDoesNotFitIsRefused_AndNothingIsTaken([ValueSource(nameof(Formats))] PixelFormat format)
    {
        const int Width = 7, Height = 5;
        int row = RowBytes(Width, format), bytes = row * RowsOf(Height, format);
        byte[] pixels = new byte[bytes];
        Assert.Multiple(() =>
        {
            Refused(() => _engine.Submit(pixels.AsSpan(1), Width, Height, format), $"take {bytes} bytes; there are {bytes - 1}");
            Refused(() => _engine.Submit([], Width, Height, format), "there are 0");
            Refused(() => _engine.Submit(pixels, Width, Height, format, stride: row - 1), $"takes {row} bytes; the stride is {row - 1}");
            Refused(() => _engine.Submit(pixels, Width, Height, format, stride: -row), "stride");
            Refused(() => _engine.Submit(pixels, Width, Height, format, stride: int.MaxValue), "stride");
            Refused(() => _engine.Submit(pixels, 0, Height, format), "wide, not 0");
            Refused(() => _engine.Submit(pixels, Width, -1, format), "high, not -1");
            Refused(() => _engine.Submit(pixels, 16_385, 1, format), "16385");
            Refused(() => _engine.Submit(pixels, Width, Height, format + 100), $"no pixel format {(int)format + 100}");
            Refused(() => _engine.Submit(pixels, Width, Height, format, transform: new FrameTransform { QuarterTurns = 4 }), "not 4");
            Refused(
                () => _engine.Submit(pixels, Width, Height, format, transform: new FrameTransform { Crop = new(6, 0, 2, 2) }), "crop");
            Refused(() => _engine.TryRent(0, 1, format, out _), "not 0");
            Refused(() => _engine.Prepare(1, 99_999, format), "99999");
            Refused(() => _engine.Submit(pixels, Width, Height, format, timestamp: -1), "no time");
            Refused(() => _engine.Submit(pixels, Width, Height, format, timestamp: long.MaxValue), "no time");
            Assert.That(() => _engine.Submit(nint.Zero, Width, Height, format), Throws.ArgumentNullException);
            Assert.That(() => _engine.Submit((Frame)null!), Throws.ArgumentNullException);
            Assert.That(() => _engine.Release(null!), Throws.ArgumentNullException);
        });
        Assert.That((Take(), _engine.Source.Captured), Is.EqualTo(((Frame?)null, 0L)));
    }

    [Test]
    public void FramesArePrepared_AndLaterOnesAllocateNothing()
    {
        var pixels = new byte[64 * 48 * 4];
        _engine.Prepare(64, 48, PixelFormat.Bgra8);
        long room = 0;
        for (int i = 0; i < 3; i++) // those that circulate
        {
            _engine.Submit(pixels, 64, 48, PixelFormat.Bgra8);
            room = Math.Max(room, Take()!.Capacity);
        }
        Assert.That(room, Is.EqualTo(64 * 48 * 4), "the frames that were prepared are used");
        for (int i = 0; i < 2000; i++)
            Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            Step();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Step()
        {
            _engine.Submit(pixels, 64, 48, PixelFormat.Bgra8);
            Take();
            if (_engine.TryRent(64, 48, PixelFormat.Bgra8, out Frame? frame))
                _engine.Submit(frame!);
        }
    }

    [Test]
    public unsafe void TwoThreadsAtOnceAreTold_AndEveryFrameIsWhole()
    {
        const int Width = 256, Height = 256;
        using var frames = new SubmittedFrames();
        long refused = 0, taken = 0;
        Thread[] writers = [.. Enumerable.Range(1, 3).Select(value => new Thread(() =>
        {
            byte[] pixels = new byte[Width * Height * 4];
            pixels.AsSpan().Fill((byte)value);
            for (int i = 0; i < 2000; i++)
            {
                try
                {
                    fixed (byte* first = pixels)
                        frames.Submit(first, pixels.Length, new FrameLayout(Width, Height, PixelFormat.Rgba8, 0, default), 0);
                    Interlocked.Increment(ref taken);
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }))];
        foreach (Thread writer in writers)
            writer.Start();
        while (writers.Any(writer => writer.IsAlive))
        {
            if (frames.TryAcquireLatest(out Frame? frame))
                Assert.That(frame!.Pixels.IndexOfAnyExcept(frame.Pixels[0]), Is.EqualTo(-1), "a frame is torn");
        }
        Assert.That(taken + refused, Is.EqualTo(6000));
        Assert.That(frames.Captured, Is.EqualTo(taken));
    }

    [Test]
    public void AFrameThatAFunctionFills_ArrivesAsItWasFilled_OrNotAtAll()
    {
        Refused(() => _engine.Submit(1, (_, _) => throw new ArgumentException("not today")), "not today");
        Refused(() => _engine.Submit(1, (_, _) => { }), "no size");
        Refused(() => _engine.Submit(1, (_, _) => Assert.Fail("It was called."), timestamp: -1), "no time");
        Assert.That(_engine.Source.Captured, Is.Zero);

        bool wasTaken = _engine.Submit(9, Fill) & !_engine.Submit(7, Fill);
        Assert.That(wasTaken && _engine.Source.TryAcquireLatest(out Frame? frame) && frame!.Row(0)[0] == 7);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            _engine.Submit(i, static (value, frame) => frame.Reshape(3, 2, PixelFormat.Gray8));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1000), "the first ones make room");

        static void Fill(int value, Frame frame)
        {
            frame.Reshape(3, 2, PixelFormat.Gray8);
            frame.Pixels.Fill((byte)value);
        }
    }

    [Test]
    public void WhoHandsInWhileTheEngineEnds_IsToldThat()
    {
        for (int i = 0; i < 300; i++)
        {
            using var frames = new SubmittedFrames();
            using var isUnderWay = new ManualResetEventSlim();
            var writer = new Thread(() =>
            {
                try
                {
                    for (; ; isUnderWay.Set())
                        if (frames.TryRent(1, 1, PixelFormat.Gray8, out Frame? frame))
                            frames.Submit(frame, timestamp: 0);
                }
                catch (ObjectDisposedException)
                {
                }
            });
            writer.Start();
            isUnderWay.Wait();
            frames.Close();
            Assert.That(() => frames.TryRent(1, 1, PixelFormat.Gray8, out _), Throws.TypeOf<ObjectDisposedException>());
            writer.Join(); // an exception of another kind would have ended the process
        }
    }

    [Test]
    public void WhileACopyIsUnderWay_AnotherThreadIsRefused()
    {
        using var frames = new SubmittedFrames();
        using var isIn = new ManualResetEventSlim();
        using var mayGo = new ManualResetEventSlim();
        var first = new Thread(() =>
        {
            lock (frames.HandingIn)
            {
                isIn.Set();
                mayGo.Wait();
            }
        });
        first.Start();
        isIn.Wait();
        Assert.That(
            () => frames.TryRent(1, 1, PixelFormat.Gray8, out _),
            Throws.InvalidOperationException.With.Message.Contains("Two threads"));
        mayGo.Set();
        first.Join();
    }

    [Test]
    public async Task AnEngineWithASource_TakesNoFrames()
    {
        using var source = new HandSource();
        await using var engine = new VisionEngine(source);
        Assert.That(
            () => engine.Submit(new byte[1], 1, 1, PixelFormat.Gray8),
            Throws.InvalidOperationException.With.Message.Contains("source of its own"));
        Assert.That(() => engine.WantsFrame, Throws.InvalidOperationException);
    }

    [Test]
    public async Task AfterTheEnd_EverythingThrows()
    {
        Assert.That(_engine.TryRent(1, 1, PixelFormat.Gray8, out Frame? rented), Is.True);
        await _engine.DisposeAsync();
        rented!.Pixels.Fill(1); // still the program's
        Assert.Multiple(() =>
        {
            Assert.That(() => _engine.Submit(new byte[1], 1, 1, PixelFormat.Gray8), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => _engine.Submit(rented), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => _engine.Release(rented), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => _engine.TryRent(1, 1, PixelFormat.Gray8, out _), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => _engine.Prepare(1, 1, PixelFormat.Gray8), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => _engine.Tick(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => _engine.RunAsync(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => _engine.TryTakeResult(new FrameResult()), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => _engine.Add(new Nothing()), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(_engine.WantsFrame, Is.False);
            Assert.That(_engine.Dispose, Throws.Nothing);
        });
        Assert.That((await _engine.SwapAsync("lenet5")).Error, Is.EqualTo("the engine was disposed"));
    }

    [Test]
    public async Task AnEngineOfItsOwnFrames_ClassifiesThem()
    {
        using var models = new TestModels();
        Assert.That(_engine.WantsFrame, Is.False, "nothing would look at it");
        Assert.That((await _engine.SwapAsync(models.Definition("m"))).Error, Is.Null);
        Task running = _engine.RunAsync();
        Assert.That(SpinWait.SpinUntil(() => _engine.WantsFrame, Patience));
        _engine.Submit(new byte[64 * 48 * 3], 64, 48, PixelFormat.Bgr8);
        var result = new FrameResult();
        Assert.That(SpinWait.SpinUntil(() => _engine.TryTakeResult(result), Patience));
        Assert.That((result.Model, result.Sequence), Is.EqualTo(("m", 0L)));
        await _engine.DisposeAsync();
        await running.WaitAsync(Patience);
    }

    private static void Refused(Action action, string why) =>
        Assert.That(action.Invoke, Throws.InstanceOf<ArgumentException>().With.Message.Contains(why));

    private static int RowBytes(int width, PixelFormat format) =>
        format == PixelFormat.Nv12 ? (width + 1) / 2 * 2 : width * Frame.SizeOf(format);

    private static int RowsOf(int height, PixelFormat format) => format == PixelFormat.Nv12 ? height + (height + 1) / 2 : height;

    private Frame? Take() => _engine.Source.TryAcquireLatest(out Frame? frame) ? frame : null;

    private sealed class Nothing : VisionBehaviour;
}
