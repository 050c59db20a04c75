namespace RealtimeCnn.CameraCapture.Tests;

internal class CaptureWatchdogTests
{
    private static readonly CaptureOptions Defaults = new();

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private static CaptureWatchdog Opened(bool isLive)
    {
        CaptureWatchdog watchdog = new(Defaults, isLive);
        Assert.That(watchdog.State, Is.EqualTo(CaptureState.NotStarted));
        Assert.That(watchdog.Decide(At(0)), Is.EqualTo(WatchdogAction.Open));
        Assert.That(watchdog.State, Is.EqualTo(CaptureState.Opening));
        return watchdog;
    }

    private static CaptureWatchdog Running(bool isLive)
    {
        CaptureWatchdog watchdog = Opened(isLive);
        watchdog.ReadStarted(At(0));
        Assert.That(watchdog.FrameArrived(At(0), 1), Is.False);
        Assert.That(watchdog.State, Is.EqualTo(CaptureState.Running));
        return watchdog;
    }

    [Test]
    public void Opening_has_a_limit()
    {
        CaptureWatchdog watchdog = Opened(isLive: true);
        Assert.That(watchdog.Decide(At(9.99)), Is.EqualTo(WatchdogAction.None));
        Assert.That(watchdog.Decide(At(10)), Is.EqualTo(WatchdogAction.Abandon));
        Assert.That(watchdog.State, Is.EqualTo(CaptureState.Opening));
        Assert.That(watchdog.Error, Does.Contain("10 s"));
        Assert.That(watchdog.Decide(At(10.49)), Is.EqualTo(WatchdogAction.None));
        Assert.That(watchdog.Decide(At(10.5)), Is.EqualTo(WatchdogAction.Open));
    }

    [TestCase(SourceKind.Camera, true, 30)]
    [TestCase(SourceKind.Camera, false, 10)]
    [TestCase(SourceKind.Stream, true, 10)]
    public void A_camera_on_Windows_has_longer_until_its_first_frame(SourceKind kind, bool isWindows, double seconds)
    {
        CaptureWatchdog watchdog = new(CaptureOptions.For(kind, isWindows), isLive: true);
        Assert.That(watchdog.Decide(At(0)), Is.EqualTo(WatchdogAction.Open));
        Assert.That(watchdog.Decide(At(seconds - 0.01)), Is.EqualTo(WatchdogAction.None));
        Assert.That(watchdog.Decide(At(seconds)), Is.EqualTo(WatchdogAction.Abandon));
        Assert.That(watchdog.Error, Is.EqualTo($"no frame within {seconds:0} s of opening"));
    }

    [Test]
    public void Pictures_that_are_damaged_are_not_taken_for_silence()
    {
        CaptureWatchdog watchdog = Opened(isLive: true);
        watchdog.ReadReturned(isCorrupt: true);
        Assert.That(watchdog.Decide(At(10)), Is.EqualTo(WatchdogAction.Abandon));
        Assert.That(watchdog.Error, Is.EqualTo("the pictures it sends are damaged"));
        Assert.That(watchdog.Decide(At(10.5)), Is.EqualTo(WatchdogAction.Open));
        Assert.That(watchdog.Decide(At(20.5)), Is.EqualTo(WatchdogAction.Abandon));
        Assert.That(watchdog.Error, Does.Contain("10 s"));
    }

    [Test]
    public void What_is_permanent_is_not_tried_again_unless_it_ran()
    {
        CaptureWatchdog watchdog = Opened(isLive: true);
        watchdog.SessionFailed(At(1), "no such user", isPermanent: true);
        Assert.That((watchdog.State, watchdog.Error), Is.EqualTo((CaptureState.Failed, "no such user")));
        watchdog = Running(isLive: true);
        watchdog.SessionFailed(At(1), "no such user", isPermanent: true);
        Assert.That(watchdog.State, Is.EqualTo(CaptureState.Reconnecting));
    }

    [Test]
    public void A_camera_that_never_ran_fails_after_three_attempts()
    {
        CaptureWatchdog watchdog = Opened(isLive: true);
        watchdog.SessionFailed(At(1), "no such camera");
        Assert.That(watchdog.Decide(At(1.5)), Is.EqualTo(WatchdogAction.Open));
        watchdog.SessionFailed(At(2), "no such camera");
        Assert.That(watchdog.Decide(At(2.9)), Is.EqualTo(WatchdogAction.None));
        Assert.That(watchdog.Decide(At(3)), Is.EqualTo(WatchdogAction.Open));
        watchdog.SessionFailed(At(4), "no such camera");
        Assert.That(watchdog.State, Is.EqualTo(CaptureState.Failed));
        Assert.That(watchdog.Error, Is.EqualTo("no such camera (gave up after 3 attempts)"));
        Assert.That(watchdog.Decide(At(1000)), Is.EqualTo(WatchdogAction.None));
    }

