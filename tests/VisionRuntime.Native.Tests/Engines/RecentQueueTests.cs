namespace RealtimeCnn.Native.Tests;

/// <summary>What nobody asked for: the newest stay, in their order, and how many went is told.</summary>
public class RecentQueueTests
{
    [Test]
    public void Where_nobody_asks_the_oldest_go_and_are_counted_once()
    {
        RecentQueue<int> queue = new(capacity: 3);
        Assert.That(queue.TryTake(out _, out _), Is.False);
        for (int i = 1; i <= 5; i++)
            queue.Add(i);
        List<(int Item, int Missed)> taken = [];
        while (queue.TryTake(out int item, out int missed))
            taken.Add((item, missed));
        Assert.That(taken, Is.EqualTo(new[] { (3, 2), (4, 0), (5, 0) }));
        queue.Add(6);
        Assert.That(queue.TryTake(out int last, out int none) && last == 6 && none == 0, Is.True);
    }
}
