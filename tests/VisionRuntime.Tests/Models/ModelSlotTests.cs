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
        using var slot = new ModelSlot(d =>
        {
            if (d.Id == "slow")
                gate.Wait();
            return LoadedModel.Load(d, new ModelOptions());
        });
        await slot.SwapAsync(_models.Definition("fast"));
        slot.Adopt();
        Task<bool> swap = slot.SwapAsync(_models.Definition("slow"));
        Assert.That(slot.State, Is.EqualTo(SlotState.Loading));
        Assert.That(slot.Loading!.Id, Is.EqualTo("slow"));
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
        using var slot = new ModelSlot(d =>
        {
            if (d.Id == "a")
                gate.Wait();
            return LoadedModel.Load(d, new ModelOptions());
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
        Assert.That(slot.State, Is.EqualTo(SlotState.Ready));
    }

    [Test]
    public async Task AnyExceptionOfTheLoader_IsAFailedSwap()
    {
        using var slot = new ModelSlot(_ => throw new InvalidOperationException("the disk caught fire"));
        Assert.That(await slot.SwapAsync(_models.Definition("x")), Is.False);
        Assert.That(slot.State, Is.EqualTo(SlotState.Failed));
        Assert.That(slot.Error, Does.Contain("the disk caught fire"));
        slot.Adopt();
        Assert.That(slot.Current, Is.Null);
    }

    [Test]
    public async Task AfterAFailure_AnotherSwapWorks()
    {
        using var slot = new ModelSlot(d => d.Id == "bad" ? throw new VisionException("bad") : LoadedModel.Load(d, new ModelOptions()));
        await slot.SwapAsync(_models.Definition("bad"));
        await slot.SwapAsync(_models.Definition("good"));
        slot.Adopt();
        slot.Scored(0, 0);
        Assert.That(slot.State, Is.EqualTo(SlotState.Ready));
        Assert.That(slot.Error, Is.Null);
    }
}