    [Test]
    public void A_camera_that_ran_is_tried_for_ever_with_growing_delays()
    {
        CaptureWatchdog watchdog = Running(isLive: true);
        double now = 0;
        foreach (double delay in new[] { 0.5, 1, 2, 4, 8, 8, 8, 8 })
        {
            watchdog.SessionFailed(At(now), "unplugged");
            Assert.That(watchdog.State, Is.EqualTo(CaptureState.Reconnecting));
            Assert.That(watchdog.Decide(At(now + delay - 0.01)), Is.EqualTo(WatchdogAction.None));
            now += delay;
            Assert.That(watchdog.Decide(At(now)), Is.EqualTo(WatchdogAction.Open));
            Assert.That(watchdog.State, Is.EqualTo(CaptureState.Reconnecting));
        }
        watchdog.FrameArrived(At(now), 2);
        Assert.That((watchdog.State, watchdog.Error), Is.EqualTo((CaptureState.Running, (string?)null)));
    }

    [Test]
    public void Delays_start_over_only_when_frames_keep_coming()
    {
        CaptureWatchdog watchdog = Running(isLive: true);
        watchdog.SessionFailed(At(0), "unplugged");
        watchdog.Decide(At(0.5));
        watchdog.FrameArrived(At(0.6), 2);
        watchdog.SessionFailed(At(0.7), "unplugged");
        Assert.That(watchdog.Decide(At(1.6)), Is.EqualTo(WatchdogAction.None), "one frame is no recovery");
        Assert.That(watchdog.Decide(At(1.7)), Is.EqualTo(WatchdogAction.Open));
        watchdog.FrameArrived(At(1.8), 3);
        watchdog.FrameArrived(At(3.7), 4);
        watchdog.SessionFailed(At(3.8), "unplugged");
        Assert.That(watchdog.Decide(At(4.3)), Is.EqualTo(WatchdogAction.Open), "two seconds of frames are");
    }

    [Test]
    public void Silence_of_a_camera_is_noticed()
    {
        CaptureWatchdog watchdog = Running(isLive: true);
        watchdog.FrameArrived(At(1), 2);
        Assert.That(watchdog.Decide(At(2.99)), Is.EqualTo(WatchdogAction.None));
        Assert.That(watchdog.Decide(At(3)), Is.EqualTo(WatchdogAction.Abandon));
        Assert.That(watchdog.Error, Is.EqualTo("no frame for 2 s"));
        Assert.That(watchdog.State, Is.EqualTo(CaptureState.Reconnecting));
    }

    [Test]
    public void Repetition_is_dropped_and_then_ends_the_session()
    {
        CaptureWatchdog watchdog = Running(isLive: true);
        for (double now = 0.1; now < 1.95; now += 0.1)
        {
            Assert.That(watchdog.FrameArrived(At(now), 1), Is.True);
            Assert.That(watchdog.Decide(At(now)), Is.EqualTo(WatchdogAction.None));
        }
        Assert.That(watchdog.Decide(At(2)), Is.EqualTo(WatchdogAction.Abandon));
        Assert.That(watchdog.Error, Is.EqualTo("the same picture for 2 s"));
        watchdog.Decide(At(2.5));
        Assert.That(watchdog.FrameArrived(At(2.6), 1), Is.False, "the first frame of a new session is no repetition");
    }

    [Test]
    public void A_new_picture_resets_the_repetition()
    {
        CaptureWatchdog watchdog = Running(isLive: true);
        watchdog.FrameArrived(At(1.9), 1);
        Assert.That(watchdog.FrameArrived(At(1.95), 2), Is.False);
        Assert.That(watchdog.Decide(At(3)), Is.EqualTo(WatchdogAction.None));
    }

    [Test]
    public void A_file_may_wait_for_its_reader_and_repeat_itself()
    {
        CaptureWatchdog watchdog = Running(isLive: false);
        Assert.That(watchdog.Decide(At(3600)), Is.EqualTo(WatchdogAction.None));
        watchdog.ReadStarted(At(3600));
        Assert.That(watchdog.FrameArrived(At(3601), 1), Is.False);
    }

