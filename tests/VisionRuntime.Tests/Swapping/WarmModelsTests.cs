using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Which models go when there is no room for all.</summary>
[TestFixture]
public class WarmModelsTests
{
    private TestModels _models = null!;
    private FakeGpu _gpu = null!;
    private WarmModels _warm = null!;
    private InferenceOptions _onGpu = null!;

    [SetUp]
    public void SetUp()
    {
        (_models, _gpu, _warm) = (new TestModels(), new FakeGpu(), new WarmModels { BudgetBytes = long.MaxValue });
        _onGpu = new InferenceOptions
        {
            Backend = _gpu.Name, Backends = [_gpu, InferenceOptions.Cpu], Threads = 1, Preprocess = "cpu",
        };
    }

    [TearDown]
    public void TearDown()
    {
        _warm.Dispose();
        _models.Dispose();
    }

    [Test]
    public void WhenTheGpuIsThreeQuartersFull_TheOneUsedLeastRecentlyGoes_ButNoneOfTheProcessor()
    {
        _gpu.Memory = () => (_gpu.Open * 100, 400);
        _warm.Put(Load("cpu", "cpu"));
        foreach (string name in new[] { "a", "b", "c" })
            _warm.Put(Load(name));
        Assert.That(Kept, Is.EqualTo(new[] { "c", "b", "a", "cpu" }), "300 of 400 are not too much");
        _warm.Put(_warm.Take(_warm.Kept[2], _onGpu)!);

        using LoadedModel running = Load("running"); // takes its part, too
        _warm.Put(Load("d"));

        Assert.That(Kept, Is.EqualTo(new[] { "d", "a", "cpu" }));
        Assert.That(_gpu.Open, Is.EqualTo(3));
    }

    [Test]
    public void WhereNothingOnTheGpuFits_NothingStays()
    {
        _gpu.Memory = () => (400, 400); // others use it
        _warm.Put(Load("a"));
        _warm.Put(Load("b"));
        Assert.That((Kept.Length, _gpu.Open), Is.EqualTo((0, 0)));
    }

    [Test]
    public void WhereNobodyTells_TheBudgetAloneCounts()
    {
        _warm.Put(Load("a"));
        _warm.Put(Load("b"));
        Assert.That(Kept, Is.EqualTo(new[] { "b", "a" }));
        _warm.BudgetBytes = 0;
        Assert.That((Kept.Length, _gpu.Open), Is.EqualTo((0, 0)));
    }

    private string[] Kept => [.. _warm.Kept.Select(definition => definition.Id)];

    private LoadedModel Load(string name, string? backend = null) =>
        LoadedModel.Load(_models.Definition(name), backend is null ? _onGpu : _onGpu with { Backend = backend });
}
