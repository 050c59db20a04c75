using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>A model's GPU is lost while it serves: a stand-in for DirectML, so that this is tested on every system.</summary>
[TestFixture]
public class ModelSlotLossTests
{
    private static readonly ModelDefinition Broken = new() { Id = "broken", Name = "broken", File = "no such file.onnx" };

    private TestModels _models = null!;
    private HandSource _source = null!;
    private FakeGpu _gpu = null!;

    [SetUp]
    public void SetUp() => (_models, _source, _gpu) = (new TestModels(), new HandSource(), new FakeGpu());

    [TearDown]
    public void TearDown()
    {
        _source.Dispose();
        _models.Dispose();
    }

    [Test]
    public async Task TheProcessorTakesOverAndTheGpuComesBack()
    {
        await using VisionEngine engine = await ServedAsync();

        LoseInTick(engine);
        Assert.That(TickUntilServed(engine), Is.EqualTo("cpu"));
        Assert.That(engine.Model!.Backend.Rejected.Single().Reason, Is.EqualTo("gone"));
        Assert.That(GpuLoss(engine), Is.EqualTo("gone"));
        Assert.That(_gpu.Open, Is.Zero, "what lay on the lost GPU is freed");

        TickUntilServed(engine, "directml");
        Assert.That(engine.Model!.Backend.Rejected, Is.Empty);
        Assert.That(GpuLoss(engine), Is.Null);
        Assert.That(engine.Swaps.Select(swap => swap.Error), Is.All.Null);
    }

    [Test]
    public async Task WhileTheGpuStaysAwayTheProcessorServesOnAndTheReasonIsTold()
    {
        await using VisionEngine engine = await ServedAsync();

        _gpu.IsAway = true;
        _gpu.Lose();
        while (engine.SwapError is null)
            TickUntilServed(engine);

        Assert.That(engine.SwapError, Does.Contain("no GPU"));
        Assert.That(TickUntilServed(engine), Is.EqualTo("cpu"));
    }

    [Test]
    public async Task AGpuThatComesBackAndComputesSomethingElseStaysOutUntilItDoesNot()
    {
        await using VisionEngine engine = await ServedAsync();

        _gpu.Runs = File.ReadAllBytes(_models.Write("other", TestModels.AnswersOtherwise));
        _gpu.Lose();
        while (engine.SwapError is null)
            TickUntilServed(engine);

        Assert.That(engine.SwapError, Does.Contain("answers a test picture otherwise than on the processor: scores differ by up to "));
        Assert.That(TickUntilServed(engine), Is.EqualTo("cpu"));
        _gpu.Runs = null;
        TickUntilServed(engine, "directml");
    }

    [Test]
    public async Task AModelAskedForMeanwhileComesInsteadOfTheLostOne()
    {
        await using VisionEngine engine = await ServedAsync();
        LoseInTick(engine);

        Assert.That((await engine.SwapAsync(_models.Definition("other"))).Error, Is.Null);

        while (engine.Model?.Definition.Id != "other")
            TickUntilServed(engine);
        Assert.That(TickUntilServed(engine), Is.EqualTo("directml"));
    }

    [Test]
    public async Task ABrokenModelAskedForMeanwhileDoesNotCostTheLostOne()
    {
        await using VisionEngine engine = await ServedAsync();
        LoseInTick(engine);

        await engine.SwapAsync(Broken);

        TickUntilServed(engine);
        Assert.That(engine.Result.Model, Is.EqualTo("m"));
    }

    [Test]
    public async Task ABrokenModelAskedForWhileTheProcessorServesDoesNotCostTheGpu()
    {
        await using VisionEngine engine = await ServedAsync();
        LoseInTick(engine);
        Assert.That(TickUntilServed(engine), Is.EqualTo("cpu"));

        await engine.SwapAsync(Broken);

        TickUntilServed(engine, "directml");
    }

    [Test]
    public async Task WhatIsAskedForWhileABrokenModelLoadsIsNotOverridden()
    {
        await using VisionEngine engine = await ServedAsync();
        using ManualResetEventSlim isLoading = new(), mayFail = new();
        _gpu.Loads = model =>
        {
            if (model != "slow")
                return;
            isLoading.Set();
            mayFail.Wait();
            throw new VisionException("slow is broken");
        };
        LoseInTick(engine);
        Assert.That(TickUntilServed(engine), Is.EqualTo("cpu"));

        Task<SwapReport> slow = engine.SwapAsync(_models.Definition("slow"));
        isLoading.Wait();
        Task<SwapReport> good = engine.SwapAsync(_models.Definition("good"));
        mayFail.Set();

        Assert.That((await slow).WasCancelled);
        Assert.That((await good).Error, Is.Null);
        TickUntilServed(engine, "directml");
        Assert.That(engine.Result.Model, Is.EqualTo("good"));
    }

    [Test]
    public async Task TheReasonOfAFailedRequestStaysWhileTheGpuIsTriedAgain()
    {
        await using VisionEngine engine = await ServedAsync();
        _gpu.IsAway = true;
        _gpu.Lose();
        TickUntilServed(engine, "cpu");
        await engine.SwapAsync(Broken);
        Assert.That(engine.SwapError, Does.Contain("no such file.onnx"));
        SwapReport reported = engine.LastSwap!;

        int swaps = engine.Swaps.Count;
        while (engine.Swaps.Count < swaps + 2)
            TickUntilServed(engine);

        Assert.That(engine.Swaps.Skip(swaps).Select(swap => swap.Error), Is.All.Contain("no GPU"), "the tries are on record");
        Assert.That(engine.SwapError, Does.Contain("no such file.onnx"));
        Assert.That(engine.LastSwap, Is.SameAs(reported));
    }

