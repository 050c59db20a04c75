using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

public class FullScreenSwitchTests
{
    private readonly List<string> _calls = [];
    private Clock _clock = null!;
    private FullScreenSwitch _screen = null!;

    [SetUp]
    public void Begin()
    {
        _calls.Clear();
        _clock = new Clock();
        _screen = new(_clock, covers => _calls.Add(covers ? "cover" : "uncover"), () => _calls.Add("focus"));
    }

    [Test]
    public void AChange_IsMadeAtOnce_AndTheKeyboardIsAskedFor_WhenItIsSeen()
    {
        _screen.Want(true);
        _screen.Update();
        Assert.That((_screen.IsWanted, string.Join(' ', _calls)), Is.EqualTo((true, "cover")));
        _screen.Resized();
        _screen.Update();
        _screen.Update();
        Assert.That(_calls, Is.EqualTo(new[] { "cover", "focus" }));
    }

    [TestCase(1, "cover focus")]
    [TestCase(2, "cover focus uncover focus")]
    [TestCase(3, "cover focus")]
    [TestCase(4, "cover focus uncover focus")]
    public void SeveralAtOnce_EndAsTheLastOne_AndNoneBeginsBeforeTheOneBeforeIsSeen(int times, string expected)
    {
        for (int i = 0; i < times; i++)
            _screen.Want(!_screen.IsWanted);
        Assert.That(_calls, Is.EqualTo(new[] { "cover" }));
        for (int i = 0; i < 3; i++)
        {
            _screen.Resized();
            _screen.Update();
        }
        Assert.That(_calls, Is.EqualTo(expected.Split(' ')));
    }

    [Test]
    public void AWindowAsLargeAsItsMonitor_GetsNoOtherSize_AndIsNotWaitedForForEver()
    {
        _screen.Want(true);
        _screen.Want(false);
        _clock.Seconds = 0.9;
        _screen.Update();
        Assert.That(_calls, Is.EqualTo(new[] { "cover" }));
        _clock.Seconds = 1;
        _screen.Update();
        Assert.That(_calls, Is.EqualTo(new[] { "cover", "focus", "uncover" }));
    }

    [Test]
    public void ASizeThatIsToldWithinTheChange_Counts()
    {
        _screen = new(_clock, _ => _screen.Resized(), () => _calls.Add("focus"));
        _screen.Want(true);
        _screen.Update();
        Assert.That(_calls, Is.EqualTo(new[] { "focus" }));
    }

    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long GetTimestamp() => (long)(Seconds * TimestampFrequency);
    }
}
