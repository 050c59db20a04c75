namespace RealtimeCnn.CameraCapture.Tests;

public class RunningTimeTests
{
    [Test]
    public void Of_a_gap_in_which_nobody_could_ask_only_a_little_counts()
    {
        Clock clock = new();
        RunningTime time = new(clock, mostAtOnce: TimeSpan.FromSeconds(0.4));
        double[] gaps = [0.1, 0.4, 30, 0.1];
        foreach (double gap in gaps)
        {
            clock.Seconds += gap;
            time.Now();
        }
        Assert.That(time.Now().TotalSeconds, Is.EqualTo(1.0).Within(1e-6));
    }

    [Test]
    public void A_camera_is_not_given_up_for_time_in_which_this_process_stood_still()
    {
        Clock clock = new();
        CaptureOptions options = new() { TimeProvider = clock };
        using ManualResetEventSlim reading = new(), go = new();
        using CaptureSource source = new("fake", isLive: true, options, () => new FakeDevice
        {
            OnRead = (n, frame) =>
            {
                if (n == 1)
                {
                    reading.Set();
                    go.Wait();
                }
                return n > 1 ? ReadOutcome.End : FakeDevice.Numbered(n, frame);
            },
        });
        source.Start();
        Assert.That(reading.Wait(Wait.Limit));
        clock.Seconds = 3600;
        clock.AwaitLooks(20); // the watchdog has looked, and found one gap
        go.Set();
        Wait.Until(() => source.State == CaptureState.Ended, "it goes on");
        Assert.That(source.Captured, Is.EqualTo(2));
    }

    private sealed class Clock : TimeProvider
    {
        private int _looks;

        public double Seconds { get; set; }

        public void AwaitLooks(int count)
        {
            int before = Volatile.Read(ref _looks);
            Wait.Until(() => Volatile.Read(ref _looks) >= before + count, "somebody looks at the clock");
        }

        public override long GetTimestamp()
        {
            Interlocked.Increment(ref _looks);
            return (long)(Seconds * TimestampFrequency);
        }
    }
}
