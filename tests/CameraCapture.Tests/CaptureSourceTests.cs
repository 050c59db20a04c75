using System.Diagnostics;

namespace RealtimeCnn.CameraCapture.Tests;

public class CaptureSourceTests
{
    // Short, so that the tests are; nothing is asserted about durations.
    private static readonly CaptureOptions Quick = new()
    {
        FrameTimeout = TimeSpan.FromMilliseconds(100),
        FirstRetryDelay = TimeSpan.FromMilliseconds(5),
        LongestRetryDelay = TimeSpan.FromMilliseconds(10),
    };

    private static CaptureSource Live(Func<ICaptureDevice> create) => new("fake", isLive: true, Quick, create);

    private static CaptureSource Finite(Func<ICaptureDevice> create, bool everyFrame = false) =>
        new("fake", isLive: false, Quick with { EveryFrame = everyFrame }, create);

    [Test]
    public void Nothing_happens_before_the_start()
    {
        bool isCreated = false;
        using CaptureSource source = Live(() =>
        {
            isCreated = true;
            return new FakeDevice();
        });
        Assert.That(source.State, Is.EqualTo(CaptureState.NotStarted));
        Assert.That(source.TryAcquireLatest(out Frame? frame), Is.False);
        Assert.That(frame, Is.Null);
        Assert.That(isCreated, Is.False);
    }

    [Test]
    public void Latest_wins_and_what_was_pushed_out_is_counted()
    {
        using ManualResetEventSlim go = new();
        FakeDevice device = new()
        {
            OnRead = (number, frame) =>
            {
                if (number == 10)
                    go.Wait();
                return number == 20 ? ReadOutcome.End : FakeDevice.Numbered(number, frame);
            },
        };
        using CaptureSource source = Finite(() => device);
        source.Start();
        Wait.Until(() => source.Captured == 10, "ten frames are captured");
        Assert.That(Wait.Frame(source).Sequence, Is.EqualTo(9));
        Assert.That(source.Drops, Is.EqualTo(new DropCounts(Busy: 9, Repeated: 0, Corrupt: 0)));
        go.Set();
        Wait.Until(() => source.State == CaptureState.Ended, "the source ends");
        Frame last = Wait.Frame(source);
        Assert.That((last.Sequence, last.Row(0)[0]), Is.EqualTo((19L, (byte)19)));
        Assert.That(source.TryAcquireLatest(out _), Is.False);
        Assert.That(source.Drops.Busy, Is.EqualTo(18));
    }

    [Test]
    public void Every_frame_means_every_frame()
    {
        const int Count = 500;
        using CaptureSource source = Finite(
            () => new FakeDevice { OnRead = (n, frame) => n == Count ? ReadOutcome.End : FakeDevice.Numbered(n, frame) }, everyFrame: true);
        source.Start();
        for (int i = 0; i < Count; i++)
        {
            Frame frame = Wait.Frame(source);
            Assert.That((frame.Sequence, frame.Row(0)[0]), Is.EqualTo(((long)i, (byte)i)));
        }
        Wait.Until(() => source.State == CaptureState.Ended, "the source ends");
        Assert.That(source.Drops.Total, Is.Zero);
    }

    [Test]
    public void Held_it_reads_nothing_but_what_is_stepped_to_and_goes_on_from_there()
    {
        FakeDevice device = new();
        using CaptureSource source = Finite(() => device, everyFrame: true);
        source.Start();
        Wait.Frame(source);
        source.IsHeld = true;
        int more = 0;
        while (more < 100 && (source.WaitForFrame(TimeSpan.FromMilliseconds(200)) || source.TryAcquireLatest(out _)))
            more += source.TryAcquireLatest(out _) ? 1 : 0;
        Assert.That(more, Is.LessThan(5), "what was under way may come");
        long captured = source.Captured;
        Assert.That(source.Step(1), Is.True);
        Assert.That(Wait.Frame(source).Sequence, Is.EqualTo(captured));
        Assert.That((source.State, device.Steps), Is.EqualTo((CaptureState.Running, 1)));
        source.IsHeld = false;
        Assert.That(Wait.Frame(source).Sequence, Is.EqualTo(captured + 1));
    }

