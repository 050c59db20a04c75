using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Loads that do not end by themselves.</summary>
[TestFixture]
public class TimedLoadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly InferenceOptions Short = new() { TimeLimit = TimeSpan.FromSeconds(0.3), Threads = 1 };

    [Test]
    public void ANetworkThatNeverAnswers_IsRefused_AndItsThreadEnds()
    {
        ModelDefinition endless = ModelDefinition.FromFile(Path.Combine(AppContext.BaseDirectory, "data", "faults", "loop_forever.onnx"));
        Assert.That(
            () => LoadedModel.Load(endless, Short),
            Throws.TypeOf<VisionException>().With.InnerException.TypeOf<TimeoutException>().And.Message.EqualTo(
                "Model 'loop_forever' cannot be loaded: it computed for 0.3 s, the limit for a load."));
    }

    [Test]
    public void WhoCallsOffALoadThatNeverEnds_IsAnsweredAtOnce()
    {
        ModelDefinition endless = ModelDefinition.FromFile(Path.Combine(AppContext.BaseDirectory, "data", "faults", "loop_forever.onnx"));
        using var cancel = new CancellationTokenSource();
        Task load = Task.Run(() => LoadedModel.Load(endless, new InferenceOptions { Threads = 1 }, cancel.Token));
        cancel.Cancel();
        Assert.That(async () => await load.WaitAsync(Patience), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task NativeCodeThatDoesNotObey_IsLeft_AndWhatItBringsIsDisposed()
    {
        using var models = new TestModels();
        using ManualResetEventSlim mayGo = new();
        ModelDefinition definition = models.Definition("m");
        var timed = new TimedLoad(
            definition, Short with { TimeLimit = TimeSpan.FromSeconds(0.02) }, default, (model, options, watch) =>
            {
                mayGo.Wait();
                return ModelLoader.Load(model, new InferenceOptions { Threads = 1 }, default);
            });
        Assert.That(
            async () => await timed.Answer.WaitAsync(Patience),
            Throws.TypeOf<VisionException>().With.InnerException.TypeOf<TimeoutException>().And.Message.EndsWith(
                "it took 0.2 s, where 0.02 s of computing is the limit for a load."));
        Assert.That((timed.Ended.IsCompleted, LoadedModel.IsAnyAtWork), Is.EqualTo((false, true)));
        mayGo.Set();
        await timed.Ended.WaitAsync(Patience);
    }

    [Test]
    public async Task AsLongAsTwoAreLeft_NothingMoreIsLoaded()
    {
        using var models = new TestModels();
        using ManualResetEventSlim mayGo = new();
        using var cancel = new CancellationTokenSource();
        ModelDefinition definition = models.Definition("m");
        LoadedModel Deaf(ModelDefinition model, InferenceOptions options, LoadWatch watch)
        {
            mayGo.Wait();
            throw new VisionException("too late");
        }
        TimedLoad[] left =
        [
            new(definition, Short with { TimeLimit = TimeSpan.FromSeconds(0.02) }, default, Deaf),
            new(definition, new InferenceOptions(), new LoadWatch(cancel.Token), Deaf),
        ];
        cancel.Cancel();
        foreach (TimedLoad load in left)
            Assert.That(async () => await load.Answer.WaitAsync(Patience), Throws.Exception);
        Assert.That(SpinWait.SpinUntil(() => WorkInProgress.Left >= WorkInProgress.MostLeft, Patience));
        Assert.That(
            () => LoadedModel.Load(definition, new InferenceOptions { Threads = 1 }),
            Throws.TypeOf<VisionException>().With.Message.StartsWith(
                "Model 'm' cannot be loaded: 2 networks that were given up do not stop, and hold memory and processors;"));
        Task<LoadedModel> waiting = Task.Run(() => LoadedModel.Load(definition, new InferenceOptions { Threads = 1 }));
        mayGo.Set();
        (await waiting.WaitAsync(Patience)).Dispose();
        await Task.WhenAll(left.Select(load => load.Ended)).WaitAsync(Patience);
    }

    [Test]
    public async Task ALoadThatMovesToAnotherThread_IsTimedThere()
    {
        using ManualResetEventSlim mayGo = new();
        var timed = new TimedLoad(
            new ModelDefinition { Id = "moved", Name = "moved" }, Short, default, (_, _, watch) =>
            {
                var other = new Thread(() =>
                {
                    watch.Works!();
                    while (!watch.Cancellation.IsCancellationRequested)
                        Thread.SpinWait(1000);
                });
                other.Start();
                other.Join();
                throw new VisionException("stopped");
            });
        Assert.That(
            async () => await timed.Answer.WaitAsync(Patience),
            Throws.TypeOf<VisionException>().With.InnerException.TypeOf<TimeoutException>().And.Message.Contains("it computed"));
        await timed.Ended.WaitAsync(Patience);
    }

    [Test]
    public void ALimitIsMoreThanNothing_OrThereIsNone()
    {
        Assert.That(() => new InferenceOptions { TimeLimit = TimeSpan.Zero }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(new InferenceOptions { TimeLimit = Timeout.InfiniteTimeSpan }.TimeLimit, Is.LessThan(TimeSpan.Zero));
        Assert.That(new InferenceOptions().TimeLimit, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }
}
