using System.Diagnostics;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

[TestFixture]
public class LatencyHistoryTests
{
    [Test]
    public void Empty_IsAllZero()
    {
        var history = new LatencyHistory();
        Assert.That(history.Percentiles(Stage.Total), Is.EqualTo(default((double, double, double))));
        Assert.That(history.FramesPerSecond, Is.Zero);
    }

    [Test]
    public void Percentiles_AreByNearestRank()
    {
        var history = new LatencyHistory(200);
        for (int i = 100; i >= 1; i--)
            history.Add(InferringFor(i));
        (double P50, double P95, double P99) p = history.Percentiles(Stage.Infer);
        Assert.That((p.P50, p.P95, p.P99), Is.EqualTo((50.0, 95.0, 99.0)).Within(1e-3));
    }

    [Test]
    public void OldFrames_FallOut()
    {
        var history = new LatencyHistory(4);
        for (int i = 1; i <= 10; i++)
            history.Add(InferringFor(i));
        Assert.That(history.Count, Is.EqualTo(4));
        Assert.That(history.Milliseconds(Stage.Infer, 0), Is.EqualTo(10).Within(1e-3));
        Assert.That(history.Milliseconds(Stage.Infer, 3), Is.EqualTo(7).Within(1e-3));
        Assert.That(() => history.Milliseconds(Stage.Infer, 4), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase("slow", "cpu", "cpu")]
    [TestCase("fast", "directml", "cpu")]
    [TestCase("fast", "cpu", "vulkan")]
    public void TimesOfAnotherModelOrProcessor_AreForgotten_TheRateIsNot(string model, string backend, string preprocess)
    {
        var history = new LatencyHistory();
        for (int i = 1; i <= 50; i++)
            history.Add(Result("fast", "cpu", "cpu", i, ms: 1));
        for (int i = 51; i <= 53; i++)
            history.Add(Result(model, backend, preprocess, i, ms: 9));
        (double P50, double P95, double P99) p = history.Percentiles(Stage.Infer);
        Assert.Multiple(() =>
        {
            Assert.That((p.P50, p.P95, p.P99), Is.EqualTo((9.0, 9.0, 9.0)).Within(1e-3));
            Assert.That(history.Count, Is.EqualTo(3));
            Assert.That(history.FramesPerSecond, Is.EqualTo(25).Within(0.1));
        });

        static FrameResult Result(string model, string backend, string preprocess, int frame, int ms)
        {
            long done = frame * Stopwatch.Frequency / 25, took = ms * Stopwatch.Frequency / 1000;
            return new FrameResult
            {
                Model = model,
                Backend = backend,
                Preprocess = preprocess,
                Timings = new StageTimings { PreprocessedAt = done - took, InferredAt = done },
            };
        }
    }

    [Test]
    public void FramesPerSecond_ComesFromTheFinishTimes()
    {
        var history = new LatencyHistory();
        for (int i = 0; i < 100; i++)
            history.Add(new StageTimings { InferredAt = 1 + i * Stopwatch.Frequency / 25 });
        Assert.That(history.FramesPerSecond, Is.EqualTo(25).Within(0.01));
    }

    [Test]
    public void AddingAndReading_AllocateNothing()
    {
        var history = new LatencyHistory();
        for (int i = 3; i > 0; i--) // enough for the sort to make its comparer
            history.Add(InferringFor(i));
        _ = history.Percentiles(Stage.Total);
        _ = history.FramesPerSecond;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            history.Add(InferringFor(i));
            _ = history.Percentiles(Stage.Total);
            _ = history.FramesPerSecond;
        }
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static StageTimings InferringFor(int ms) => new()
    {
        CapturedAt = 1000,
        AcquiredAt = 1000,
        PreprocessedAt = 1000,
        InferredAt = 1000 + ms * Stopwatch.Frequency / 1000,
    };
}
