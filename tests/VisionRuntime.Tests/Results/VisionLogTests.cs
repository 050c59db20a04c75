using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What an engine tells beside its results, by both ways, and whose numbers are whose.</summary>
[TestFixture]
[NonParallelizable]
public class VisionLogTests
{
    private TestModels _models = null!;

    [SetUp]
    public void SetUp() => _models = new TestModels();

    [TearDown]
    public void TearDown()
    {
        VisionLog.Listener = null;
        _models.Dispose();
    }

    [Test]
    public async Task BothWaysHearTheSame()
    {
        List<(EventLevel, string)> called = [], traced = [];
        using var listener = new Traced((level, engine, text) => Keep(traced, level, engine, text));
        VisionLog.Listener = (level, engine, text) =>
        {
            Keep(called, level, engine, text);
            throw new InvalidOperationException("a listener's own trouble");
        };
        await using var engine = new VisionEngine(new InferenceOptions { Threads = 1, Preprocess = "cpu" }, name: "mine");
        await engine.SwapAsync("nothing.onnx");
        await engine.SwapAsync(_models.Definition("m"));
        engine.Submit(new byte[12], 2, 2, PixelFormat.Bgr8);
        Assert.That(engine.Tick());
        Assert.That(called, Is.EqualTo(traced));
        Assert.That(
            called.Select(notice => notice.Item1),
            Is.EqualTo(new[]
            {
                EventLevel.Warning, EventLevel.Informational, EventLevel.Informational, EventLevel.Informational,
            }));
        Assert.That(called[0].Item2, Does.Contain("nothing.onnx"));
        Assert.That(called[1].Item2, Does.Contain("submitted frames"));
        Assert.That(called.Skip(2).Select(notice => notice.Item2), Has.One.Contains("'m' runs").And.One.Contains("Preprocessing for 'm'"));

        static void Keep(List<(EventLevel, string)> into, EventLevel level, string engine, string text)
        {
            if (engine != "mine")
                return;
            lock (into)
                into.Add((level, text));
        }
    }

    [Test]
    public async Task NumbersTellEnginesApart()
    {
        Dictionary<string, long> frames = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == EngineMeter.Name)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            string engine = (string)tags.ToArray().Single(tag => tag.Key == "engine").Value!;
            lock (frames)
                frames[engine] = frames.GetValueOrDefault(engine) + (instrument.Name == "realtimecnn.frames" ? value : 0);
        });
        listener.Start();
        await using var left = new VisionEngine(new InferenceOptions { Threads = 1 }, name: "left");
        await using var right = new VisionEngine(new InferenceOptions { Threads = 1 }, name: "right");
        foreach ((VisionEngine engine, int count) in new[] { (left, 2), (right, 3) })
        {
            await engine.SwapAsync(_models.Definition("m"));
            for (int i = 0; i < count; i++)
            {
                engine.Submit(new byte[12], 2, 2, PixelFormat.Bgr8);
                Assert.That(engine.Tick());
            }
        }
        Assert.That((frames["left"], frames["right"]), Is.EqualTo((2, 3)));
        using VisionEngine one = new(), other = new();
        Assert.That(one.Name, Does.StartWith("engine ").And.Not.EqualTo(other.Name));
    }

    private sealed class Traced(Action<EventLevel, string, string> told) : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == EngineMeter.Name)
                EnableEvents(eventSource, EventLevel.Informational);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            told(eventData.Level, (string)eventData.Payload![0]!, (string)eventData.Payload[1]!);
    }
}
