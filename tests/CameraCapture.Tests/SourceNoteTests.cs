namespace RealtimeCnn.CameraCapture.Tests;

internal class SourceNoteTests
{
    private sealed class HandClock : TimeProvider
    {
        public long Milliseconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Milliseconds;
    }

    [Test]
    public void A_delay_is_told_as_it_doubles_and_until_it_is_over()
    {
        HandClock clock = new();
        SourceNote note = new(clock);
        note.Take("over TCP");
        Assert.That(Run(note, clock, ageSeconds: 0.2), Is.EqualTo("over TCP"));
        Assert.That(Run(note, clock, 1.5), Does.Contain("more than 1 s late"));
        string? words = Run(note, clock, 5);
        Assert.That(words, Does.Contain("more than 4 s late"));
        Assert.That(Run(note, clock, 7.9), Is.SameAs(words), "the same words, not others like them");
        Assert.That(Run(note, clock, 0.9), Is.EqualTo("over TCP"));
    }

    [Test]
    public void A_burst_is_no_delay()
    {
        HandClock clock = new();
        SourceNote note = new(clock);
        for (int i = 0; i < 500; i++, clock.Milliseconds += 40)
            note.FrameRead(TimeSpan.FromSeconds(i % 20 == 0 ? 0.1 : 3));
        Assert.That(note.Text, Is.Null);
    }

    private static string? Run(SourceNote note, HandClock clock, double ageSeconds)
    {
        for (int i = 0; i < 120; i++, clock.Milliseconds += 40)
            note.FrameRead(TimeSpan.FromSeconds(ageSeconds));
        return note.Text;
    }
}
