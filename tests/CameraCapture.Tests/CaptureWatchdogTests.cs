using NUnit.Framework;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>The watchdog's decisions, with time as a number.</summary>
[TestFixture]
public class CaptureWatchdogTests
{
    private static readonly CaptureOptions Options = new();

    private static SessionStatus Status(SessionPhase phase, double progress = 0, double picture = 0, long pictures = 0, string? error = null) =>
        new(phase, TimeSpan.FromSeconds(progress), TimeSpan.FromSeconds(picture), pictures, error);

    [TestCase(SessionPhase.Opening, 0, 0, 0, 9.9, WatchdogVerdict.GoOn)]
    [TestCase(SessionPhase.Opening, 0, 0, 0, 10.1, WatchdogVerdict.OpenAgain)]
    [TestCase(SessionPhase.Reading, 5, 5, 9, 6.9, WatchdogVerdict.GoOn)]
    [TestCase(SessionPhase.Reading, 5, 5, 9, 7.1, WatchdogVerdict.OpenAgain)]
    [TestCase(SessionPhase.Reading, 7, 5, 9, 7.1, WatchdogVerdict.OpenAgain)] // reads, but the same picture
    [TestCase(SessionPhase.Failed, 0, 0, 0, 0, WatchdogVerdict.OpenAgain)]
    [TestCase(SessionPhase.Ended, 0, 0, 9, 0, WatchdogVerdict.OpenAgain)] // a stream that ends was cut
    public void LiveSource(object phase, double progress, double picture, long pictures, double now, object verdict)
    {
        var watchdog = new CaptureWatchdog(Options, canReconnect: true);
        Assert.That(watchdog.Judge(Status((SessionPhase)phase, progress, picture, pictures, "gone"), TimeSpan.FromSeconds(now)), Is.EqualTo(verdict));
    }

    [TestCase(SessionPhase.Ended, 0, 0, WatchdogVerdict.End)]
    [TestCase(SessionPhase.Failed, 0, 0, WatchdogVerdict.GiveUp)]
    [TestCase(SessionPhase.Reading, 0, 3, WatchdogVerdict.GiveUp)]
    [TestCase(SessionPhase.Reading, 2.5, 3, WatchdogVerdict.GoOn)] // a still picture is fine in a file
    public void File(object phase, double progress, double now, object verdict)
    {
        var watchdog = new CaptureWatchdog(Options, canReconnect: false);
        Assert.That(watchdog.Judge(Status((SessionPhase)phase, progress, 0, 9, "damaged"), TimeSpan.FromSeconds(now)), Is.EqualTo(verdict));
    }

    [Test]
    public void DeviceThatNeverDelivered_IsGivenUpAfterThreeAttempts()
    {
        var watchdog = new CaptureWatchdog(Options, canReconnect: true);
        SessionStatus failed = Status(SessionPhase.Failed, error: "no such camera");
        Assert.That(watchdog.Judge(failed, default), Is.EqualTo(WatchdogVerdict.OpenAgain));
        Assert.That(watchdog.Judge(failed, default), Is.EqualTo(WatchdogVerdict.OpenAgain));
        Assert.That(watchdog.Judge(failed, default), Is.EqualTo(WatchdogVerdict.GiveUp));
        Assert.That(watchdog.Reason, Is.EqualTo("no such camera"));
    }

    [Test]
    public void DeviceThatDelivered_IsTriedForEver_WithGrowingPauses()
    {
        var watchdog = new CaptureWatchdog(Options, canReconnect: true);
        watchdog.Judge(Status(SessionPhase.Reading, pictures: 1), default);
        var pauses = new List<double>();
        for (int i = 0; i < 8; i++)
        {
            Assert.That(watchdog.Judge(Status(SessionPhase.Failed, error: "gone"), default), Is.EqualTo(WatchdogVerdict.OpenAgain));
            pauses.Add(watchdog.RetryAfter.TotalSeconds);
        }
        Assert.That(pauses, Is.EqualTo(new[] { 0.5, 1, 2, 4, 8, 8, 8, 8 }));
        watchdog.Judge(Status(SessionPhase.Reading, pictures: 1), default);
        watchdog.Judge(Status(SessionPhase.Failed, error: "gone"), default);
        Assert.That(watchdog.RetryAfter.TotalSeconds, Is.EqualTo(0.5), "a picture starts the count anew");
    }
}
