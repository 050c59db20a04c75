using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Swaps with loads that the test holds back, fails and overtakes.</summary>
[TestFixture]
public class ModelSlotTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private TestModels _models = null!;

    [SetUp]
    public void SetUp() => _models = new TestModels();

    [TearDown]
    public void TearDown() => _models.Dispose();

    [Test]
    public async Task WhileLoading_TheOldModelStays()
    {
        using var gate = new ManualResetEventSlim();
        await using ModelSlot slot = Preceded(id =>
        {
            if (id == "slow")
                gate.Wait();
        });
        await slot.SwapAsync(_models.Definition("fast"));
        slot.Adopt();
        Task<SwapReport> swap = slot.SwapAsync(_models.Definition("slow"));
        Assert.That(slot.Log.Status.Loading!.Id, Is.EqualTo("slow"));
        slot.Adopt();
        Assert.That(slot.Current!.Definition.Id, Is.EqualTo("fast"));
        gate.Set();
        Assert.That((await swap.WaitAsync(Patience)).Error, Is.Null);
        slot.Adopt();
        Assert.That(slot.Current!.Definition.Id, Is.EqualTo("slow"));
    }

    [Test]
    public async Task LaterRequest_SupersedesTheOneBefore()
    {
        using var gate = new ManualResetEventSlim();
        await using ModelSlot slot = Preceded(id =>
        {
            if (id != "c")
                gate.Wait();
        });
        Task<SwapReport> a = slot.SwapAsync(_models.Definition("a"));
        Task<SwapReport> b = slot.SwapAsync(_models.Definition("b"));
        Task<SwapReport> c = slot.SwapAsync(_models.Definition("c"));
        gate.Set();
        await Task.WhenAll(a, b, c).WaitAsync(Patience);
        slot.Adopt();
        slot.Scored(5, 0);
        Assert.That(slot.Current!.Definition.Id, Is.EqualTo("c"));
        Assert.That((await b).WasCancelled, "b was overtaken before it was ready");
        Assert.That(slot.Log.All.Count(s => s.Error is not null && s.Error.Contains("superseded")), Is.EqualTo(2));
        Assert.That(slot.Log.Status, Is.EqualTo(new SlotStatus(null, 0, null) { Request = 3 }));
    }

    [Test]
    public async Task EverySwapIsReportedOnce_TakenOverOrNot_ScoredOrNot()
    {
        await using ModelSlot slot = Preceded(_ => { });
        await slot.SwapAsync(_models.Definition("a"));
        slot.Adopt();
        await slot.SwapAsync(_models.Definition("b")); // before a frame was scored
        slot.Adopt();
        await slot.SwapAsync(_models.Definition("c")); // before a frame boundary
        await slot.SwapAsync(_models.Definition("d"));
        slot.Adopt();
        slot.Scored(7, 0);
        await slot.SwapAsync(_models.Definition("e"));
        slot.Adopt();
        await slot.SwapAsync(_models.Definition("f"));
        await slot.DisposeAsync();
        Assert.That(slot.Log.All.Select(report => (report.To, report.WasCancelled)), Is.EqualTo(new[]
        {
            ("a", true), ("c", true), ("b", true), ("d", false), ("e", true), ("f", true),
        }));
    }

    [Test]
    public async Task AfterTheEnd_NothingIsLoaded()
    {
        int loads = 0;
        ModelSlot slot = Preceded(_ => loads++);
        await slot.DisposeAsync();
        SwapReport late = await slot.SwapAsync(_models.Definition("late"));
        Assert.That((late.Error, late.WasCancelled, loads), Is.EqualTo(("the engine was disposed", true, 0)));
    }

    [Test]
    public async Task AUsersFileWithLabels_IsKnownAgain()
    {
        int loads = 0;
        await using ModelSlot slot = Preceded(_ => loads++);
        slot.Supply.Warm.BudgetBytes = 1 << 20;
        string model = _models.Write("mine"), labels = Path.Combine(_models.Folder, "labels.txt");
        File.WriteAllLines(labels, Enumerable.Range(0, 10).Select(i => $"name {i}"));
        await Run(slot, ModelDefinition.FromFile(model, labels));
        LoadedModel first = slot.Current!;
        await Run(slot, _models.Definition("other"));
        Kept(slot, 1);
        await Run(slot, ModelDefinition.FromFile(model, labels));
        Assert.That(slot.Current, Is.SameAs(first));
        Kept(slot, 1);

        File.WriteAllLines(labels, Enumerable.Range(0, 10).Select(i => $"other {i}"));
        await Run(slot, ModelDefinition.FromFile(model, labels));
        Assert.That((loads, slot.Current!.Labels[3]), Is.EqualTo((3, "other 3")));
    }

    [Test]
    public async Task AnyExceptionOfTheLoader_IsAFailedSwap()
    {
        await using var slot = Slot((_, _, _) => throw new InvalidOperationException("the disk caught fire"));
        Assert.That((await slot.SwapAsync(_models.Definition("x"))).Ok, Is.False);
        Assert.That(slot.Log.Status.Loading, Is.Null);
        Assert.That(slot.Log.Status.Error, Does.Contain("the disk caught fire"));
        slot.Adopt();
        Assert.That(slot.Current, Is.Null);
    }

    [Test]
    public async Task AfterAFailure_AnotherSwapWorks()
    {
        await using var slot = Slot(
            (d, options, watch) => d.Id == "bad" ? throw new VisionException("bad") : ModelLoader.Load(d, options, watch));
        await slot.SwapAsync(_models.Definition("bad"));
        await slot.SwapAsync(_models.Definition("good"));
        slot.Adopt();
        slot.Scored(0, 0);
        Assert.That(slot.Log.Status, Is.EqualTo(new SlotStatus(null, 0, null) { Request = 2 }));
    }

    [Test]
    public async Task WithinTheBudget_SwappingBackLoadsNothing()
    {
        int loads = 0;
        await using ModelSlot slot = Preceded(_ => loads++);
        slot.Supply.Warm.BudgetBytes = 1 << 20;
        ModelDefinition a = _models.Definition("a"), b = _models.Definition("b");
        await Run(slot, a);
        LoadedModel first = slot.Current!;
        await Run(slot, b);
        Kept(slot, 1);
        await Run(slot, a);
        Assert.That(slot.Current, Is.SameAs(first));
        Assert.That(loads, Is.EqualTo(2));
    }

    [Test]
    public async Task AboveTheBudget_TheModelUsedLeastRecentlyGoesFirst()
    {
        await using ModelSlot slot = Preceded(_ => { });
        ModelDefinition[] models = [.. "abcd".Select(name => _models.Definition(name.ToString()))];
        slot.Supply.Warm.BudgetBytes = 2 * new FileInfo(models[0].File!).Length + 100;
        foreach (ModelDefinition model in models)
        {
            await Run(slot, model);
            Kept(slot, Math.Min(2, Array.IndexOf(models, model)));
        }
        Until(() => slot.Supply.Warm.Kept.Select(d => d.Id).SequenceEqual(["c", "b"]));
        slot.Supply.Warm.BudgetBytes = 0;
        Assert.That(slot.Supply.Warm.Kept, Is.Empty);
    }

    [Test]
    public void AModelWhoseFileIsGone_CountsAsItDidWhenItWasLoaded()
    {
        ModelDefinition a = _models.Definition("a");
        using var warm = new WarmModels { BudgetBytes = new FileInfo(a.File!).Length - 1 };
        LoadedModel model = LoadedModel.Load(a, new InferenceOptions());
        File.Delete(a.File!);
        warm.Put(model);
        Assert.That(warm.Kept, Is.Empty);
        Assert.That(a.WeightBytes, Is.Zero);
    }

    [Test]
    public async Task OtherOptions_LoadAfresh()
    {
        int loads = 0;
        await using ModelSlot slot = Preceded(_ => loads++);
        slot.Supply.Warm.BudgetBytes = 1 << 20;
        ModelDefinition a = _models.Definition("a"), b = _models.Definition("b");
        await Run(slot, a);
        await Run(slot, b);
        Kept(slot, 1);
        slot.Options = slot.Options with { Preprocess = "scalar" };
        await Run(slot, a);
        Assert.That(loads, Is.EqualTo(3));
        Assert.That(slot.Current!.PreprocessorName, Is.EqualTo("scalar"));
    }

    [Test]
    public async Task APrefetchedModel_IsTakenByTheSwap()
    {
        int loads = 0;
        await using ModelSlot slot = Preceded(_ => loads++);
        slot.Supply.Warm.BudgetBytes = 1 << 20;
        ModelDefinition a = _models.Definition("a"), b = _models.Definition("b");
        await Run(slot, a);
        Assert.That(await PrefetchAsync(slot, b), Is.True);
        await Run(slot, b);
        Assert.That(loads, Is.EqualTo(2));
        Assert.That(slot.Current!.Definition.Id, Is.EqualTo("b"));
    }

    [Test]
    public async Task ASwap_WaitsForThePrefetchOfItsModelAndOvertakesAnother()
    {
        using var gate = new ManualResetEventSlim();
        int slowLoads = 0;
        await using ModelSlot slot = Preceded(id =>
        {
            if (id == "slow")
            {
                slowLoads++;
                gate.Wait();
            }
        });
        slot.Supply.Warm.BudgetBytes = 1 << 20;
        ModelDefinition slow = _models.Definition("slow");
        Task<bool> prefetch = PrefetchAsync(slot, slow);
        await Run(slot, _models.Definition("quick"));
        Assert.That(slot.Current!.Definition.Id, Is.EqualTo("quick"));
        Task<SwapReport> swap = slot.SwapAsync(slow);
        gate.Set();
        await Task.WhenAll(prefetch, swap).WaitAsync(Patience);
        slot.Adopt();
        Assert.That(slot.Current!.Definition.Id, Is.EqualTo("slow"));
        Assert.That(slowLoads, Is.EqualTo(1));
    }

    [Test]
    public async Task APrefetchThatFailsOrDoesNotFit_SaysFalseAndChangesNothing()
    {
        await using var slot = Slot((_, _, _) => throw new InvalidOperationException("no"));
        Assert.That(await PrefetchAsync(slot, _models.Definition("a")), Is.False, "nothing may be kept");
        slot.Supply.Warm.BudgetBytes = 1 << 20;
        Assert.That(await PrefetchAsync(slot, _models.Definition("b")), Is.False);
        Assert.That(slot.Supply.Warm.Kept, Is.Empty);
        Assert.That(slot.Log.Status, Is.EqualTo(new SlotStatus(null, 0, null)));
    }

    [Test]
    public async Task WhoeverNamesTheNextModelMayFail_AndTheSwapIsWell()
    {
        await using var slot = Slot(ModelLoader.Load);
        slot.Supply.Warm.BudgetBytes = 1 << 20;
        slot.Supply.Next = _ => throw new InvalidOperationException();
        await Run(slot, _models.Definition("a"));
    }

    [Test]
    public async Task TheModelThatComesNext_IsLoadedAhead_OnceWhereModelsAreKeptWarm()
    {
        List<string> loads = [];
        await using ModelSlot slot = Preceded(id =>
        {
            lock (loads)
                loads.Add(id);
        });
        ModelDefinition a = _models.Definition("a"), b = _models.Definition("b");
        slot.Supply.Next = model => model.Id == "a" ? b : null;
        await Run(slot, a);
        Assert.That(slot.Supply.Warm.Kept, Is.Empty, "nothing may be kept");
        slot.Supply.Warm.BudgetBytes = 1 << 20;
        await Run(slot, a);
        Until(() => slot.Supply.Warm.Kept.Any(model => model.Id == "b"));
        await Run(slot, b);
        Assert.That(loads, Is.EqualTo(new[] { "a", "a", "b" }));
    }

    // Does something with a model's id before each load.
    private static ModelSlot Preceded(Action<string> before) =>
        Slot((d, options, watch) => { before(d.Id); return ModelLoader.Load(d, options, watch); });

    private static ModelSlot Slot(Func<ModelDefinition, InferenceOptions, LoadWatch, LoadedModel> load) =>
        new(load, options: null, new EngineNotices("test"));

    private static Task<bool> PrefetchAsync(ModelSlot slot, ModelDefinition definition) =>
        slot.Supply.PrefetchAsync(definition, slot.Options, CancellationToken.None);

    private static async Task Run(ModelSlot slot, ModelDefinition definition)
    {
        Assert.That((await slot.SwapAsync(definition).WaitAsync(Patience)).Error, Is.Null);
        slot.Adopt();
        slot.Scored(0, 0);
    }

    // The old model is handed over on a thread of the pool.
    private static void Kept(ModelSlot slot, int count) => Until(() => slot.Supply.Warm.Kept.Count == count);

    private static void Until(Func<bool> condition) => Assert.That(SpinWait.SpinUntil(condition, Patience), Is.True);
}
