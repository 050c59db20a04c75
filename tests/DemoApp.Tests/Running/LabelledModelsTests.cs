using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Running;

/// <summary>Whose classes <c>--labels</c> names: never nobody's.</summary>
[TestFixture]
public class LabelledModelsTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("realtimecnn-labels-");
        File.WriteAllText(Labels, "a\nb\n");
        File.WriteAllText(Model, "opened later");
    }

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [Test]
    public void WithoutFiles_TheFirstModels() =>
        Assert.That(LabelsOf("lenet5", "resnet50"), Is.EqualTo(new[] { "a", "tench, Tinca tinca" }));

    [Test]
    public void WithAFileFirst_TheFiles() => Assert.That(LabelsOf(Model, "lenet5"), Is.EqualTo(new[] { "a", "0" }));

    [Test]
    public void WithAFileInTheScript_TheFiles() => Assert.That(LabelsOf("lenet5", Model), Is.EqualTo(new[] { "0", "a" }));

    [Test]
    public void WithoutLabels_EachHasItsOwn()
    {
        DemoOptions options = Options("lenet5", "resnet50") with { Labels = null };
        Assert.That(new LabelledModels(ModelCatalogue.Embedded, options).First.Labels[3], Is.EqualTo("3"));
    }

    private string Labels => Path.Combine(_folder.FullName, "labels.txt");

    private string Model => Path.Combine(_folder.FullName, "model.onnx");

    private string[] LabelsOf(string first, string second)
    {
        LabelledModels models = new(ModelCatalogue.Embedded, Options(first, second));
        return [models.First.Labels[0], models.Find(second).Labels[0]];
    }

    private DemoOptions Options(string first, string second) => new()
    {
        Model = first,
        Labels = Labels,
        Swaps = [new SwapAt(5, second)],
        Loading = new InferenceOptions(),
        DefaultDuration = TimeSpan.FromSeconds(1),
    };
}
