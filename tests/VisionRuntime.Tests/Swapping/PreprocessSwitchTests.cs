using System.Runtime.InteropServices;
using Google.Protobuf;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Preprocessing that moves between CPU and GPU while an engine runs; the GPU is a fake.</summary>
[TestFixture]
public class PreprocessSwitchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeClock _clock = new();
    private readonly List<FakePreprocessor> _gpus = [];
    private TestModels _models = null!;
    private HandSource _source = null!;
    private string? _cannotOpen;

    [SetUp]
    public void SetUp()
    {
        (_models, _source, _cannotOpen) = (new TestModels(), new HandSource(), null);
        _gpus.Clear();
    }

    [TearDown]
    public void TearDown()
    {
        _source.Dispose();
        _models.Dispose();
        Assert.That(_gpus.Select(gpu => gpu.IsDisposed), Is.All.True, "A GPU was left open.");
    }

    [Test]
    public async Task TheRunningModel_IsSwitchedNotLoaded_AndLaterSwapsKeepTheChoice()
    {
        await using VisionEngine engine = await StartAsync("cpu");
        LoadedModel model = engine.Model!;

        Assert.That(await SwitchAsync(engine, "vulkan"), Is.Null);
        Assert.That((engine.Result.Preprocess, model.Preprocessor.ToString()), Is.EqualTo(("vulkan", "vulkan: asked for")));
        Assert.That(model.PreprocessGpuMilliseconds, Is.EqualTo(1));
        Assert.That(engine.Model, Is.SameAs(model));

        await engine.SwapAsync(_models.Definition("second"));
        Step(engine);
        Assert.That((engine.Result.Model, engine.Result.Preprocess), Is.EqualTo(("second", "vulkan")));

        Assert.That(await SwitchAsync(engine, "cpu"), Is.Null);
        Assert.That((engine.Result.Preprocess, engine.Options.Preprocess), Is.EqualTo(("cpu", "cpu")));
    }

    [Test]
    public async Task AGpuThatCannotBeHad_IsToldWhy_AndTheCpuGoesOnAsBefore()
    {
        _cannotOpen = "no driver.";
        await using VisionEngine engine = await StartAsync("cpu");

        Assert.That(await SwitchAsync(engine, "vulkan"), Is.EqualTo("no driver."));
        Assert.That(engine.Options.Preprocess, Is.EqualTo("cpu"));
        Step(engine);
        Assert.That(engine.Model!.Preprocessor.ToString(), Is.EqualTo("cpu: asked for"));
        Assert.That((await engine.SwapAsync(_models.Definition("second"))).Error, Is.Null);

        _cannotOpen = null;
        _clock.Advance(GpuRetry.Last);
        Step(engine);
        Assert.That(await SwitchAsync(engine, "vulkan"), Is.Null, "and it may be asked for again");
    }

    [Test]
    public async Task AModelKeptWarm_ComesBackWithTodaysChoice_UnlessItHasToBeLoaded()
    {
        await using VisionEngine engine = await StartAsync("cpu");
        engine.KeepWarmBytes = 1 << 20;
        engine.NextModel = _ => null;
        ModelDefinition first = engine.Model!.Definition;
        LoadedModel kept = engine.Model;
        await engine.SwapAsync(_models.Definition("second"));
        Step(engine);
        Assert.That(SpinWait.SpinUntil(() => engine.Models.Supply.Warm.Kept.Count == 1, Patience));
        await SwitchAsync(engine, "vulkan");

        await engine.SwapAsync(first);
        Step(engine);
        Assert.That(engine.Model, Is.SameAs(kept));
        Assert.That(engine.Result.Preprocess, Is.EqualTo("vulkan"));
    }

    [Test]
    public async Task AModelThatWasReplaced_IsGoneWhenTheEngineIs()
    {
        VisionEngine engine = await StartAsync("vulkan");
        _gpus[0].MayGo.Reset();
        await engine.SwapAsync(_models.Definition("second"));
        Step(engine);

        Task closed = engine.DisposeAsync().AsTask();
        Assert.That(await Task.WhenAny(closed, Task.Delay(100)), Is.Not.SameAs(closed), "it goes on a thread of the pool");
        _gpus[0].MayGo.Set();
        await closed.WaitAsync(Patience);
        Assert.That(_gpus.Select(gpu => gpu.IsDisposed), Is.All.True);
    }

    [Test]
    public async Task OptionsSetDirectly_ReachTheRunningModel()
    {
        await using VisionEngine engine = await StartAsync("vulkan");
        Assert.That(engine.Result.Preprocess, Is.EqualTo("vulkan"));
        engine.Options = engine.Options with { Preprocess = "cpu" };
        Step(engine);
        Assert.That(engine.Result.Preprocess, Is.EqualTo("cpu"));
    }

    [Test]
    public async Task ALaterRequest_SupersedesTheOneBefore_AndClosingEndsTheLast()
    {
        Task<string?> last;
        using (VisionEngine engine = await StartAsync("cpu"))
        {
            Task<string?> first = engine.SwitchPreprocessAsync("vulkan");
            last = engine.SwitchPreprocessAsync("cpu");
            Assert.That(await first.WaitAsync(Patience), Does.Contain("superseded"));
        }
        Assert.That(await last.WaitAsync(Patience), Does.Contain("closed"));
        Assert.That(_gpus, Is.Empty);
    }

    [Test]
    public async Task AfterTheEnd_ARequestIsRefusedAtOnce()
    {
        VisionEngine engine = await StartAsync("cpu");
        engine.Dispose();
        Assert.That(() => engine.SwitchPreprocessAsync("vulkan"), Throws.TypeOf<ObjectDisposedException>());
    }

    [TestCase("nonsense")]
    [TestCase("direct3d12")]
    [TestCase("")]
    public async Task AnApiThatTheProgramLacks_IsRefused_AndLaterSwapsWork(string api)
    {
        await using VisionEngine engine = await StartAsync("cpu");

        Assert.That(await SwitchAsync(engine, api), Does.Contain($"'{api}'").And.Contain("vulkan"));
        Assert.That(engine.Options.Preprocess, Is.EqualTo("cpu"));
        Step(engine);
        Assert.That(engine.Result.Preprocess, Is.EqualTo("cpu"));
        Assert.That(_gpus, Is.Empty, "no other is tried in its place");
        Assert.That((await engine.SwapAsync(_models.Definition("second"))).Error, Is.Null);
    }

    [Test]
    public async Task AmongSeveralApis_TheOneThatTheModelWasLoadedFor_AndNoOther()
    {
        InferenceOptions options = new() { Preprocess = "cpu", Gpus = [new FakeGpuApi(Open), new FakeGpuApi(Open, "toy2")] };
        await using var engine = new VisionEngine(_source, options);
        await engine.SwapAsync(_models.Definition("first"));
        Step(engine);

        Assert.That(await SwitchAsync(engine, "toy2"), Does.Contain("'toy2'").And.Contain("vulkan"));
        Assert.That((_gpus.Count, engine.Options.Preprocess), Is.EqualTo((0, "cpu")));
        Assert.That(await SwitchAsync(engine, "gpu"), Is.Null);
        Assert.That(await SwitchAsync(engine, "toy2"), Does.Contain("'toy2'"), "on the other GPU as well");
        Assert.That(engine.Result.Preprocess, Is.EqualTo("vulkan"));
        Assert.That(await SwitchAsync(engine, "vulkan"), Is.Null);
    }

    [Test]
    public async Task InAProgramWithoutGpus_AnyIsRefused()
    {
        await using var engine = new VisionEngine(_source, new InferenceOptions());
        await engine.SwapAsync(_models.Definition("first"));
        Step(engine);
        foreach (string api in (string[])["vulkan", "gpu"])
            Assert.That(await SwitchAsync(engine, api), Does.Contain("no GPU to preprocess with"), api);
        Assert.That(engine.Options.Preprocess, Is.EqualTo("auto"));
    }

    [Test]
    public async Task TheScalarReference_IsNotSwitched()
    {
        await using VisionEngine engine = await StartAsync("scalar");
        LoadedModel model = engine.Model!;
        Assert.That(() => engine.SwitchPreprocessAsync("scalar"), Throws.ArgumentException);
        Assert.That(() => model.PreprocessMode = PreprocessMode.Gpu, Throws.InvalidOperationException);
        Assert.That(await SwitchAsync(engine, "vulkan"), Does.Contain("scalar"));
        Assert.That((engine.Result.Preprocess, model.Preprocessor.ToString()), Is.EqualTo(("scalar", "scalar: asked for")));
    }

    [Test]
    public void AModelThatIsRefused_LeavesNoGpuOpen()
    {
        InferenceOptions options = new() { Preprocess = "vulkan", Gpus = [new FakeGpuApi(Open)] };
        ModelDefinition broken = _models.Definition("m", proto =>
        {
            float[] noNumbers = [.. Enumerable.Repeat(float.NaN, proto.Graph.Initializer[0].RawData.Length / 4)];
            proto.Graph.Initializer[0].RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(noNumbers));
        });
        Assert.That(() => LoadedModel.Load(broken, options), Throws.TypeOf<VisionException>());

        _cannotOpen = "no driver.";
        Assert.That(
            () => LoadedModel.Load(_models.Definition("m"), options),
            Throws.TypeOf<VisionException>().With.Message.EqualTo("Model 'm': no driver."));
    }

    private async Task<VisionEngine> StartAsync(string preprocess)
    {
        InferenceOptions options = new() { Threads = 1, Preprocess = preprocess, Gpus = [new FakeGpuApi(Open)] };
        var engine = new VisionEngine(_source, options);
        Assert.That((await engine.SwapAsync(_models.Definition("first"))).Error, Is.Null);
        Step(engine);
        return engine;
    }

    private async Task<string?> SwitchAsync(VisionEngine engine, string to)
    {
        Task<string?> switched = engine.SwitchPreprocessAsync(to);
        Assert.That(switched.IsCompleted, Is.False, "before a frame");
        Step(engine);
        return await switched.WaitAsync(Patience);
    }

    private void Step(VisionEngine engine)
    {
        _source.Deliver();
        Assert.That(engine.Tick(), Is.True);
    }

    private FakePreprocessor Open(PreprocessSpec spec)
    {
        if (_cannotOpen is not null)
            throw new VisionException(_cannotOpen);
        _gpus.Add(new FakePreprocessor(spec, "vulkan", _clock));
        return _gpus[^1];
    }
}
