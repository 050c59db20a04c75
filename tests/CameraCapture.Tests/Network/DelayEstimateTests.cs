namespace RealtimeCnn.CameraCapture.Tests;

internal class DelayEstimateTests
{
    private static TimeSpan Ms(double ms) => TimeSpan.FromMilliseconds(ms);

    [Test]
    public void Pictures_in_time_are_not_late_and_jitter_passes()
    {
        DelayEstimate delay = new();
        Assert.That(delay.Next(Ms(7000), Ms(100)), Is.EqualTo(TimeSpan.Zero));
        Assert.That(delay.Next(Ms(7040), Ms(140)).TotalMilliseconds, Is.EqualTo(0).Within(0.1));
        Assert.That(delay.Next(Ms(7080), Ms(195)).TotalMilliseconds, Is.EqualTo(15).Within(0.1));
        Assert.That(delay.Next(Ms(7120), Ms(220)).TotalMilliseconds, Is.EqualTo(0).Within(0.1));
    }

    [Test]
    public void A_delay_that_grows_is_seen_as_long_as_it_lasts()
    {
        DelayEstimate delay = new();
        // 30 pictures a second are sent, 25 are decoded: as an unpaced sender and a slow machine have it.
        for (int i = 0; i <= 600; i++)
            Assert.That(delay.Next(Ms(i / 0.030), Ms(i / 0.025)).TotalMilliseconds, Is.EqualTo(i / 0.025 - i / 0.030).Within(6));
    }

    [Test]
    public void A_quicker_way_becomes_the_measure()
    {
        DelayEstimate delay = new();
        delay.Next(Ms(0), Ms(500));
        delay.Next(Ms(40), Ms(300));
        Assert.That(delay.Next(Ms(80), Ms(540)).TotalMilliseconds, Is.EqualTo(200).Within(0.1));
    }

    [Test]
    public void Clocks_that_differ_as_quartzes_do_are_no_delay()
    {
        DelayEstimate delay = new();
        TimeSpan late = TimeSpan.MaxValue;
        for (int second = 0; second < 24 * 3600; second++)
            late = delay.Next(TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(second * (1 + DelayEstimate.ClockTolerance / 2)));
        Assert.That(late.TotalMilliseconds, Is.LessThan(1));
    }

    [Test]
    public void A_stamp_that_goes_back_begins_anew()
    {
        DelayEstimate delay = new();
        delay.Next(Ms(90_000), Ms(0));
        Assert.That(delay.Next(Ms(0), Ms(40)), Is.EqualTo(TimeSpan.Zero));
        Assert.That(delay.Next(Ms(40), Ms(180)).TotalMilliseconds, Is.EqualTo(100).Within(0.1));
    }
}
