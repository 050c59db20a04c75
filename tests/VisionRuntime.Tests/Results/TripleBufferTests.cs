using NUnit.Framework;

namespace RealtimeCnn.Tests;

[TestFixture]
public class TripleBufferTests
{
    [Test]
    public void Nothing_BeforeTheFirstPublish() => Assert.That(new TripleBuffer<Pair>().TryTake(out _), Is.False);

    [Test]
    public void Newest_IsTakenOnce()
    {
        var buffer = new TripleBuffer<Pair>();
        for (int i = 1; i <= 3; i++)
        {
            buffer.Writing.A = i;
            buffer.Publish();
        }
        Assert.That(buffer.TryTake(out Pair pair), Is.True);
        Assert.That(pair.A, Is.EqualTo(3));
        Assert.That(buffer.TryTake(out _), Is.False);
    }

    [Test]
    public void Reader_NeverSeesAHalfWrittenValue()
    {
        const int Count = 200_000;
        var buffer = new TripleBuffer<Pair>();
        Thread writer = new(() =>
        {
            for (int i = 1; i <= Count; i++)
            {
                buffer.Writing.A = i;
                buffer.Writing.B = -i;
                buffer.Publish();
            }
        });
        writer.Start();
        int last = 0;
        while (last < Count)
        {
            if (!buffer.TryTake(out Pair pair))
                continue;
            Assert.That(pair.A + pair.B, Is.Zero);
            Assert.That(pair.A, Is.GreaterThan(last));
            last = pair.A;
        }
        writer.Join();
    }

    private sealed class Pair
    {
        public int A;
        public int B;
    }
}
