using NUnit.Framework;

namespace RealtimeCnn.Tests;

[TestFixture]
public class FrameMailboxTests
{
    [Test]
    public void Newest_IsTakenOnce_AndOlderOnesCountAsDropped()
    {
        using var mailbox = new FrameMailbox();
        Frame mine = new();
        Assert.That(mailbox.TryTake(out _), Is.False);
        int dropped = 0;
        for (int i = 0; i < 3; i++)
        {
            mine.Sequence = i;
            mine = mailbox.Publish(mine, out bool pushedOut);
            dropped += pushedOut ? 1 : 0;
        }
        Assert.That(mailbox.TryTake(out Frame? frame), Is.True);
        Assert.That(frame!.Sequence, Is.EqualTo(2));
        Assert.That(dropped, Is.EqualTo(2));
        Assert.That(mailbox.TryTake(out _), Is.False);
        mine.Dispose();
    }

    [Test]
    public void WaitUntilTaken_IsNotFooledByAnOldSignal()
    {
        using var mailbox = new FrameMailbox();
        Frame mine = mailbox.Publish(new Frame(), out _);
        mailbox.TryTake(out _); // leaves a signal behind
        mine = mailbox.Publish(mine, out _);
        Assert.That(mailbox.WaitUntilTaken(TimeSpan.Zero), Is.False);
        mailbox.TryTake(out _);
        Assert.That(mailbox.WaitUntilTaken(TimeSpan.Zero), Is.True);
        mine.Dispose();
    }

    [Test]
    public void TwoThreads_NeverShareAFrame_AndEveryFrameIsTakenOrCounted()
    {
        const int Count = 20_000, Size = 64;
        using var mailbox = new FrameMailbox();
        long dropped = 0;
        Thread writer = new(() =>
        {
            Frame mine = new();
            for (int i = 1; i <= Count; i++)
            {
                mine.Reshape(Size, 1, PixelFormat.Gray8);
                mine.Pixels.Fill((byte)i);
                mine.Sequence = i;
                mine = mailbox.Publish(mine, out bool pushedOut);
                dropped += pushedOut ? 1 : 0;
            }
            mine.Dispose();
        });
        writer.Start();
        long last = 0, taken = 0;
        while (last < Count)
        {
            if (!mailbox.TryTake(out Frame? frame))
                continue;
            Assert.That(frame!.Sequence, Is.GreaterThan(last));
            Assert.That(frame.Pixels.IndexOfAnyExcept((byte)frame.Sequence), Is.EqualTo(-1), "a frame changed while it was read");
            last = frame.Sequence;
            taken++;
        }
        writer.Join();
        Assert.That(taken + dropped, Is.EqualTo(Count));
    }

    [TestCase(0, 1)]
    [TestCase(1, 0)]
    [TestCase(Frame.MaxDimension + 1, 1)]
    [TestCase(-5, 5)]
    public void ImpossibleSizes_AreRefused(int width, int height)
    {
        using var frame = new Frame();
        Assert.That(() => frame.Reshape(width, height, PixelFormat.Bgr8), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
