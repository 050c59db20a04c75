namespace RealtimeCnn.CameraCapture.Tests;

public class CapturePaceTests
{
    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);

    // When each frame is shown, if reading takes no time and waiting as long as it should.
    private static double[] Shown(params double[] times)
    {
        CapturePace pace = new();
        TimeSpan now = S(100);
        List<double> shown = [];
        foreach (double time in times)
        {
            now += pace.WaitFor(S(time), now);
            shown.Add((now - S(100)).TotalSeconds);
        }
        shown.Add((now + pace.WaitForEnd(now) - S(100)).TotalSeconds);
        return [.. shown];
    }

    [Test]
    public void Frames_come_as_far_apart_as_their_times_and_the_last_one_stays_as_long_as_the_one_before()
    {
        Assert.That(Shown(0, 0.04, 0.08), Is.EqualTo(new[] { 0, 0.04, 0.08, 0.12 }).Within(1e-6));
        Assert.That(Shown(5, 5.04, 5.24, 9), Is.EqualTo(new[] { 0, 0.04, 0.24, 4, 7.76 }).Within(1e-6));
        Assert.That(Shown(0, 2, 4, 6), Is.EqualTo(new[] { 0, 2, 4, 6, 8d }).Within(1e-6));
        Assert.That(Shown(3), Is.EqualTo(new[] { 0, 0d }).Within(1e-6));
    }

    [Test]
    public void A_leap_repeats_the_step_before_it()
    {
        Assert.That(Shown(0, 0.04, 0.08, 0, 0.04), Is.EqualTo(new[] { 0, 0.04, 0.08, 0.12, 0.16, 0.20 }).Within(1e-6));
        Assert.That(Shown(0, 0.04, 95443, 95443.04), Is.EqualTo(new[] { 0, 0.04, 0.08, 0.12, 0.16 }).Within(1e-6));
    }

    [Test]
    public void What_is_late_does_not_catch_up_in_a_burst()
    {
        CapturePace pace = new();
        Assert.That(pace.WaitFor(S(0), S(0)), Is.EqualTo(S(0)));
        Assert.That(pace.WaitFor(S(0.04), S(0.03)), Is.EqualTo(S(0.01)));
        Assert.That(pace.WaitFor(S(0.08), S(5)), Is.EqualTo(S(0)));
        Assert.That(pace.WaitFor(S(0.2), S(5.01)), Is.EqualTo(S(0.01)));
        Assert.That(pace.WaitForEnd(S(5.02)), Is.EqualTo(S(0.12)).Within(S(0.001)));
    }
}