    [Test]
    public async Task TheReasonOfAFailedRequestStaysWhenTheProcessorTakesOver()
    {
        await using VisionEngine engine = await ServedAsync(new TimersAfter(Timeout.InfiniteTimeSpan));
        using ManualResetEventSlim isLoading = new(), mayFail = new();
        _gpu.Loads = model =>
        {
            if (model == "slow")
            {
                isLoading.Set();
                mayFail.Wait();
            }
            if (model is "slow" or "bad")
                throw new VisionException($"{model} is broken");
        };
        Task<SwapReport> slow = engine.SwapAsync(_models.Definition("slow"));
        isLoading.Wait();
        LoseInTick(engine);
        SpinWait.SpinUntil(() => _gpu.Open == 0); // then the processor's model waits for its turn, or comes after the next one
        Task<SwapReport> bad = engine.SwapAsync(_models.Definition("bad"));

        mayFail.Set();
        await slow;
        await bad;

        Assert.That(TickUntilServed(engine), Is.EqualTo("cpu"));
        Assert.That(engine.SwapError, Is.EqualTo("bad is broken"));
        Assert.That(engine.LastSwap!.To, Is.EqualTo("bad"));
    }

    [Test]
    public async Task AGpuThatIsBackBeforeTheProcessorServedIsNoError()
    {
        await using VisionEngine engine = await ServedAsync(new TimersAfter(TimeSpan.Zero));
        LoseInTick(engine);
        SpinWait.SpinUntil(() => _gpu.Open > 0);

        TickUntilServed(engine, "directml");

        Assert.That(engine.SwapError, Is.Null);
        Assert.That(engine.Swaps.Select(swap => swap.Error), Is.All.Null);
    }

    [Test]
    public async Task LostAgainItDoesNotWaitForTheLastLosssNextTry()
    {
        await using VisionEngine engine = await ServedAsync(new TimersAfter(Timeout.InfiniteTimeSpan));
        _gpu.Lose();
        TickUntilServed(engine, "cpu");
        await engine.SwapAsync(_models.Definition("other"));
        TickUntilServed(engine, "directml");

        _gpu.Lose();

        TickUntilServed(engine, "cpu");
        Assert.That(engine.Result.Model, Is.EqualTo("other"));
    }

    [Test]
    public async Task ABehavioursLostGpuIsNotTheModels()
    {
        await using VisionEngine engine = await ServedAsync();
        LoadedModel model = engine.Model!;
        engine.Add(new Presents());
        _source.Deliver();

        Assert.That(() => engine.Tick(), Throws.TypeOf<DeviceLostException>());

        Assert.That(engine.Model, Is.SameAs(model));
    }

    [Test]
    public async Task ModelsKeptWarmOnTheGpuGoWithIt()
    {
        using var engine = Engine();
        engine.KeepWarmBytes = 1 << 20;
        engine.NextModel = _ => null;
        await engine.SwapAsync(_models.Definition("m"));
        TickUntilServed(engine);
        await engine.Models.Supply.PrefetchAsync(_models.Definition("kept"), engine.Options, CancellationToken.None);
        Assert.That(engine.Models.Supply.Warm.Kept, Has.Count.EqualTo(1));

        _gpu.Lose();
        TickUntilServed(engine);

        Assert.That(engine.Models.Supply.Warm.Kept, Is.Empty);
    }

    // An engine whose model "m" has answered for a frame.
    private async Task<VisionEngine> ServedAsync(TimeProvider? clock = null)
    {
        VisionEngine engine = Engine(clock);
        await engine.SwapAsync(_models.Definition("m"));
        Assert.That(TickUntilServed(engine), Is.EqualTo("directml"));
        return engine;
    }

    private void LoseInTick(VisionEngine engine)
    {
        _gpu.Lose();
        _source.Deliver();
        Assert.That(engine.Tick(), Is.False, "the frame whose GPU is lost has no answer");
    }

    private VisionEngine Engine(TimeProvider? clock = null) => new(
        _source, ModelLoader.Load, new InferenceOptions { Backends = [_gpu, InferenceOptions.Cpu], Backend = _gpu.Name, Threads = 1 },
        clock: clock);

    private static string? GpuLoss(VisionEngine engine)
    {
        var status = new EngineStatus();
        status.Read(engine);
        return status.GpuLoss;
    }

    private string TickUntilServed(VisionEngine engine, string? by = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        do
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"Nothing serves; loading {engine.Loading?.Id}; swaps: {string.Join("; ", engine.Swaps)}");
            _source.Deliver();
        }
        while (!engine.Tick() || by is not null && engine.Result.Backend != by);
        return engine.Result.Backend;
    }

    /// <summary>Has a display of its own.</summary>
    private sealed class Presents : VisionBehaviour
    {
        protected override void OnResult(FrameResult result, Frame frame) => throw new DeviceLostException("The colour format changed.");
    }
}
