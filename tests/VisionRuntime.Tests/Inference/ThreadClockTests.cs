using NUnit.Framework;

namespace RealtimeCnn.Tests;

[TestFixture]
public class ThreadClockTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public void ItCountsWhatAThreadComputes_NotHowLongItWaits()
    {
        ThreadClock waiting = default;
        using ManualResetEventSlim isWaiting = new(), mayGo = new();
        var waits = new Thread(() =>
        {
            waiting = ThreadClock.OfThisThread;
            isWaiting.Set();
            mayGo.Wait();
        });
        waits.Start();
        isWaiting.Wait();
        ThreadClock own = ThreadClock.OfThisThread;
        TimeSpan ownBefore = own.Used!.Value, waitingBefore = waiting.Used!.Value, much = TimeSpan.FromSeconds(0.2);
        Assert.That(SpinWait.SpinUntil(() => Computes() && own.Used - ownBefore >= much, Patience));
        Assert.That(waiting.Used - waitingBefore, Is.LessThan(much / 2));
        mayGo.Set();
        waits.Join();

        static bool Computes()
        {
            double sum = 0;
            for (int i = 0; i < 1_000_000; i++)
                sum += Math.Sqrt(i);
            return sum > 0;
        }
    }
}
