using System.Diagnostics;
using System.Diagnostics.Metrics;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

[TestFixture]
public class VisionEngineTests
{
    private TestModels _models = null!;
    private HandSource _source = null!;
    private VisionEngine _engine = null!;

    [SetUp]
    public void SetUp()
    {
        _models = new TestModels();
        _source = new HandSource();
        _engine = new VisionEngine(_source, new InferenceOptions { Threads = 1 });
    }

    [TearDown]
    public void TearDown()
    {
        _engine.Dispose();
        _source.Dispose();
        _models.Dispose();
    }

    [Test]
    public void Tick_WithoutModelOrFrame_DoesNothing()
    {
        Assert.That(_engine.Tick(), Is.False);
        _source.Deliver();
        Assert.That(_engine.Tick(), Is.False, "a frame must wait for a model");
    }

    [Test]
    public async Task Tick_ClassifiesEachFrameOnce()
    {
        await _engine.SwapAsync(_models.Definition("first"));
        _source.Deliver(truth: "seven");
        Assert.That(_engine.Tick(), Is.True);
        Assert.That(_engine.Tick(), Is.False, "the same frame must not come twice");

        FrameResult result = _engine.Result;
        Assert.Multiple(() =>
        {
            Assert.That(result.Sequence, Is.Zero);
            Assert.That(result.Model, Is.EqualTo("first"));
            Assert.That(result.Backend, Is.EqualTo("cpu"));
            Assert.That(result.Preprocess, Is.EqualTo("cpu"));
            Assert.That(result.Truth, Is.EqualTo("seven"));
            Assert.That(result.TopCount, Is.EqualTo(10));
            Assert.That(result.Top.ToArray().Select(p => p.Score), Is.Ordered.Descending);
            Assert.That(result.Top.ToArray().Sum(p => p.Score), Is.EqualTo(1).Within(1e-5));
            Assert.That(_engine.FramesDone, Is.EqualTo(1));
            Assert.That(_engine.Frame!.Sequence, Is.Zero);
        });
    }

    [Test]
    public async Task Tick_StampsAddUp()
    {
        await _engine.SwapAsync(_models.Definition("first"));
        _engine.Add(new Recorder([]));
        _source.Deliver();
        _engine.Tick();
        StageTimings t = _engine.Result.Timings;
        Assert.That(t.CapturedAt, Is.LessThanOrEqualTo(t.AcquiredAt));
        Assert.That(t.AcquiredAt, Is.LessThanOrEqualTo(t.PreprocessedAt));
        Assert.That(t.PreprocessedAt, Is.LessThanOrEqualTo(t.InferredAt));
        Assert.That(t.InferredAt, Is.LessThanOrEqualTo(t.PresentedAt));
        Assert.That(t.CaptureMs + t.PreprocessMs + t.InferMs + t.PresentMs, Is.EqualTo(t.TotalMs).Within(1e-6));
    }

    [Test]
    public async Task Tick_TakesTheNewestFrame_AndTheSourceCountsTheDropped()
    {
        await _engine.SwapAsync(_models.Definition("first"));
        _source.Deliver();
        _source.Deliver();
        _source.Deliver();
        _engine.Tick();
        Assert.That(_engine.Result.Sequence, Is.EqualTo(2));
        Assert.That(_source.Drops.Busy, Is.EqualTo(2));
    }

    [Test]
    public async Task Tick_AllocatesNothing()
    {
        await _engine.SwapAsync(_models.Definition("first"));
        using var stop = new CancellationTokenSource();
        for (int i = 0; i < 200; i++) // tiered compilation settles
            Step();
        long allocated = 0;
        int steady = 0;
        for (int i = 0; i < 1000; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Step();
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            if (!_engine.Model!.IsPreprocessSteady)
                continue; // the GPU's first frames
            (allocated, steady) = (allocated + bytes, steady + 1);
        }
        Assert.That(allocated, Is.Zero);
        Assert.That(steady, Is.GreaterThanOrEqualTo(995));

        void Step()
        {
            _source.Deliver();
            _engine.Tick(stop.Token);
        }
    }