    [Test]
    public void A_camera_is_not_held()
    {
        using CaptureSource source = Live(() => new FakeDevice());
        source.IsHeld = true;
        Assert.That(source.IsHeld, Is.False);
        Assert.That(source.Step(1), Is.False, "before its start");
    }

    [Test]
    public void A_device_that_stops_is_opened_again()
    {
        int created = 0;
        using CaptureSource source = Live(() => new FakeDevice
        {
            OnRead = Interlocked.Increment(ref created) == 1
                ? (n, frame) => n < 3 ? FakeDevice.Numbered(n, frame) : ReadOutcome.NoFrame
                : FakeDevice.Numbered,
        });
        source.Start();
        Wait.Until(() => Volatile.Read(ref created) >= 2 && source.State == CaptureState.Running, "the second session runs");
        Assert.That(source.Error, Is.Null);
        Assert.That(Wait.Frame(source).Sequence, Is.GreaterThanOrEqualTo(3));
    }

    [Test]
    public void A_device_that_repeats_itself_is_opened_again()
    {
        int created = 0;
        using CaptureSource source = Live(() => new FakeDevice
        {
            OnRead = Interlocked.Increment(ref created) == 1 ? (_, frame) => FakeDevice.Numbered(7, frame) : FakeDevice.Numbered,
        });
        source.Start();
        Wait.Until(() => Volatile.Read(ref created) >= 2, "it is opened again");
        Assert.That(source.Drops.Repeated, Is.Positive);
    }

    [Test]
    public void A_hanging_read_is_left_behind_and_cleans_up_when_it_returns()
    {
        using ManualResetEventSlim hang = new();
        FakeDevice first = new()
        {
            OnRead = (n, frame) =>
            {
                if (n == 2)
                    hang.Wait();
                return FakeDevice.Numbered(200 + n, frame);
            },
        };
        int created = 0;
        using CaptureSource source = Live(() => Interlocked.Increment(ref created) == 1
            ? first
            : new FakeDevice { OnRead = (n, frame) => FakeDevice.Numbered(n % 100, frame) });
        source.Start();
        Wait.Until(() => Volatile.Read(ref created) >= 2 && source.State == CaptureState.Running, "the second session runs");
        long before = source.Captured;
        hang.Set();
        Assert.That(first.Disposed.Wait(Wait.Limit), Is.True, "the first session disposes its device");
        Wait.Until(() => source.Captured > before, "frames go on");
        Assert.That(Wait.Frame(source).Row(0)[0], Is.LessThan(100), "the late frame of the first session is nobody's");
    }

    [Test]
    public void Hanging_devices_do_not_pile_up()
    {
        using ManualResetEventSlim hang = new();
        int created = 0;
        using CaptureSource source = new("fake", isLive: true, Quick, () =>
        {
            int number = Interlocked.Increment(ref created);
            return new FakeDevice
            {
                OnRead = (n, frame) =>
                {
                    if (n > 0)
                        hang.Wait();
                    return FakeDevice.Numbered(n, frame);
                },
            };
        });
        source.Start();
        // A session that still opens shows Reconnecting too: only after its first frame does that state mean that it was given up.
        Wait.Until(() => source.Captured == 5, "five sessions delivered a frame");
        Wait.Until(() => source.State == CaptureState.Reconnecting, "the fifth is given up too");
        Assert.That(Volatile.Read(ref created), Is.EqualTo(5));
        hang.Set();
        Wait.Until(() => Volatile.Read(ref created) > 5, "it goes on when threads come back");
    }

