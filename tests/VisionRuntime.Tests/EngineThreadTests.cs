using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Who ticks, what a failed frame does, and who is called where.</summary>
[TestFixture]
public class EngineThreadTests : FlakyEngineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task OneThreadTicks()
    {
        Task running = Engine.RunAsync();
        Assert.That(() => Engine.RunAsync(), Throws.InvalidOperationException.With.Message.Contains("One at a time"));
        Assert.That(() => Engine.Tick(), Throws.InvalidOperationException);
        Source.End();
        await running.WaitAsync(Patience);
        Assert.That(Engine.Tick(), Is.False, "it is free again");
    }

    [Test]
    public void ATickWithinATick_IsRefused()
    {
        Engine.Add(new Calling { OnUpdate = () => Engine.Tick() });
        Assert.That(() => Engine.Tick(), Throws.InvalidOperationException.With.Message.Contains("around this call"));
    }

    [Test]
    public async Task TheTokenEndsTheThread()
    {
        using var stop = new CancellationTokenSource();
        Task running = Engine.RunAsync(stop.Token);
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
                if (engine == Engine.Name)
                    told.Add(text);
            }
        };
        int failed = 0;
        bool hasLuck = false;
        Backend.OnFrame = () =>
        {
            if (Volatile.Read(ref hasLuck))
                return;
            failed++;
            throw new VisionException("no luck");
        };
        await Engine.SwapAsync(Models.Definition("m"));
        Task running = Engine.RunAsync();
        var result = new FrameResult();
        Until(() => Volatile.Read(ref failed) > 2);
        Assert.That(Engine.FrameError, Is.EqualTo("no luck"));
        Volatile.Write(ref hasLuck, true);
        Until(() => Engine.TryTakeResult(result));
        Assert.That(SpinWait.SpinUntil(() => Engine.FrameError is null, Patience));
        Source.End();
        await running.WaitAsync(Patience);
        VisionLog.Listener = null;
        Assert.That(told.Count(text => text == "no luck"), Is.EqualTo(1), "once, not for each frame");

        void Until(Func<bool> condition) => Assert.That(SpinWait.SpinUntil(
            () =>
            {
                Source.Deliver();
                return condition();
            },
            Patience));
    }

    [Test]
    public async Task WhatABehaviourThrows_EndsTheThread()
    {
        Engine.Add(new Calling { OnUpdate = () => throw new VisionException("mine") });
        Assert.That(
            async () => await Engine.RunAsync().WaitAsync(Patience), Throws.TypeOf<VisionException>().With.Message.EqualTo("mine"));
        Assert.That(Engine.FrameError, Is.Null);
        await Task.CompletedTask;
    }

    [Test]
    public async Task BehavioursAreAddedAndRemovedInCallbacks()
    {
        List<string> calls = [];
        Calling second = new() { OnUpdate = () => calls.Add("second"), OnDestroyed = () => calls.Add("second destroyed") };
        Calling third = new() { OnUpdate = () => calls.Add("third") };
        bool isFirst = true;
        Engine.Add(new Calling
        {
            OnUpdate = () =>
            {
                if (!isFirst)
                    return;
                isFirst = false;
                Engine.Remove(second);
                Engine.Add(third);
            },
        });
        Engine.Add(second);
        Engine.Tick();
        Engine.Tick();
        Assert.That(calls, Is.EqualTo(new[] { "second destroyed", "third" }));
        await Task.CompletedTask;
    }

    [Test]
    public async Task WhateverTheModelThrowsOnAFrame_IsAFailedFrame()
    {
        await Engine.SwapAsync(Models.Definition("m"));
        Source.Deliver();
        Engine.Tick(); // the backend is asked from the second frame on
        Backend.OnFrame = () => throw new ArgumentOutOfRangeException(null, "out of range");
        Source.Deliver();
        Assert.That(
            () => Engine.Tick(), Throws.TypeOf<VisionException>().With.Message.EqualTo("Model 'm' failed on a frame: out of range"));
    }

    [Test]
    public async Task Events_AreRaisedWhereItTicks()
    {
        List<string> events = [];
        int thread = 0;
        Engine.SwapFinished += report => Note($"swap to {report.To}: {report.Error ?? $"frame {report.AtFrame}"}");
        Engine.SourceChanged += (state, error) => Note($"source {state}: {error}");
        Assert.That((await Engine.SwapAsync(Models.Definition("m"))).AtFrame, Is.EqualTo(-1));
        SwapReport refused = await Engine.SwapAsync("nothing.onnx");
        Assert.That(events, Is.Empty);
        Source.Deliver();
        Engine.Tick();
        (Source.State, Source.Error) = (CaptureState.Reconnecting, "unplugged");
        Engine.Tick();
        Engine.Tick();
        Assert.That(
            events, Is.EqualTo(new[]
            {
                "source Running: ", $"swap to nothing.onnx: {refused.Error}", "swap to m: frame 0", "source Reconnecting: unplugged",
            }));
        Assert.That(thread, Is.EqualTo(Environment.CurrentManagedThreadId));

        void Note(string what) => (events, thread) = ([.. events, what], Environment.CurrentManagedThreadId);
    }
}