    [Test]
    public async Task Swap_IsAdoptedAtAFrameBoundary_AndReported()
    {
        await _engine.SwapAsync(_models.Definition("first"));
        _source.Deliver();
        _engine.Tick();
        Assert.That((await _engine.SwapAsync(_models.Definition("second"))).Error, Is.Null);
        Assert.That(_engine.Result.Model, Is.EqualTo("first"));
        _source.Deliver();
        _engine.Tick();
        Assert.That(_engine.Result.Model, Is.EqualTo("second"));

        SwapReport swap = _engine.LastSwap!;
        Assert.Multiple(() =>
        {
            Assert.That(swap.From, Is.EqualTo("first"));
            Assert.That(swap.To, Is.EqualTo("second"));
            Assert.That(swap.AtFrame, Is.EqualTo(1));
            Assert.That(swap.Ok, Is.True);
            Assert.That(swap.LoadMs, Is.GreaterThan(0));
            Assert.That(swap.GapMs, Is.GreaterThan(0));
            Assert.That((_engine.Loading, _engine.SwapError), Is.EqualTo(((ModelDefinition?)null, (string?)null)));
        });
    }

    [Test]
    public async Task Gap_LeavesOutTheTimeInWhichTheSourceStoodStill()
    {
        await _engine.SwapAsync(_models.Definition("first"));
        _source.Deliver();
        _engine.Tick();
        _source.StandsStill = true;
        Assert.That((await _engine.SwapAsync(_models.Definition("second"))).Error, Is.Null);
        long still = Stopwatch.GetTimestamp(); // the load, before it, is longer than what follows is allowed
        _engine.Tick();
        _source.Deliver();
        _source.StandsStill = false;
        _engine.Tick();
        Assert.That(_engine.LastSwap!.GapMs, Is.GreaterThan(0).And.LessThanOrEqualTo(Stopwatch.GetElapsedTime(still).TotalMilliseconds));
    }

    [Test]
    public async Task FailedSwap_LeavesTheRunningModel()
    {
        await _engine.SwapAsync(_models.Definition("first"));
        _source.Deliver();
        _engine.Tick();
        string broken = Path.Combine(_models.Folder, "broken.onnx");
        File.WriteAllBytes(broken, [1, 2, 3]);
        Assert.That((await _engine.SwapAsync(broken)).Ok, Is.False);
        _source.Deliver();
        Assert.That(_engine.Tick(), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(_engine.Result.Model, Is.EqualTo("first"));
            Assert.That(_engine.Loading, Is.Null);
            Assert.That(_engine.SwapError, Does.Contain("broken").And.Not.Contain("\n"));
            Assert.That(_engine.Swaps.Last().Ok, Is.False);
        });
    }

    [Test]
    public async Task Swap_ToAnUnknownModel_SuggestsTheNearest()
    {
        SwapReport swap = await _engine.SwapAsync("lenet");
        Assert.That((swap.To, swap.Ok, swap.WasCancelled), Is.EqualTo(("lenet", false, false)));
        Assert.That(swap.Error, Does.Contain("did you mean 'lenet5'"));
        Assert.That((_engine.SwapError, _engine.LastSwap), Is.EqualTo((swap.Error, swap)));
    }

    [Test]
    public async Task Behaviours_LiveInUnitysOrder()
    {
        List<string> calls = [];
        Recorder behaviour = new(calls);
        _engine.Add(behaviour);
        _engine.Tick();
        await _engine.SwapAsync(_models.Definition("first"));
        _source.Deliver();
        _engine.Tick();
        _engine.Remove(behaviour);
        Assert.That(calls, Is.EqualTo(new[] { "Awake", "Start", "Update", "Update", "OnResult first", "OnDestroy" }));
    }

    [Test]
    public async Task RunAsync_RunsUntilTheSourceEnds_AndHandsResultsToAnotherThread()
    {
        await _engine.SwapAsync(_models.Definition("first"));
        Task running = _engine.RunAsync();
        var result = new FrameResult();
        _source.Deliver();
        Assert.That(SpinWait.SpinUntil(() => _engine.TryTakeResult(result), TimeSpan.FromSeconds(20)), Is.True);
        Assert.That(result.Model, Is.EqualTo("first"));
        Assert.That(_engine.TryTakeResult(result), Is.False, "each result is handed over once");
        _source.End();
        await running.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Test]
    public async Task Meter_CountsFrames()
    {
        long frames = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == EngineMeter.Name)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, _, _) => frames += instrument.Name == "realtimecnn.frames" ? value : 0);
        listener.Start();
        await _engine.SwapAsync(_models.Definition("first"));
        _source.Deliver();
        _engine.Tick();
        Assert.That(frames, Is.EqualTo(1));
    }

    private sealed class Recorder(List<string> calls) : VisionBehaviour
    {
        protected override void Awake() => calls.Add("Awake");
        protected override void Start() => calls.Add("Start");
        protected override void Update() => calls.Add("Update");
        protected override void OnResult(FrameResult result, Frame frame) => calls.Add("OnResult " + result.Model);
        protected override void OnDestroy() => calls.Add("OnDestroy");
    }
}
