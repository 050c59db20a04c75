using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Who ticks, what a failed frame does, and how an engine ends while something is under way.</summary>
[TestFixture]
public class EngineThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private TestModels _models = null!;
    private HandSource _source = null!;
    private FlakyBackend _backend = null!;
    private VisionEngine _engine = null!;

    [SetUp]
    public void SetUp()
    {
        (_models, _source, _backend) = (new TestModels(), new HandSource(), new FlakyBackend());
        _engine = new VisionEngine(_source, new InferenceOptions { Backends = [_backend], Preprocess = "cpu" });
    }

    [TearDown]
    public async Task TearDown()
    {
        await _engine.DisposeAsync();
        _source.Dispose();
        _models.Dispose();
    }

    [Test]
    public async Task OneThreadTicks()
    {
        Task running = _engine.RunAsync();
        Assert.That(() => _engine.RunAsync(), Throws.InvalidOperationException.With.Message.Contains("One at a time"));
        Assert.That(() => _engine.Tick(), Throws.InvalidOperationException);
        _source.End();
        await running.WaitAsync(Patience);
        Assert.That(_engine.Tick(), Is.False, "it is free again");
    }

    [Test]
    public void ATickWithinATick_IsRefused()
    {
        _engine.Add(new Calling { OnUpdate = () => _engine.Tick() });
        Assert.That(() => _engine.Tick(), Throws.InvalidOperationException.With.Message.Contains("around this call"));
    }

    [Test]
    public async Task TheTokenEndsTheThread()
    {
        using var stop = new CancellationTokenSource();
        Task running = _engine.RunAsync(stop.Token);
        Assert.That(running.IsCompleted, Is.False);
        stop.Cancel();
        await running.WaitAsync(Patience);
    }

    [Test]
    public async Task AFrameThatFails_DoesNotEndTheThread_AndIsTold()
    {
        List<string> told = [];
        VisionLog.Listener = (_, engine, text) =>
        {
            lock (told)
            {
                if (engine == _engine.Name)
                    told.Add(text);
            }
        };
        int failed = 0;
        bool hasLuck = false;
        _backend.OnFrame = () =>
        {
            if (Volatile.Read(ref hasLuck))
                return;
            failed++;
            throw new VisionException("no luck");
        };
        await _engine.SwapAsync(_models.Definition("m"));
        Task running = _engine.RunAsync();
        var result = new FrameResult();
        Until(() => Volatile.Read(ref failed) > 2);
        Assert.That(_engine.FrameError, Is.EqualTo("no luck"));
        Volatile.Write(ref hasLuck, true);
        Until(() => _engine.TryTakeResult(result));
        Assert.That(SpinWait.SpinUntil(() => _engine.FrameError is null, Patience));
        _source.End();
        await running.WaitAsync(Patience);
        VisionLog.Listener = null;
        Assert.That(told.Count(text => text == "no luck"), Is.EqualTo(1), "once, not for each frame");

        void Until(Func<bool> condition) => Assert.That(SpinWait.SpinUntil(
            () =>
            {
                _source.Deliver();
                return condition();
            },
            Patience));
    }

    [Test]
    public async Task WhatABehaviourThrows_EndsTheThread()
    {
        _engine.Add(new Calling { OnUpdate = () => throw new VisionException("mine") });
        Assert.That(
            async () => await _engine.RunAsync().WaitAsync(Patience), Throws.TypeOf<VisionException>().With.Message.EqualTo("mine"));
        Assert.That(_engine.FrameError, Is.Null);
        await Task.CompletedTask;
    }

    [Test]
    public async Task Dispose_WaitsForWhatReadsTheSource_AndNothingReadsItAfterwards()
    {
        using ManualResetEventSlim isReading = new(), mayGo = new();
        await _engine.SwapAsync(_models.Definition("m"));
        _source.Deliver();
        _engine.Tick(); // the backend is asked from the second frame on
        bool isDisposed = false, readAfterwards = false;
        _backend.OnFrame = () =>
        {
            isReading.Set();
            mayGo.Wait();
            readAfterwards |= Volatile.Read(ref isDisposed);
        };
        Task running = _engine.RunAsync();
        _source.Deliver();
        isReading.Wait();
        Task disposing = Task.Run(() =>
        {
            _engine.Dispose();
            Volatile.Write(ref isDisposed, true);
        });
        Assert.That(disposing.IsCompleted, Is.False);
        mayGo.Set();
        await disposing.WaitAsync(Patience);
        await running.WaitAsync(Patience);
        Assert.That((readAfterwards, _engine.FramesDone), Is.EqualTo((false, 1L)));
    }

    [Test]
    public async Task Dispose_DoesNotWaitForALoad()
    {
        using ManualResetEventSlim isLoading = new(), mayGo = new();
        var engine = new VisionEngine(_source, (definition, options, watch) =>
        {
            isLoading.Set();
            mayGo.Wait();
            return ModelLoader.Load(definition, options, default); // too late, and it must not leak
        });
        Task<SwapReport> swap = engine.SwapAsync(_models.Definition("m"));
        isLoading.Wait();
        engine.Dispose(); // would never return if it waited
        SwapReport report = await swap.WaitAsync(Patience);
        Assert.That((report.Error, report.WasCancelled), Is.EqualTo(("the engine was disposed", true)));
        Task freed = engine.DisposeAsync().AsTask();
        Assert.That(freed.IsCompleted, Is.False, "a load is still under way");
        mayGo.Set();
        await freed.WaitAsync(Patience);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Dispose_FromWithinACallback_EndsAfterTheTick(bool ownThread)
    {
        List<string> calls = [];
        await _engine.SwapAsync(_models.Definition("m"));
        _engine.Add(new Calling { OnDestroyed = () => calls.Add("first destroyed") });
        _engine.Add(new Calling
        {
            OnResulted = () =>
            {
                _engine.Dispose();
                calls.Add("disposed");
            },
            OnDestroyed = () => calls.Add("last destroyed"),
        });
        _source.Deliver();
        if (ownThread)
            await _engine.RunAsync().WaitAsync(Patience);
        else
            _engine.Tick();
        await _engine.DisposeAsync();
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
        await engine.SwapAsync(_models.Definition("m"));
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
    public async Task BehavioursAreAddedAndRemovedInCallbacks()
    {
        List<string> calls = [];
        Calling second = new() { OnUpdate = () => calls.Add("second"), OnDestroyed = () => calls.Add("second destroyed") };
        Calling third = new() { OnUpdate = () => calls.Add("third") };
        bool isFirst = true;
        _engine.Add(new Calling
        {
            OnUpdate = () =>
            {
                if (!isFirst)
                    return;
                isFirst = false;
                _engine.Remove(second);
                _engine.Add(third);
            },
        });
        _engine.Add(second);
        _engine.Tick();
        _engine.Tick();
        Assert.That(calls, Is.EqualTo(new[] { "second destroyed", "third" }));
        await Task.CompletedTask;
    }

    [Test]
    public void EveryBehaviourIsDestroyed_WhateverTheOthersThrow()
    {
        int destroyed = 0;
        for (int i = 0; i < 3; i++)
        {
            _engine.Add(new Calling
            {
                OnDestroyed = () =>
                {
                    destroyed++;
                    throw new InvalidOperationException("mine");
                },
            });
        }
        Assert.That(_engine.Dispose, Throws.InvalidOperationException.With.Message.EqualTo("mine"));
        Assert.That(destroyed, Is.EqualTo(3));
    }

    [Test]
    public async Task WhateverTheModelThrowsOnAFrame_IsAFailedFrame()
    {
        await _engine.SwapAsync(_models.Definition("m"));
        _source.Deliver();
        _engine.Tick(); // the backend is asked from the second frame on
        _backend.OnFrame = () => throw new ArgumentOutOfRangeException(null, "out of range");
        _source.Deliver();
        Assert.That(
            () => _engine.Tick(), Throws.TypeOf<VisionException>().With.Message.EqualTo("Model 'm' failed on a frame: out of range"));
    }

    [Test]
    public async Task Events_AreRaisedWhereItTicks()
    {
        List<string> events = [];
        int thread = 0;
        _engine.SwapFinished += report => Note($"swap to {report.To}: {report.Error ?? $"frame {report.AtFrame}"}");
        _engine.SourceChanged += (state, error) => Note($"source {state}: {error}");
        Assert.That((await _engine.SwapAsync(_models.Definition("m"))).AtFrame, Is.EqualTo(-1));
        SwapReport refused = await _engine.SwapAsync("nothing.onnx");
        Assert.That(events, Is.Empty);
        _source.Deliver();
        _engine.Tick();
        (_source.State, _source.Error) = (CaptureState.Reconnecting, "unplugged");
        _engine.Tick();
        _engine.Tick();
        Assert.That(
            events, Is.EqualTo(new[]
            {
                "source Running: ", $"swap to nothing.onnx: {refused.Error}", "swap to m: frame 0", "source Reconnecting: unplugged",
            }));
        Assert.That(thread, Is.EqualTo(Environment.CurrentManagedThreadId));

        void Note(string what) => (events, thread) = ([.. events, what], Environment.CurrentManagedThreadId);
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
                    _models.Definition((i % 3).ToString()), i % 2 == 0 ? cancel.Token : default)),
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

    private sealed class Calling : VisionBehaviour
    {
        public Action OnUpdate { get; init; } = () => { };
        public Action OnResulted { get; init; } = () => { };
        public Action OnDestroyed { get; init; } = () => { };
        protected override void Update() => OnUpdate();
        protected override void OnResult(FrameResult result, Frame frame) => OnResulted();
        protected override void OnDestroy() => OnDestroyed();
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
