using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>A swap that is cancelled or overtaken at each of its stages, and what its caller hears of it.</summary>
[TestFixture]
public class SwapRequestTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private TestModels _models = null!;
    private HandSource _source = null!;

    [SetUp]
    public void SetUp() => (_models, _source) = (new TestModels(), new HandSource());

    [TearDown]
    public void TearDown()
    {
        _source.Dispose();
        _models.Dispose();
    }

    [Test]
    public async Task StagesAreToldOnceAndInOrder()
    {
        await using var engine = new VisionEngine(_source, new InferenceOptions { Threads = 1 });
        var heard = new Heard();
        Assert.That((await engine.SwapAsync(_models.Definition("m"), progress: heard)).Error, Is.Null);
        Assert.That(heard.Stages, Is.EqualTo(Enum.GetValues<SwapStage>()));
    }

    [Test]
    public async Task AProgressThatThrows_ChangesNothing()
    {
        await using var engine = new VisionEngine(_source, new InferenceOptions { Threads = 1 });
        var heard = new Heard { Then = _ => throw new InvalidOperationException("mine") };
        Assert.That((await engine.SwapAsync(_models.Definition("m"), progress: heard)).Error, Is.Null);
        Assert.That(heard.Stages, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task CancelledAtAnyStage_TheRunningModelStays([Values] SwapStage stage)
    {
        await using var engine = new VisionEngine(_source, new InferenceOptions { Threads = 1 });
        await engine.SwapAsync(_models.Definition("before"));
        _source.Deliver();
        Assert.That(engine.Tick());
        using var cancel = new CancellationTokenSource();
        var heard = new Heard { Then = reached => Cancel(reached) };
        SwapReport report = await engine.SwapAsync(_models.Definition("after"), cancel.Token, heard).WaitAsync(Patience);
        bool tooLate = stage == SwapStage.Ready;
        string? error = tooLate ? null : "the swap was cancelled";
        Assert.That((report.Ok, report.WasCancelled, report.Error), Is.EqualTo((tooLate, !tooLate, error)));
        Assert.That(heard.Stages[^1], Is.EqualTo(stage), "nothing is told after the end");
        _source.Deliver();
        Assert.That(engine.Tick());
        Assert.That(engine.Result.Model, Is.EqualTo(tooLate ? "after" : "before"));
        Assert.That(engine.Loading, Is.Null);

        void Cancel(SwapStage reached)
        {
            if (reached == stage)
                cancel.Cancel();
        }
    }

    [Test]
    public async Task CancelledBeforeItBegins_NothingIsLoaded()
    {
        int loads = 0;
        await using var engine = new VisionEngine(_source, (_, _, _) =>
        {
            loads++;
            throw new VisionException("loaded");
        });
        Assert.That((await engine.SwapAsync(_models.Definition("m"), new CancellationToken(true))).WasCancelled);
        Assert.That(loads, Is.Zero);
    }

    [Test]
    public async Task ALoadThatDoesNotEnd_IsOvertaken_AndItsModelIsDisposed()
    {
        using ManualResetEventSlim isLoading = new(), mayGo = new();
        await using var engine = new VisionEngine(_source, (definition, options, watch) =>
        {
            if (definition.Id != "endless")
                return ModelLoader.Load(definition, options, watch);
            isLoading.Set();
            mayGo.Wait();
            return ModelLoader.Load(definition, options, default);
        });
        Task<SwapReport> endless = engine.SwapAsync(_models.Definition("endless"));
        isLoading.Wait();
        Assert.That((await engine.SwapAsync(_models.Definition("good")).WaitAsync(Patience)).Error, Is.Null);
        Assert.That((await endless.WaitAsync(Patience)).Error, Is.EqualTo("superseded by a later request"));
        mayGo.Set();
    }

    [Test]
    public async Task TheSameModelAskedForAgain_DoesNotBeginAnew()
    {
        using ManualResetEventSlim isLoading = new(), mayGo = new();
        await using var engine = new VisionEngine(_source, (definition, options, watch) =>
        {
            isLoading.Set();
            mayGo.Wait();
            return ModelLoader.Load(definition, options, watch);
        });
        ModelDefinition model = _models.Definition("m");
        Task<SwapReport> first = engine.SwapAsync(model);
        isLoading.Wait();
        Task<SwapReport> again = engine.SwapAsync(model with { });
        mayGo.Set();
        Assert.That((await first.WaitAsync(Patience)).Error, Is.Null);
        Assert.That((await again.WaitAsync(Patience)).Error, Is.Null);
    }

    [Test]
    public async Task OnnxRuntimeItselfStopsLoading()
    {
        ModelDefinition alexNet = ModelCatalogue.Load().Get("alexnet");
        using var cancel = new CancellationTokenSource();
        Exception? thrown = null;
        var ended = new TaskCompletionSource();
        await using var engine = new VisionEngine(_source, (definition, options, watch) =>
        {
            try
            {
                return ModelLoader.Load(definition, options, watch);
            }
            catch (Exception e)
            {
                thrown = e;
                throw;
            }
            finally
            {
                ended.SetResult();
            }
        });
        Task<SwapReport> swap = engine.SwapAsync(
            alexNet, cancel.Token, new Heard { Then = stage => CancelOn(stage) });
        Assert.That((await swap.WaitAsync(Patience)).WasCancelled);
        await ended.Task.WaitAsync(Patience);
        Assert.That(thrown, Is.InstanceOf<OperationCanceledException>(), "the load ended by itself");

        void CancelOn(SwapStage stage)
        {
            if (stage == SwapStage.Warming)
                cancel.Cancel();
        }
    }

    [Test]
    public async Task WhatFollowsASwap_RunsNeitherInWhoEndsIt_NorInTheNextSwap()
    {
        using ManualResetEventSlim isLoading = new(), mayGo = new(), mayFollow = new();
        int begun = 0, gone = 0;
        await using var engine = new VisionEngine(_source, (definition, options, watch) =>
        {
            if (definition.Id != "slow")
                return ModelLoader.Load(definition, options, watch);
            isLoading.Set();
            mayGo.Wait();
            Interlocked.Increment(ref gone);
            throw new VisionException("too late");
        });
        using var cancel = new CancellationTokenSource();
        foreach (string ender in new[] { "swap", "token", "dispose" })
        {
            Task<string?> slow = FollowedAsync(engine.SwapAsync(_models.Definition("slow"), ender == "token" ? cancel.Token : default));
            isLoading.Wait();
            isLoading.Reset();
            if (ender == "token")
                cancel.Cancel(); // would not return if what follows ran in it
            else if (ender == "swap")
                await engine.SwapAsync(_models.Definition("good")).WaitAsync(Patience);
            else
                engine.Dispose();
            mayFollow.Set();
            Assert.That(await slow.WaitAsync(Patience), Is.Not.Null);
            mayFollow.Reset();
            begun++;
            mayGo.Set(); // no more than two loads that go on are left behind
            Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref gone) == begun, Patience));
            mayGo.Reset();
        }

        async Task<string?> FollowedAsync(Task<SwapReport> swap)
        {
            SwapReport report = await swap.ConfigureAwait(false);
            mayFollow.Wait();
            return report.Error;
        }
    }

    [Test]
    public async Task ProgressAndTheNextModel_AreAskedOffTheCallersThread()
    {
        await using var engine = new VisionEngine(_source, new InferenceOptions { Threads = 1 }) { KeepWarmBytes = 1 << 20 };
        int caller = 0;
        bool isOnCaller = false;
        engine.NextModel = _ =>
        {
            Note();
            return null;
        };
        ModelDefinition a = _models.Definition("a"), b = _models.Definition("b");
        foreach (ModelDefinition model in new[] { a, b, a }) // the last one is warm
        {
            using var asked = new ManualResetEventSlim();
            Task<SwapReport>? swap = null;
            var thread = new Thread(() =>
            {
                Volatile.Write(ref caller, Environment.CurrentManagedThreadId);
                swap = engine.SwapAsync(model, progress: new Heard { Then = _ => Note() });
                asked.Wait(); // and so does not become somebody else's thread
            });
            thread.Start();
            Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref swap) is not null, Patience));
            Assert.That((await swap!.WaitAsync(Patience)).Error, Is.Null);
            asked.Set();
            thread.Join();
            _source.Deliver();
            engine.Tick();
            Assert.That(isOnCaller, Is.False);
        }

        void Note() => isOnCaller |= Environment.CurrentManagedThreadId == Volatile.Read(ref caller);
    }

    [Test]
    public async Task NoModel_IsTheTasksException_NotTheCalls()
    {
        await using var engine = new VisionEngine(_source);
        Task<SwapReport> byId = engine.SwapAsync((string)null!), byDefinition = engine.SwapAsync((ModelDefinition)null!);
        Assert.That(async () => await byId, Throws.ArgumentNullException);
        Assert.That(async () => await byDefinition, Throws.ArgumentNullException);
    }

    private sealed class Heard : IProgress<SwapStage>
    {
        public List<SwapStage> Stages { get; } = [];

        public Action<SwapStage> Then { get; init; } = _ => { };

        public void Report(SwapStage stage)
        {
            Stages.Add(stage);
            Then(stage);
        }
    }
}
