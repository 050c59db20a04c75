using NUnit.Framework;

namespace RealtimeCnn.Tests;

[TestFixture]
public class EngineStatusTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly EngineStatus _status = new();
    private TestModels _models = null!;
    private HandSource _source = null!;
    private VisionEngine _engine = null!;

    [SetUp]
    public void SetUp()
    {
        (_models, _source) = (new TestModels(), new HandSource());
        _engine = new VisionEngine(_source, new InferenceOptions { Threads = 1, Preprocess = "cpu" });
    }

    [TearDown]
    public void TearDown()
    {
        _engine.Dispose();
        _source.Dispose();
        _models.Dispose();
    }

    [Test]
    public async Task TellsOfSourceAndModels()
    {
        _status.Read(_engine);
        Assert.That((_status.SourceName, _status.SourceState), Is.EqualTo(("hand", CaptureState.NotStarted)));
        Assert.That((object?)_status.Model ?? _status.Loading, Is.Null);

        ModelDefinition model = _models.Definition("first");
        Assert.That((await _engine.SwapAsync(model)).Error, Is.Null);
        _status.Read(_engine);
        Assert.That((_status.Loading, _status.LoadingSeconds > 0), Is.EqualTo((model, true)), "until its first scores");
        _source.Deliver();
        _source.Deliver();
        _engine.Tick();
        _source.Error = "trouble";
        _status.Read(_engine);
        Assert.Multiple(() =>
        {
            Assert.That((_status.SourceState, _status.SourceError), Is.EqualTo((CaptureState.Running, "trouble")));
            Assert.That((_status.Captured, _status.Drops.Busy), Is.EqualTo((2, 1)));
            Assert.That((_status.Model, _status.LoadingSeconds, _status.SwapError), Is.EqualTo((model, 0.0, (string?)null)));
            Assert.That(_status.Loading, Is.Null);
            Assert.That(_status.LastSwap!.To, Is.EqualTo("first"));
            Assert.That(_status.GpuLoss, Is.Null);
        });

        await _engine.SwapAsync(model with { Id = "broken", File = "no such file.onnx" });
        _status.Read(_engine);
        Assert.That((_status.Model, _status.LastSwap!.To), Is.EqualTo((model, "broken")));
        Assert.That(_status.SwapError, Does.Contain("no such file"));
    }

    [Test]
    public async Task CountsFramesInAndOut()
    {
        await _engine.SwapAsync(_models.Definition("first"));
        bool counted = SpinWait.SpinUntil(
            () =>
            {
                _source.Deliver();
                _engine.Tick();
                _status.Read(_engine);
                return _status.FpsIn > 0;
            },
            Patience);
        Assert.That(counted, Is.True);
        Assert.That(_status.FpsOut, Is.GreaterThan(0));

        var shown = new LatencyHistory();
        _status.Read(_engine, shown: shown);
        Assert.That(_status.FpsOut, Is.Zero, "nothing was shown");
    }

    [Test]
    public async Task ReadingAllocatesNothing()
    {
        await _engine.SwapAsync(_models.Definition("first"));
        _source.Deliver();
        _engine.Tick();
        long allocated = long.MaxValue;
        for (int window = 0; window < 5 && allocated != 0; window++) // what the runtime recompiles allocates once
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
                _status.Read(_engine);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.That(allocated, Is.Zero);
    }
}
