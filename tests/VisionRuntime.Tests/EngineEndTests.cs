using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>How an engine ends while something is under way.</summary>
[TestFixture]
public class EngineEndTests : FlakyEngineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Dispose_WaitsForWhatReadsTheSource_AndNothingReadsItAfterwards()
    {
        using ManualResetEventSlim isReading = new(), mayGo = new();
        await Engine.SwapAsync(Models.Definition("m"));
        Source.Deliver();
        Engine.Tick(); // the backend is asked from the second frame on
        bool isDisposed = false, readAfterwards = false;
        Backend.OnFrame = () =>
        {
            isReading.Set();
            mayGo.Wait();
            readAfterwards |= Volatile.Read(ref isDisposed);
        };
        Task running = Engine.RunAsync();
        Source.Deliver();
        isReading.Wait();
        Task disposing = Task.Run(() =>
        {
            Engine.Dispose();
            Volatile.Write(ref isDisposed, true);
        });
        Assert.That(SpinWait.SpinUntil(() => !Engine.IsAlive, Patience), "it has begun");
        Assert.That(disposing.IsCompleted, Is.False);
        mayGo.Set();
        await disposing.WaitAsync(Patience);
        await running.WaitAsync(Patience);
        Assert.That((readAfterwards, Engine.FramesDone), Is.EqualTo((false, 1L)));
    }

    [Test]
    public async Task Dispose_DoesNotWaitForALoad()
    {
        using ManualResetEventSlim isLoading = new(), mayGo = new();
        var engine = new VisionEngine(Source, (definition, options, watch) =>
        {
            isLoading.Set();
            mayGo.Wait();
            return ModelLoader.Load(definition, options, default); // too late, and it must not leak
        });
        Task<SwapReport> swap = engine.SwapAsync(Models.Definition("m"));
        isLoading.Wait();
        engine.Dispose(); // would never return if it waited
        SwapReport report = await swap.WaitAsync(Patience);
        Assert.That((report.Error, report.WasCancelled), Is.EqualTo(("the engine was disposed", true)));
        Task freed = engine.DisposeAsync().AsTask();
        Assert.That(freed.IsCompleted, Is.False, "a load is still under way");
        mayGo.Set();
        await freed.WaitAsync(Patience);
    }

    [Test]
    public async Task DisposeAsync_LeavesALoadToItself_ThatDoesNotHearOfTheEnd()
    {
        using ManualResetEventSlim isLoading = new(), mayGo = new();
        var engine = new VisionEngine(Source, (definition, options, watch) =>
        {
            isLoading.Set();
            mayGo.Wait();
            throw new VisionException("too late");
        });
        Task<SwapReport> swap = engine.SwapAsync(Models.Definition("m"));
        isLoading.Wait();
        await engine.DisposeAsync().AsTask().WaitAsync(Patience);
        Assert.That((await swap.WaitAsync(Patience)).WasCancelled);
        Assert.That(LoadedModel.IsAnyAtWork);
        mayGo.Set();
    }

    [TestCase("dispose", WhenLit.Loops)]
    [TestCase("token", WhenLit.Loops)]
    [TestCase("dispose", WhenLit.IsDeaf)]
    [TestCase("token", WhenLit.IsDeaf)]
    public async Task ARunThatDoesNotEnd_EndsWithTheEngine(string by, WhenLit what)
    {
        var engine = new VisionEngine(Source, new InferenceOptions { Threads = 1, Preprocess = "cpu" });
        Assert.That((await engine.SwapAsync(LitNetwork.Definition(what))).Error, Is.Null);
        using var stop = new CancellationTokenSource();
        Source.Deliver(255);
        Task running = engine.RunAsync(stop.Token);
        Assert.That(
            SpinWait.SpinUntil(() => LoadedModel.IsAnyAtWork, Patience), $"{running.Status} {engine.FrameError} {running.Exception}");
        if (by == "token")
            stop.Cancel();
        else
            engine.Dispose();
        await running.WaitAsync(Patience);
        Assert.That((engine.FrameError, engine.FramesDone), Is.EqualTo(((string?)null, 0L)), "it is nobody's fault");
        await engine.DisposeAsync().AsTask().WaitAsync(Patience);
        Assert.That(SpinWait.SpinUntil(() => WorkInProgress.Left == 0, 6 * Patience), "what was left counts for the tests that follow");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Dispose_FromWithinACallback_EndsAfterTheTick(bool ownThread)
    {
        List<string> calls = [];
        await Engine.SwapAsync(Models.Definition("m"));
        Engine.Add(new Calling { OnDestroyed = () => calls.Add("first destroyed") });
        Engine.Add(new Calling
        {
            OnResulted = () =>
            {
                Engine.Dispose();
                calls.Add("disposed");
            },
            OnDestroyed = () => calls.Add("last destroyed"),
        });
        Source.Deliver();
        if (ownThread)
            await Engine.RunAsync().WaitAsync(Patience);
        else
            Engine.Tick();
        await Engine.DisposeAsync();
        Assert.That(calls, Is.EqualTo(new[] { "disposed", "last destroyed", "first destroyed" }));
    }

    [TestCase("SourceChanged")]
    [TestCase("SwapFinished")]
    [TestCase("Update")]
    [TestCase("OnResult")]
    public async Task AfterDisposeInACallback_NeitherSourceNorBehavioursAreAsked(string where)
    {
        var source = new WatchedSource();
        var engine = new VisionEngine(source, new InferenceOptions { Threads = 1, Preprocess = "cpu" });
        List<string> calls = [];
        void End(string at)
        {
            calls.Add(at);
            if (at != where)
                return;
            engine.Dispose();
            source.IsDisposed = true;
        }
        engine.SourceChanged += (_, _) => End("SourceChanged");
        engine.SwapFinished += _ => End("SwapFinished");
        engine.Add(new Calling { OnUpdate = () => End("Update"), OnResulted = () => End("OnResult") });
        engine.Add(new Calling { OnUpdate = () => calls.Add("other"), OnResulted = () => calls.Add("other") });
        await engine.SwapAsync("nothing.onnx");
        await engine.SwapAsync(Models.Definition("m"));
        calls.Clear();
        source.Deliver();
        engine.Tick();
        Assert.That(source.AskedAfterTheEnd, Is.Zero);
        Assert.That(calls[^1], Is.EqualTo(where), "nobody is called after it");
        Assert.That(engine.IsAlive, Is.False);
        await engine.DisposeAsync();
        source.Dispose();
    }

    [Test]
    public void EveryBehaviourIsDestroyed_WhateverTheOthersThrow()
    {
        int destroyed = 0;
        for (int i = 0; i < 3; i++)
        {
            Engine.Add(new Calling
            {
                OnDestroyed = () =>
                {
                    destroyed++;
                    throw new InvalidOperationException("mine");
                },
            });
        }
        Assert.That(Engine.Dispose, Throws.InvalidOperationException.With.Message.EqualTo("mine"));
        Assert.That(destroyed, Is.EqualTo(3));
    }

    [Test]
    public async Task ChaosOfSwapsSubmitsAndDispose_EndsWithNothingLeft()
    {
        var random = new Random(11);
        int alive = 0;
        for (int round = 0; round < 40; round++)
        {
            var engine = new VisionEngine(
                new SubmittedFrames(),
                (definition, options, watch) =>
                {
                    if (definition.Id == "2")
                        throw new VisionException("broken");
                    return ModelLoader.Load(definition, options, watch);
                },
                new InferenceOptions { Threads = 1, Preprocess = "cpu" }) { KeepWarmBytes = round % 2 * (1 << 20) };
            Interlocked.Increment(ref alive);
            Task running = engine.RunAsync();
            using var cancel = new CancellationTokenSource();
            Task<SwapReport>[] swaps =
            [
                .. Enumerable.Range(0, 6).Select(i => engine.SwapAsync(
                    Models.Definition((i % 3).ToString()), i % 2 == 0 ? cancel.Token : default)),
            ];
            byte[] pixels = new byte[32 * 32 * 4];
            for (int i = random.Next(40); i > 0; i--)
                engine.Submit(pixels, 32, 32, PixelFormat.Rgba8);
            if (round % 3 == 0)
                cancel.Cancel();
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(engine.Dispose))).WaitAsync(Patience);
            await Task.WhenAll(swaps).WaitAsync(Patience);
            foreach (Task<SwapReport> swap in swaps)
                Assert.That((await swap).Ok || (await swap).Error is { Length: > 0 });
            await running.WaitAsync(Patience);
            await engine.DisposeAsync().AsTask().WaitAsync(Patience);
        }
        Assert.That(alive, Is.EqualTo(40));
    }

    private sealed class WatchedSource : IFrameSource
    {
        private readonly HandSource _inner = new();

        public bool IsDisposed { get; set; }
        public int AskedAfterTheEnd { get; private set; }
        public string Name => Asked().Name;
        public CaptureState State => Asked().State;
        public string? Error => Asked().Error;
        public long Captured => Asked().Captured;
        public DropCounts Drops => Asked().Drops;
        public long AllocatedBytes => Asked().AllocatedBytes;
        public void Deliver() => _inner.Deliver();
        public void Start() => Asked().Start();
        public bool TryAcquireLatest(out Frame? frame) => Asked().TryAcquireLatest(out frame);
        public bool WaitForFrame(TimeSpan timeout) => Asked().WaitForFrame(timeout);
        public void Dispose() => _inner.Dispose();

        private HandSource Asked()
        {
            AskedAfterTheEnd += IsDisposed ? 1 : 0;
            return _inner;
        }
    }
}
