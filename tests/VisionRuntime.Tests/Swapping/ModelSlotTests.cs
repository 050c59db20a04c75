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
        using ModelSlot slot = Preceded(id =>
        {
            if (id == "slow")
                gate.Wait();
        });
        await slot.SwapAsync(_models.Definition("fast"));
        slot.Adopt();
        Task<bool> swap = slot.SwapAsync(_models.Definition("slow"));
        Assert.That(slot.Status.Loading!.Id, Is.EqualTo("slow"));
        slot.Adopt();
        Assert.That(slot.Current!.Definition.Id, Is.EqualTo("fast"));
        gate.Set();
        Assert.That(await swap.WaitAsync(Patience), Is.True);
        slot.Adopt();
        Assert.That(slot.Current!.Definition.Id, Is.EqualTo("slow"));
    }

    [Test]
    public async Task LaterRequest_SupersedesTheOneBefore()
    {
        using var gate = new ManualResetEventSlim();
        using ModelSlot slot = Preceded(id =>
        {
            if (id == "a")
                gate.Wait();
        });
        Task<bool> a = slot.SwapAsync(_models.Definition("a"));
        Task<bool> b = slot.SwapAsync(_models.Definition("b"));
        Task<bool> c = slot.SwapAsync(_models.Definition("c"));
        gate.Set();
        await Task.WhenAll(a, b, c).WaitAsync(Patience);
        slot.Adopt();
        slot.Scored(5, 0);
        Assert.That(slot.Current!.Definition.Id, Is.EqualTo("c"));
        Assert.That(await b, Is.False, "b was overtaken before it began");
        Assert.That(slot.Swaps.Count(s => s.Error is not null && s.Error.Contains("superseded")), Is.EqualTo(2));
        Assert.That(slot.Status, Is.EqualTo(new SlotStatus(null, 0, null) { Request = 3 }));
    }

    [Test]
    public void AfterTheEnd_NothingIsLoaded()
    {
        int loads = 0;
        ModelSlot slot = Preceded(_ => loads++);
        slot.Dispose();
        Assert.That(() => slot.SwapAsync(_models.Definition("late")), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(loads, Is.Zero);
    }

    [Test]
    public async Task AUsersFileWithLabels_IsKnownAgain()
    {
        int loads = 0;
        using ModelSlot slot = Preceded(_ => loads++);
        slot.KeepWarmBytes = 1 << 20;
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
        using var slot = new ModelSlot((_, _) => throw new InvalidOperationException("the disk caught fire"));
        Assert.That(await slot.SwapAsync(_models.Definition("x")), Is.False);
        Assert.That(slot.Status.Loading, Is.Null);
        Assert.That(slot.Status.Error, Does.Contain("the disk caught fire"));
        slot.Adopt();
        Assert.That(slot.Current, Is.Null);
    }

    [Test]
    public async Task AfterAFailure_AnotherSwapWorks()
    {
        using var slot = new ModelSlot((d, options) => d.Id == "bad" ? throw new VisionException("bad") : LoadedModel.Load(d, options));
        await slot.SwapAsync(_models.Definition("bad"));
        await slot.SwapAsync(_models.Definition("good"));
        slot.Adopt();
        slot.Scored(0, 0);
        Assert.That(slot.Status, Is.EqualTo(new SlotStatus(null, 0, null) { Request = 2 }));
    }

    [Test]
    public async Task WithinTheBudget_SwappingBackLoadsNothing()
    {
        int loads = 0;
        using ModelSlot slot = Preceded(_ => loads++);
        slot.KeepWarmBytes = 1 << 20;
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
        using ModelSlot slot = Preceded(_ => { });
        ModelDefinition[] models = [.. "abcd".Select(name => _models.Definition(name.ToString()))];
        slot.KeepWarmBytes = 2 * new FileInfo(models[0].File!).Length + 100;
        foreach (ModelDefinition model in models)
        {
            await Run(slot, model);
            Kept(slot, Math.Min(2, Array.IndexOf(models, model)));
        }
        Until(() => slot.Warm.Select(d => d.Id).SequenceEqual(["c", "b"]));
        slot.KeepWarmBytes = 0;
        Assert.That(slot.Warm, Is.Empty);
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
        using ModelSlot slot = Preceded(_ => loads++);
        slot.KeepWarmBytes = 1 << 20;
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
        using ModelSlot slot = Preceded(_ => loads++);
        slot.KeepWarmBytes = 1 << 20;
        ModelDefinition a = _models.Definition("a"), b = _models.Definition("b");
        await Run(slot, a);
        Assert.That(await slot.PrefetchAsync(b), Is.True);
        await Run(slot, b);
        Assert.That(loads, Is.EqualTo(2));
        Assert.That(slot.Current!.Definition.Id, Is.EqualTo("b"));
    }

    [Test]
    public async Task ASwap_WaitsForThePrefetchOfItsModelAndOvertakesAnother()
    {
        using var gate = new ManualResetEventSlim();
        int slowLoads = 0;
        using ModelSlot slot = Preceded(id =>
        {
            if (id == "slow")
            {
                slowLoads++;
                gate.Wait();
            }
        });
        slot.KeepWarmBytes = 1 << 20;
        ModelDefinition slow = _models.Definition("slow");
        Task<bool> prefetch = slot.PrefetchAsync(slow);
        await Run(slot, _models.Definition("quick"));
        Assert.That(slot.Current!.Definition.Id, Is.EqualTo("quick"));
        Task<bool> swap = slot.SwapAsync(slow);
        gate.Set();
        await Task.WhenAll(prefetch, swap).WaitAsync(Patience);
        slot.Adopt();
        Assert.That(slot.Current!.Definition.Id, Is.EqualTo("slow"));
        Assert.That(slowLoads, Is.EqualTo(1));
    }

    [Test]
    public async Task APrefetchThatFailsOrDoesNotFit_SaysFalseAndChangesNothing()
    {
        using var slot = new ModelSlot((_, _) => throw new InvalidOperationException("no"));
        Assert.That(await slot.PrefetchAsync(_models.Definition("a")), Is.False, "nothing may be kept");
        slot.KeepWarmBytes = 1 << 20;
        Assert.That(await slot.PrefetchAsync(_models.Definition("b")), Is.False);
        Assert.That(slot.Warm, Is.Empty);
        Assert.That(slot.Status, Is.EqualTo(new SlotStatus(null, 0, null)));
    }

    [Test]
    public async Task WhoeverNamesTheNextModelMayFail_AndTheSwapIsWell()
    {
        using var slot = new ModelSlot(LoadedModel.Load) { KeepWarmBytes = 1 << 20, Next = _ => throw new InvalidOperationException() };
        await Run(slot, _models.Definition("a"));
    }

    [Test]
    public async Task TheModelThatComesNext_IsLoadedAhead_OnceWhereModelsAreKeptWarm()
    {
        List<string> loads = [];
        using ModelSlot slot = Preceded(id =>
        {
            lock (loads)
                loads.Add(id);
        });
        ModelDefinition a = _models.Definition("a"), b = _models.Definition("b");
        slot.Next = model => model.Id == "a" ? b : null;
        await Run(slot, a);
        Assert.That(slot.Warm, Is.Empty, "nothing may be kept");
        slot.KeepWarmBytes = 1 << 20;
        await Run(slot, a);
        Until(() => slot.Warm.Any(model => model.Id == "b"));
        await Run(slot, b);
        Assert.That(loads, Is.EqualTo(new[] { "a", "a", "b" }));
    }

    // Does something with a model's id before each load.
    private static ModelSlot Preceded(Action<string> before) => new((d, options) =>
    {
        before(d.Id);
        return LoadedModel.Load(d, options);
    });

    private static async Task Run(ModelSlot slot, ModelDefinition definition)
    {
        Assert.That(await slot.SwapAsync(definition).WaitAsync(Patience), Is.True, slot.Status.Error);
        slot.Adopt();
        slot.Scored(0, 0);
    }

    // The old model is handed over on a thread of the pool.
    private static void Kept(ModelSlot slot, int count) => Until(() => slot.Warm.Count == count);

    private static void Until(Func<bool> condition) => Assert.That(SpinWait.SpinUntil(condition, Patience), Is.True);
}