    [Test]
    public void Dispose_does_not_wait_for_a_device_that_hangs()
    {
        using ManualResetEventSlim hang = new();
        using ManualResetEventSlim reading = new();
        FakeDevice device = new()
        {
            OnRead = (_, frame) =>
            {
                reading.Set();
                hang.Wait();
                return FakeDevice.Numbered(0, frame);
            },
        };
        CaptureSource source = Live(() => device);
        source.Start();
        Assert.That(reading.Wait(Wait.Limit), Is.True);
        source.Dispose();
        Assert.That(device.Disposed.IsSet, Is.False, "it still hangs, and Dispose came back");
        hang.Set();
        Assert.That(device.Disposed.Wait(Wait.Limit), Is.True);
        source.Dispose();
    }

    [Test]
    public void Dispose_does_not_wait_for_a_device_that_hangs_while_opening()
    {
        using ManualResetEventSlim hang = new();
        FakeDevice device = new()
        {
            OnOpen = () =>
            {
                hang.Wait();
                return null;
            },
        };
        CaptureSource source = Live(() => device);
        source.Start();
        source.Dispose();
        hang.Set();
        Assert.That(device.Disposed.Wait(Wait.Limit), Is.True);
    }

    [Test]
    public void A_device_that_throws_is_opened_again_and_its_words_stay_inside()
    {
        int created = 0;
        using CaptureSource source = Live(() => new FakeDevice
        {
            OnRead = Interlocked.Increment(ref created) == 1
                ? (n, frame) => n < 2 ? FakeDevice.Numbered(n, frame) : throw new InvalidOperationException("rtsp://user:secret@host")
                : (_, _) => ReadOutcome.NoFrame,
        });
        source.Start();
        Wait.Until(() => Volatile.Read(ref created) >= 2, "it is opened again");
        Assert.That(source.Error ?? "", Does.Not.Contain("secret"));
    }

    [Test]
    public void A_device_that_never_opens_fails_with_its_reason()
    {
        int created = 0;
        using CaptureSource source = Live(() =>
        {
            created++;
            return new FakeDevice { OnOpen = () => "there is no camera" };
        });
        source.Start();
        Wait.Until(() => source.State == CaptureState.Failed, "the source fails");
        Assert.That(created, Is.EqualTo(CaptureWatchdog.FirstAttempts));
        Assert.That(source.Error, Does.StartWith("there is no camera"));
    }

    [Test]
    public void A_failed_source_wakes_its_reader()
    {
        using CaptureSource source = Finite(() => new FakeDevice { OnOpen = () => "broken" });
        source.Start();
        Assert.That(source.WaitForFrame(Wait.Limit), Is.True);
        Wait.Until(() => source.State == CaptureState.Failed, "the source fails");
    }

    [Test]
    public void Corrupt_pictures_are_counted_and_skipped()
    {
        using CaptureSource source = Finite(
            () => new FakeDevice
            {
                OnRead = (n, frame) => n == 9 ? ReadOutcome.End : n % 3 == 1 ? ReadOutcome.Corrupt : FakeDevice.Numbered(n, frame),
            },
            everyFrame: true);
        source.Start();
        for (int i = 0; i < 6; i++)
            Assert.That(Wait.Frame(source).Sequence, Is.EqualTo(i));
        Wait.Until(() => source.State == CaptureState.Ended, "the source ends");
        Assert.That(source.Drops, Is.EqualTo(new DropCounts(0, 0, Corrupt: 3)));
    }

    [Test]
    public void Frames_carry_the_time_of_capture()
    {
        using CaptureSource source = Finite(
            () => new FakeDevice { OnRead = (n, frame) => n == 2 ? ReadOutcome.End : FakeDevice.Numbered(n, frame) }, everyFrame: true);
        long before = Stopwatch.GetTimestamp();
        source.Start();
        long first = Wait.Frame(source).CapturedAt;
        long second = Wait.Frame(source).CapturedAt;
        Assert.That(new[] { before, first, second, Stopwatch.GetTimestamp() }, Is.Ordered);
    }
}
