using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Who ticks, what a failed frame does, and who is called where.</summary>
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
}