    [Test]
    public void Without_a_program_a_file_or_scene_may_take_any_time_and_says_so()
    {
        CaptureWatchdog watchdog = Opened(isLive: false);
        watchdog.ReadStarted(At(0));
        for (int second = 1; second < 10_000; second++)
        {
            Assert.That(watchdog.WantsWork(At(second)), Is.True);
            watchdog.Worked(At(second), work: null);
            Assert.That(watchdog.Decide(At(second)), Is.EqualTo(WatchdogAction.None));
        }
        Assert.That(watchdog.State, Is.EqualTo(CaptureState.Opening));
        Assert.That(watchdog.Error, Is.EqualTo("no frame for 10 s yet; the machine may be busy"));
        watchdog.FrameArrived(At(10_000), hash: null);
        Assert.That((watchdog.State, watchdog.Error), Is.EqualTo((CaptureState.Running, (string?)null)));
    }

    // A starved program: a hundredth of a second of work in a minute.
    [TestCase(true)]
    [TestCase(false)]
    public void A_program_that_gets_hardly_any_processor_is_waited_for(bool isOpening)
    {
        CaptureWatchdog watchdog = isOpening ? Opened(isLive: false) : Running(isLive: false);
        watchdog.ReadStarted(At(0));
        for (int second = 1; second < 3000; second++)
        {
            watchdog.Worked(At(second), At(second / 50 * 0.01));
            Assert.That(watchdog.Decide(At(second)), Is.EqualTo(WatchdogAction.None));
        }
    }

    [Test]
    public void A_program_that_does_nothing_hangs()
    {
        CaptureWatchdog watchdog = Running(isLive: false);
        watchdog.ReadStarted(At(100));
        watchdog.Worked(At(101), At(3));
        watchdog.Worked(At(160), At(3));
        Assert.That(watchdog.Decide(At(160.9)), Is.EqualTo(WatchdogAction.None));
        Assert.That(watchdog.Decide(At(161)), Is.EqualTo(WatchdogAction.Abandon));
        Assert.That((watchdog.State, watchdog.Error), Is.EqualTo((CaptureState.Failed, "its decoder has done nothing for 60 s")));
    }

    [Test]
    public void A_program_that_works_for_ever_hangs_and_pictures_begin_anew()
    {
        CaptureWatchdog watchdog = Running(isLive: false);
        watchdog.ReadStarted(At(100));
        watchdog.Worked(At(150), At(49));
        watchdog.FrameArrived(At(151), hash: null);
        Assert.That(watchdog.Decide(At(3600)), Is.EqualTo(WatchdogAction.None), "it waits for its reader");
        watchdog.ReadStarted(At(3600));
        Assert.That(watchdog.WantsWork(At(3600.9)), Is.False);
        watchdog.Worked(At(3659), At(59.9));
        Assert.That(watchdog.Decide(At(3659)), Is.EqualTo(WatchdogAction.None));
        watchdog.Worked(At(3660), At(60));
        Assert.That(watchdog.Decide(At(3660)), Is.EqualTo(WatchdogAction.Abandon));
        Assert.That(watchdog.Error, Is.EqualTo("its decoder took 60 s of processor time without a picture"));
    }

    [Test]
    public void A_read_of_a_network_film_must_come_back()
    {
        CaptureWatchdog watchdog = new(Defaults, isLive: true);
        watchdog.Decide(At(0));
        watchdog.FrameArrived(At(1), hash: null);
        watchdog.ReadStarted(At(200));
        Assert.That(watchdog.Decide(At(209)), Is.EqualTo(WatchdogAction.None));
        Assert.That(watchdog.Decide(At(210)), Is.EqualTo(WatchdogAction.Abandon));
    }

    [Test]
    public void A_file_fails_at_once_and_ends_once()
    {
        CaptureWatchdog failed = Opened(isLive: false);
        failed.SessionFailed(At(0), "broken");
        Assert.That((failed.State, failed.Error), Is.EqualTo((CaptureState.Failed, "broken")));
        failed.SessionFailed(At(1), "late news");
        Assert.That(failed.Error, Is.EqualTo("broken"));

        CaptureWatchdog ended = Running(isLive: false);
        ended.SessionEnded();
        Assert.That(ended.State, Is.EqualTo(CaptureState.Ended));
        Assert.That(ended.Decide(At(100)), Is.EqualTo(WatchdogAction.None));
    }

    [Test]
    public void A_film_may_pause_and_stand_still()
    {
        CaptureWatchdog film = new(Defaults, isLive: true);
        Assert.That(film.Decide(At(0)), Is.EqualTo(WatchdogAction.Open));
        for (int second = 1; second < 100; second += 5)
        {
            Assert.That(film.FrameArrived(At(second), hash: null), Is.False);
            Assert.That(film.Decide(At(second + 4)), Is.EqualTo(WatchdogAction.None));
        }
        film.SessionEnded();
        Assert.That(film.State, Is.EqualTo(CaptureState.Ended));
    }
}
